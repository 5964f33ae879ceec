import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'

const RUN_STEP = path.resolve(import.meta.dirname, '../../../../scripts/run-step.mjs')
const folder = mkdtempSync(path.join(tmpdir(), 'run-step-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A step with a child of its own, and with last words when it is asked to end. */
const STEP = `
  const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  process.on('SIGTERM', () => { console.error('ELIFECYCLE: the build failed'); process.exit(143) })
  require('node:fs').writeFileSync(process.argv[1], String(child.pid))
  setInterval(() => {}, 1000)`

/** Set-up with one step. */
function setUp(step: string, ...args: string[]) {
  const program = `
    import { runStep } from ${JSON.stringify(RUN_STEP)}
    const [step, ...args] = process.argv.slice(1)
    const onStopped = () => console.log('stopped')
    const ended = await runStep(process.execPath, ['-e', step, ...args], { cwd: '/', env: process.env, onStopped })
    console.log(JSON.stringify(ended))`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program, step, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)))
  return { child, said: () => said }
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Looks again until it is so; the test's own time is the limit. */
async function until<T>(look: () => T | null | false): Promise<T> {
  for (;;) {
    const found = look()
    if (found !== null && found !== false) return found
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

const pidIn = (file: string): number | null => {
  try {
    return Number(readFileSync(file, 'utf8')) || null
  } catch {
    return null
  }
}

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s ends a step quietly with its children',
  async (signal) => {
    const file = path.join(folder, signal)
    const { child, said } = setUp(STEP, file)
    const grandchild = await until(() => pidIn(file))
    child.kill(signal)
    expect(await once(child, 'close')).toEqual([null, signal])
    expect(said()).toBe('stopped\n')
    await until(() => !isAlive(grandchild))
  },
  30_000,
)

test('a step that fails gives its output', async () => {
  const { child, said } = setUp("console.log('why'); process.exit(3)")
  await once(child, 'close')
  expect(JSON.parse(said())).toEqual({ status: 3, output: 'why\n' })
})
