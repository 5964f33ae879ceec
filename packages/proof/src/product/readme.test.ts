import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { Product } from './product.test-support.ts'

const ROOT = path.resolve(import.meta.dirname, '../../../..')
const run = promisify(execFile)

/** The shell blocks of a page that talk to the product, as one script. */
function script(page: string, port: string): string {
  const blocks = readFileSync(path.join(ROOT, page), 'utf8')
    .split('```sh\n')
    .slice(1)
    .map((rest) => rest.split('\n```')[0] ?? '')
  return (
    blocks
      .filter((block) => /^(# A session|npx wscat|say\(\))/.test(block))
      .join('\n')
      .split('\n')
      // The sockets' tool is not part of the product; its addresses are tried by the tests of the transports.
      .filter((line) => !line.startsWith('npx wscat'))
      .join('\n')
      .replaceAll('localhost:8001', `127.0.0.1:${port}`)
  )
}

test.each([
  ['README.md', 2],
  ['docs/transports.md', 10],
])(
  'answers every curl line of %s without an error',
  async (page, fewest) => {
    await using product = await Product.open()
    const { port } = new URL(product.url)
    const { stdout } = await run('bash', ['-c', script(page, port)], { cwd: ROOT, maxBuffer: 16 * 1024 * 1024 })
    const answers = stdout.split('\n').filter((line) => line.startsWith('{') || line.startsWith('['))
    expect(answers.length).toBeGreaterThanOrEqual(fewest)
    expect(answers.filter((line) => line.includes('"retryable"'))).toEqual([])
    expect(stdout).toContain('id: ')
  },
  180_000,
)
