import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { freePort } from './product.test-support.ts'

const SUPERVISE = path.resolve(import.meta.dirname, '../../../../scripts/processes.mjs')
const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

interface Started {
  child: ChildProcess
  said(): string
}

/** What `npm start` does after set-up: both processes, and the end of it when one of them cannot start. */
async function start(ports: { experience: number; runtime: number }): Promise<Started> {
  const folder = mkdtempSync(path.join(tmpdir(), 'supervise-'))
  folders.push(folder)
  const program = `
    import { supervise } from ${JSON.stringify(SUPERVISE)}
    const ends = ['runtime', 'experience'].map((name) => supervise(name, async (code) => {
      await Promise.all(ends.map(({ stop }) => stop()))
      process.exit(code)
    }))
    process.stdout.write('runtime is ' + ends[0].pid + '\\n')`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      EXPERIENCE_PORT: String(ports.experience),
      RUNTIME_PORT: String(ports.runtime),
      RUNTIME_URL: `http://127.0.0.1:${ports.runtime}`,
      DATABASE_URL: `file:${path.join(folder, 'test.db')}`,
    },
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (said += String(chunk)))
  return { child, said: () => said }
}

/**
 * Kills the supervisor; resolves when both servers are gone as well. They hold its output, and write to the folder until
 * then, after they have left their ports too.
 */
async function killed(child: ChildProcess): Promise<void> {
  const allGone = once(child, 'close')
  child.kill('SIGKILL')
  await allGone
}

/** Resolves when a look at the address says what is wanted; the test's own time is the limit. */
async function until(url: string, wanted: (status: number | null) => boolean): Promise<void> {
  for (;;) {
    const status = await fetch(url).then(
      (response) => response.status,
      () => null,
    )
    if (wanted(status)) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

test('ends both servers when the supervisor is killed', async () => {
  const ports = { experience: await freePort(), runtime: await freePort() }
  const { child } = await start(ports)
  await until(`http://127.0.0.1:${ports.experience}/readyz`, (status) => status === 200)
  await killed(child)
  await until(`http://127.0.0.1:${ports.experience}/healthz`, (status) => status === null)
  await until(`http://127.0.0.1:${ports.runtime}/healthz`, (status) => status === null)
}, 180_000)

test('ends with one sentence when a port is in use', async () => {
  const taken: Server = createServer()
  taken.listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const address = taken.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const { child, said } = await start({ experience: address.port, runtime: await freePort() })
  const [code] = await once(child, 'close')
  taken.close()
  expect(code).toBe(2)
  expect(said()).toContain('set EXPERIENCE_PORT to a free port')
  expect(said()).not.toMatch(/started again|node:net|\{"level"/)
}, 180_000)

test('[T4] replaces a Runtime that has not answered for ten seconds', async () => {
  const ports = { experience: await freePort(), runtime: await freePort() }
  const { child, said } = await start(ports)
  const ready = `http://127.0.0.1:${ports.experience}/readyz`
  await until(ready, (status) => status === 200)
  const runtime = Number(/runtime is (\d+)/.exec(said())?.[1])
  // A stopped process is as silent as one whose loop stands still, and SIGTERM does not end it either.
  process.kill(runtime, 'SIGSTOP')
  await until(ready, (status) => status === 503)
  await until(ready, (status) => status === 200)
  expect(said()).toMatch(/runtime has not answered for 10 s and is replaced[\s\S]*runtime ended \(SIGKILL\)/)
  await killed(child)
}, 180_000)
