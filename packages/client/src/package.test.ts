import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { Product } from '@biplane/proof/product/product.test-support'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const HERE = path.resolve(import.meta.dirname, '..')
const ROOT = path.resolve(HERE, '../..')
const run = promisify(execFile)
const catalog = readFileSync(path.join(ROOT, 'pnpm-workspace.yaml'), 'utf8')
/** The version that this repository is made with. */
const versionOf = (name: string): string => {
  const line = catalog.split('\n').find((entry) => entry.trim().replaceAll('"', '').startsWith(`${name}: `))
  return line?.split(': ').at(-1)?.trim() ?? ''
}

let folder = ''

/** The code blocks of docs/client.md in one language, whole. */
const snippets = (language: string): string[] => {
  return readFileSync(path.join(ROOT, 'docs/client.md'), 'utf8')
    .split(`\`\`\`${language}\n`)
    .slice(1)
    .map((rest) => rest.split('\n```')[0] ?? '')
}

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'client-package-'))
  await run(process.execPath, ['build.mjs'], { cwd: HERE })
  await run('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: HERE })
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name: 'fresh', private: true, type: 'module' }))
  const wanted = ['ws', '@types/ws', 'react', 'react-dom', '@types/react', '@types/react-dom', '@types/node']
  const packages = wanted.map((name) => `${name}@${versionOf(name)}`)
  await run('npm', ['install', '--no-audit', '--no-fund', './biplane-client-0.1.0.tgz', ...packages], { cwd: folder })
}, 240_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the packed client in an empty folder', () => {
  test('depends on the version of zod that the contracts are made with', () => {
    const { dependencies } = JSON.parse(readFileSync(path.join(HERE, 'package.json'), 'utf8'))
    expect(dependencies).toEqual({ zod: versionOf('zod') })
  })

  test('brings its README with the snippet that runs', () => {
    const readme = readFileSync(path.join(folder, 'node_modules/@biplane/client/README.md'), 'utf8')
    expect(snippets('ts')[0]).toMatch(/^import /)
    expect(readme).toContain(snippets('ts')[0])
  })

  test('type-checks every snippet of docs/client.md', async () => {
    const [service = '', page = ''] = [...snippets('ts'), ...snippets('tsx')]
    writeFileSync(path.join(folder, 'service.ts'), service)
    writeFileSync(path.join(folder, 'page.tsx'), page)
    const compilerOptions = {
      module: 'NodeNext',
      target: 'ES2023',
      lib: ['ES2023', 'DOM'],
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      jsx: 'react-jsx',
      noEmit: true,
      types: ['node'],
    }
    writeFileSync(
      path.join(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions, files: ['service.ts', 'page.tsx'] }),
    )
    const tsc = path.join(HERE, 'node_modules/typescript/bin/tsc')
    const { stdout } = await run(process.execPath, [tsc, '-p', folder]).catch((error: { stdout: string }) => error)
    expect(stdout).toBe('')
  }, 180_000)

  test('runs the Node snippet against the product', async () => {
    await using product = await Product.open()
    const outfile = path.join(folder, 'service.mjs')
    writeFileSync(path.join(folder, 'service.ts'), snippets('ts')[0] ?? '')
    await build({ entryPoints: [path.join(folder, 'service.ts')], outfile, format: 'esm' })
    const env = { ...process.env, BIPLANE_URL: product.url }
    const { stdout, stderr } = await run(process.execPath, [outfile], { cwd: folder, env, timeout: 30_000 })
    expect(stdout.length).toBeGreaterThan(100)
    expect(stderr).toMatch(/guide open[\s\S]*event \d+/)
  }, 180_000)

  test('bundles the React snippet for a browser', async () => {
    writeFileSync(path.join(folder, 'page.tsx'), snippets('tsx')[0] ?? '')
    const { errors, warnings } = await build({
      entryPoints: [path.join(folder, 'page.tsx')],
      outfile: path.join(folder, 'page.js'),
      bundle: true,
      format: 'esm',
      platform: 'browser',
      jsx: 'automatic',
      absWorkingDir: folder,
    })
    expect([errors, warnings]).toEqual([[], []])
  })
})
