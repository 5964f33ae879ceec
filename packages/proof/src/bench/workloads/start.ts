// W8: from `npm start` to an installation that answers.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { interleaved, type Numbers } from '../rounds.ts'
import { atMost, type Workload } from '../workload.ts'

const ROOT = path.resolve(import.meta.dirname, '../../../../..')

export const start: Workload = {
  id: 'W8',
  title: 'Start: `npm start` to /readyz',
  how: 'Warm: dependencies are installed and the build is in its cache; the database is new. A cold start installs and compiles, and is not measured here.',
  async run(context) {
    // What is not built yet, is built by the first.
    await startOnce()
    const { warm } = await interleaved(context.rounds, { warm: startOnce }, context.say)
    return {
      rows: [{ name: 'warm', ratio: null, numbers: warm }],
      targets: [atMost('warm: < 10 s', 10, warm.seconds ?? Number.NaN, ' s')],
    }
  },
}

async function startOnce(): Promise<Numbers> {
  const directory = mkdtempSync(path.join(tmpdir(), 'bench-start-'))
  const [experience, runtime] = [await freePort(), await freePort()]
  const { PATH = '', HOME = '' } = process.env
  const began = performance.now()
  const child = spawn(process.execPath, ['scripts/start.mjs'], {
    cwd: ROOT,
    stdio: 'ignore',
    env: {
      PATH,
      HOME,
      EXPERIENCE_PORT: String(experience),
      RUNTIME_PORT: String(runtime),
      RUNTIME_URL: `http://127.0.0.1:${runtime}`,
      DATABASE_URL: `file:${path.join(directory, 'biplane.db')}`,
    },
  })
  try {
    while (!(await isReady(`http://127.0.0.1:${experience}/readyz`))) {
      if (child.exitCode !== null) throw new Error(`npm start ended with ${child.exitCode}`)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    return { seconds: (performance.now() - began) / 1000 }
  } finally {
    const gone = once(child, 'exit')
    if (child.exitCode === null && child.kill('SIGTERM')) await gone
    rmSync(directory, { recursive: true, force: true })
  }
}

const isReady = (url: string): Promise<boolean> =>
  fetch(url).then(
    (response) => response.ok,
    () => false,
  )

async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('there is no port')
  return address.port
}
