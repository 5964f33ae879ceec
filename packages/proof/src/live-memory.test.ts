import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { COMPILED_ONCE, Scales, WEIGHABLE } from './live-memory.ts'
import { startProcess } from './process-harness.ts'

/** A process with a thread; each keeps what it is told to. */
const HOARDER = `
import { isMainThread, parentPort, Worker } from 'node:worker_threads'
globalThis.kept = []
if (!isMainThread) parentPort.on('message', (many) => {
  for (let i = 0; i < many; i += 1) globalThis.kept.push(() => i)
  parentPort.postMessage('done')
})
else {
  const worker = new Worker(new URL(import.meta.url))
  globalThis.hoard = (many) => new Promise((resolve) => { worker.once('message', resolve); worker.postMessage(many) })
  setInterval(() => {}, 1000)
  worker.once('online', () => console.log(JSON.stringify({ msg: 'listening', port: 1 })))
}
`

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'proof-memory-'))
  writeFileSync(path.join(folder, 'hoarder.mjs'), HOARDER)
})
afterAll(() => rmSync(folder, { recursive: true }))

const hoarder = (nodeArgs: string[]) =>
  startProcess({ entry: path.join(folder, 'hoarder.mjs'), cwd: process.cwd(), nodeArgs })

test('what is kept is weighed where it is kept, and what was let go is not', async () => {
  await using process = await hoarder([WEIGHABLE, ...COMPILED_ONCE])
  await using scales = await Scales.open(process)
  const before = await scales.weigh()

  await scales.run('for (let i = 0; i < 10_000; i += 1) (() => [i])(); 0')
  const after = await scales.weigh()
  expect(Math.abs(after.heap - before.heap)).toBeLessThan(20_000)

  await scales.run('for (let i = 0; i < 10_000; i += 1) kept.push(() => i); 0')
  const functions = await scales.weigh()
  expect(functions.heap - after.heap).toBeGreaterThan(64 * 10_000)

  await scales.run('kept.push(Buffer.alloc(1_000_000)); 0')
  const buffers = await scales.weigh()
  expect(buffers.buffers - functions.buffers).toBe(1_000_000)

  await scales.run('kept.length = 0')
  const empty = await scales.weigh()
  expect(Math.abs(empty.heap - after.heap)).toBeLessThan(20_000)
  expect(empty.buffers).toBe(after.buffers)
  expect(empty.workers).toBe(before.workers)
})

test('what another thread keeps is weighed as its own', async () => {
  await using process = await hoarder([WEIGHABLE, ...COMPILED_ONCE])
  await using scales = await Scales.open(process)
  await scales.run('hoard(1); 0')
  const before = await scales.weigh()
  await scales.run('hoard(10_000); 0')
  // The weighing asks that thread after its message.
  const after = await scales.weigh()
  expect(after.workers - before.workers).toBeGreaterThan(64 * 10_000)
  expect(Math.abs(after.heap - before.heap)).toBeLessThan(20_000)
})

test('rejects a process without inspector, or gone', async () => {
  await using closed = await hoarder([])
  await expect(Scales.open(closed)).rejects.toThrow('not started so that it can be weighed')
  await using gone = await hoarder([WEIGHABLE])
  await using scales = await Scales.open(gone)
  await gone[Symbol.asyncDispose]()
  await expect(scales.weigh()).rejects.toThrow('gone')
})
