import { spawn } from 'node:child_process'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { z } from 'zod'

const PARENT = `
import { fork } from 'node:child_process'
const child = fork(process.argv[1], ['', String(process.pid)], { env: {}, execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'], serialization: 'advanced' })
child.on('message', (message) => { if (message.ready) console.log(JSON.stringify({ worker: child.pid })) })
`
const WORKER = path.resolve(import.meta.dirname, 'tool-worker.dev.mjs')
const started = z.object({ worker: z.number() })

const lives = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test.each(['idle', 'stopped'])(
  '[T2] a worker process that is %s ends when its parent was killed',
  async (state) => {
    const parent = spawn(process.execPath, ['--input-type=module', '-e', PARENT, WORKER], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    let worker = 0
    for await (const line of createInterface(parent.stdout)) {
      worker = started.parse(JSON.parse(line)).worker
      break
    }
    expect(lives(worker)).toBe(true)
    if (state === 'stopped') process.kill(worker, 'SIGSTOP')
    parent.kill('SIGKILL')
    if (state === 'stopped') process.kill(worker, 'SIGCONT')
    while (lives(worker)) await new Promise((resolve) => setTimeout(resolve, 20)) // how often is looked
  },
  30_000,
)
