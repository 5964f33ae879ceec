import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { getPriority, tmpdir } from 'node:os'
import path from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { pathToFileURL } from 'node:url'
import { Refusal } from '@biplane/contracts/refusal'
import { LIMITS } from '@biplane/contracts/vocabulary/limits'
import { afterAll, afterEach, expect, test } from 'vitest'
import { z } from 'zod'
import { detectTool } from '../tools/detect.ts'
import { type MadeFile, madeFile } from '../tools/made-file.test-support.ts'
import { schemaTool } from '../tools/schema.ts'
import type { CallNote, ToolWorkerOptions, ToolWorkers, WorkerFile } from './tool-workers.ts'
import { openToolWorkers } from './worker-scheduler.ts'

const open: ToolWorkers[] = []

const toolWorkers = (options: ToolWorkerOptions = {}): ToolWorkers => {
  const opened = openToolWorkers(options)
  open.push(opened)
  return opened
}

afterEach(async () => {
  for (const opened of open.splice(0)) await opened.close()
})

const never = () => new AbortController().signal

const CSV = madeFile('a.csv', 'id,name\n1,Ada\n2,Grace\n')

/** The file, and how often its bytes were asked for. */
function onWorkers({ bytes, ...facts }: MadeFile): WorkerFile & { reads: number } {
  const file = {
    facts,
    reads: 0,
    read: async () => {
      file.reads++
      return bytes
    },
  }
  return file
}

const refusalOf = async (work: Promise<unknown>): Promise<string> => {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!(error instanceof Refusal)) throw new Error(`not refused: ${String(error)}`)
  return error.refusal
}

const scripts = mkdtempSync(path.join(tmpdir(), 'worker-test-'))
let written = 0

afterAll(() => rmSync(scripts, { recursive: true, force: true }))

/** A worker that does what it is told by the arguments of the call. */
function misbehaving(body: string, onInterrupt = '', imports = ''): URL {
  const script = path.join(scripts, `worker-${++written}.mjs`)
  const text = `${imports}let calls = 0
process.on('message', (m) => { if (m.interrupt) { ${onInterrupt}; return } calls++
${body} })
process.on('disconnect', () => process.exit(0))
process.send({ ready: true })`
  writeFileSync(script, text)
  return pathToFileURL(script)
}

const ANSWER = `process.send({ call: m.call, outcome: { kind: 'done', result: calls } })`
const STICK = `if (m.args === 'stick') for (;;);\n${ANSWER}`

/** Waits for a fact that only the system knows. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5)) // how often is looked
}

const calls = { name: 'test.calls', version: '1', args: z.string(), result: z.number(), run: async () => 0 }

test('fetches a content once, whatever the file is called', async () => {
  const notes: CallNote[] = []
  const tools = toolWorkers({ note: (note) => notes.push(note) })
  const file = onWorkers(CSV)
  await tools.run(detectTool, {}, { file, signal: never() })
  const { artifact } = await tools.run(schemaTool, {}, { file, signal: never() })
  const renamed = onWorkers({ ...CSV, name: 'b.csv', file_uuid: 'other' })
  const other = await tools.run(schemaTool, {}, { file: renamed, signal: never() })
  expect(artifact.data.rows).toBe(2)
  expect(other.artifact.title).toBe('Columns of b.csv')
  expect([file.reads, renamed.reads]).toEqual([1, 0])
  expect(new Set(notes.map(({ process }) => process)).size).toBe(1)
})

test('calls at the same time are all answered, each with its own result', async () => {
  const tools = toolWorkers()
  const files = Array.from({ length: 8 }, (_, at) => madeFile(`${at}.csv`, `n\n${'x\n'.repeat(at + 1)}`))
  const results = await Promise.all(
    files.map((file) => tools.run(schemaTool, {}, { file: onWorkers(file), signal: never() })),
  )
  expect(results.map(({ artifact }) => artifact.data.rows)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
})

test('a refusal of a tool and of the reading arrive as they were made [L11]', async () => {
  const tools = toolWorkers()
  expect(await refusalOf(tools.run(detectTool, {}, { file: onWorkers(madeFile('a.csv', '')), signal: never() }))).toBe(
    'UNSUPPORTED_FILE',
  )
  const gone = {
    facts: { ...CSV, sha256: '0'.repeat(64) },
    read: () => Promise.reject(new Refusal('NOT_FOUND', 'It is gone.')),
  }
  expect(await refusalOf(tools.run(detectTool, {}, { file: gone, signal: never() }))).toBe('NOT_FOUND')
  expect(await tools.run(detectTool, {}, { file: onWorkers(CSV), signal: never() })).toMatchObject({ format: 'csv' })
})

test('bytes that are not those that were announced are refused, and kept for nobody', async () => {
  const tools = toolWorkers()
  const swapped = onWorkers({ ...CSV, bytes: new TextEncoder().encode('a,b\n9,9\n') })
  expect(await refusalOf(tools.run(schemaTool, {}, { file: swapped, signal: never() }))).toBe('UNSUPPORTED_FILE')
  const { artifact } = await tools.run(schemaTool, {}, { file: onWorkers(CSV), signal: never() })
  expect(artifact.data.columns.map(({ name }) => name)).toEqual(['id', 'name'])
})

test('[T2] parses a 20 MiB table away from the thread that carries the events', async () => {
  const line =
    'INV-2026-10000,Norrvik Shipping AB,North,2026-01-05,2026-02-05,2026-02-01,10439.09,EUR,paid,Ingrid Solheim\n'
  const header = 'invoice_id,customer,region,invoice_date,due_date,paid_date,amount,currency,status,account_manager\n'
  const rows = Math.floor((LIMITS.documentBytes - header.length) / line.length)
  const large = madeFile('large.csv', header + line.repeat(rows))
  const file = { ...onWorkers(large), save: (to: string) => writeFile(to, large.bytes) }
  const notes: CallNote[] = []
  const tools = toolWorkers({ note: (note) => notes.push(note) })
  await tools.run(detectTool, {}, { file: onWorkers(CSV), signal: never() })
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  const { artifact } = await tools.run(schemaTool, {}, { file, signal: never() })
  delay.disable()
  process.stdout.write(
    `event loop while 20 MiB were parsed: p50 ${(delay.percentile(50) / 1e6).toFixed(1)} ms, max ${(delay.max / 1e6).toFixed(1)} ms\n`,
  )
  // Parsed here, it would stand still for a second and more; a busy machine takes the processor away for tens of ms.
  expect(delay.percentile(90) / 1e6).toBeLessThan(250)
  expect(artifact.data.rows).toBe(rows)
  expect(notes.at(-1)).toMatchObject({ tool: 'content.schema', outcome: 'done' })
  expect(notes.every(({ process: pid }) => pid !== process.pid)).toBe(true)
})

test('a call that is cancelled while it runs is refused at once, and the next one is answered [L4]', async () => {
  const tools = toolWorkers()
  const abort = new AbortController()
  const cancelled = refusalOf(tools.run(schemaTool, {}, { file: onWorkers(CSV), signal: abort.signal }))
  abort.abort()
  expect(await cancelled).toBe('CANCELLED')
  expect(await refusalOf(tools.run(schemaTool, {}, { file: onWorkers(CSV), signal: abort.signal }))).toBe('CANCELLED')
  expect(await tools.run(detectTool, {}, { file: onWorkers(CSV), signal: never() })).toMatchObject({ format: 'csv' })
})

test('a worker that sticks is ended after the grace, and another one answers [L4]', async () => {
  const tools = toolWorkers({ graceMs: 1, entry: misbehaving(STICK) })
  expect(await tools.run(calls, 'go', { file: onWorkers(CSV), signal: never() })).toBe(1)
  expect(await tools.run(calls, 'go', { file: onWorkers(CSV), signal: never() })).toBe(2)
  const abort = new AbortController()
  const stuck = refusalOf(tools.run(calls, 'stick', { file: onWorkers(CSV), signal: abort.signal }))
  const next = tools.run(calls, 'go', { file: onWorkers(CSV), signal: never() })
  // The bytes are read first, so the call is at the worker only then.
  await new Promise((resolve) => setImmediate(resolve))
  abort.abort()
  expect(await stuck).toBe('CANCELLED')
  expect(await next).toBe(1)
})

/** A worker that ends its call when it is asked to, and not before. */
const INTERRUPTIBLE = misbehaving(
  ANSWER.replace(/^/, "if (m.args === 'hold') { globalThis.held = m.call; return }\n"),
  'if (globalThis.held) process.send({ call: globalThis.held, outcome: { kind: "done", result: calls } })',
)

test('keeps a worker whose cancelled call ends within the grace', async () => {
  const notes: CallNote[] = []
  const tools = toolWorkers({ graceMs: 60_000, entry: INTERRUPTIBLE, note: (note) => notes.push(note) })
  expect(await tools.run(calls, 'go', { file: onWorkers(CSV), signal: never() })).toBe(1)
  const abort = new AbortController()
  const cancelled = refusalOf(tools.run(calls, 'hold', { file: onWorkers(CSV), signal: abort.signal }))
  abort.abort()
  expect(await cancelled).toBe('CANCELLED')
  await until(() => notes.length === 2)
  expect(await tools.run(calls, 'go', { file: onWorkers(CSV), signal: never() })).toBe(3)
})

test('a call that takes too long is refused and its worker replaced', async () => {
  const tools = toolWorkers({ callMs: 1, entry: misbehaving(STICK) })
  expect(await refusalOf(tools.run(calls, 'stick', { file: onWorkers(CSV), signal: never() }))).toBe('AGENT_FAILED')
})

test.each([
  ['dies', 'process.exit(3)', 'AGENT_FAILED'],
  ['throws outside of a call', `setImmediate(() => { throw new Error('boom') })`, 'AGENT_FAILED'],
  ['answers nonsense', `process.send('what?')`, 'AGENT_FAILED'],
  ['runs out of memory', 'const all = []; for (;;) all.push(new Array(100_000).fill(calls))', 'TOO_LARGE'],
])('a worker that %s is replaced, and only its call is refused [L11]', async (_what, body, code) => {
  const tools = toolWorkers({ heapMb: 32, entry: misbehaving(`if (m.args === 'now') { ${body}; return }\n${ANSWER}`) })
  const file = onWorkers(CSV)
  const failed = refusalOf(tools.run(calls, 'now', { file, signal: never() }))
  const queued = tools.run(calls, 'go', { file, signal: never() })
  expect(await failed).toBe(code)
  expect(await queued).toBe(1)
})

test('a bug in a tool is no refusal, and says where it was', async () => {
  const tools = toolWorkers({
    entry: misbehaving(`process.send({ call: m.call, outcome: { kind: 'failed', message: 'boom', stack: 'at tool' }})`),
  })
  const error = await tools
    .run(calls, 'go', { file: onWorkers(CSV), signal: never() })
    .catch((reason: unknown) => reason)
  expect(error).not.toBeInstanceOf(Refusal)
  expect(error).toMatchObject({ message: 'test.calls failed: boom', cause: 'at tool' })
})

test('reports an unknown tool as a bug', async () => {
  const error = await toolWorkers()
    .run(calls, 'go', { file: onWorkers(CSV), signal: never() })
    .catch((reason: unknown) => reason)
  expect(error).toMatchObject({ message: 'test.calls failed: there is no tool test.calls' })
})

test('closing refuses what is not done, also what is still being read, and what comes later', async () => {
  const tools = toolWorkers({ entry: misbehaving('for (;;);') })
  const running = refusalOf(tools.run(calls, 'go', { file: onWorkers(CSV), signal: never() }))
  const reading = refusalOf(
    tools.run(calls, 'go', {
      file: { facts: { ...CSV, sha256: 'f'.repeat(64) }, read: () => new Promise(() => {}) },
      signal: never(),
    }),
  )
  await new Promise((resolve) => setImmediate(resolve))
  await tools.close()
  expect(await Promise.all([running, reading])).toEqual(['RUNTIME_UNAVAILABLE', 'RUNTIME_UNAVAILABLE'])
  expect(await refusalOf(tools.run(calls, 'go', { file: onWorkers(CSV), signal: never() }))).toBe('RUNTIME_UNAVAILABLE')
})

test('the worker sees nothing of the environment', async () => {
  const spy = { ...calls, result: z.array(z.string()), run: async () => [] }
  const tools = toolWorkers({
    entry: misbehaving(`process.send({ call: m.call, outcome: { kind: 'done', result: Object.keys(process.env) }})`),
  })
  expect(await tools.run(spy, 'go', { file: onWorkers(CSV), signal: never() })).toEqual([])
})

const called = (name: string) => ({ ...calls, name })

test('[T2] lets another session pass one that has many calls waiting', async () => {
  const tools = toolWorkers({ workers: 1, entry: misbehaving(ANSWER) })
  const many = Array.from({ length: 20 }, () =>
    tools.run(calls, 'go', { file: onWorkers(CSV), signal: never(), session: 'many' }),
  )
  const other = tools.run(calls, 'go', { file: onWorkers(CSV), signal: never(), session: 'other' })
  expect(await other).toBeLessThanOrEqual(3)
  await Promise.all(many)
})

test('[T2] never gives all workers to one session', async () => {
  const tools = toolWorkers({
    workers: 2,
    callMs: 60_000,
    entry: misbehaving(STICK),
  })
  const stuck = [1, 2, 3].map(() =>
    refusalOf(tools.run(calls, 'stick', { file: onWorkers(CSV), signal: never(), session: 'many' })),
  )
  expect(await tools.run(calls, 'go', { file: onWorkers(CSV), signal: never(), session: 'other' })).toBe(1)
  await tools.close()
  expect(await Promise.all(stuck)).toEqual(Array(3).fill('RUNTIME_UNAVAILABLE'))
})

test('[T2] answers a short call of a new session while every other place is held by long ones', async () => {
  const tools = toolWorkers({ workers: 1, sliceMs: 1, callMs: 60_000, entry: misbehaving(STICK) })
  const large = { ...CSV, size: 5 * 1024 * 1024 }
  const stuck = Array.from({ length: 20 }, (_, at) =>
    refusalOf(tools.run(calls, 'stick', { file: onWorkers(large), signal: never(), session: `large ${at}` })),
  )
  const packed = Array.from({ length: 20 }, (_, at) => {
    const file = onWorkers({ ...CSV, mime: 'application/pdf' })
    return refusalOf(tools.run(calls, 'stick', { file, signal: never(), session: `packed ${at}` }))
  })
  expect(await tools.run(calls, 'go', { file: onWorkers(CSV), signal: never(), session: 'short' })).toBe(1)
  await tools.close()
  expect(new Set(await Promise.all([...stuck, ...packed]))).toEqual(new Set(['RUNTIME_UNAVAILABLE']))
})

test('[T2] leaves one place to long calls in a flood of short ones', async () => {
  const tools = toolWorkers({ workers: 1, callMs: 60_000, sliceMs: 60_000, entry: misbehaving(STICK) })
  const short = Array.from({ length: 20 }, (_, at) =>
    refusalOf(tools.run(calls, 'stick', { file: onWorkers(CSV), signal: never(), session: `short ${at}` })),
  )
  const large = onWorkers({ ...CSV, size: 5 * 1024 * 1024 })
  expect(await tools.run(calls, 'go', { file: large, signal: never(), session: 'large' })).toBe(1)
  await tools.close()
  await Promise.all(short)
})

test('[T2] puts a call back that outlasts its slice where only short ones may run, and finishes it elsewhere', async () => {
  const entry = misbehaving(STICK)
  const tools = toolWorkers({ workers: 1, sliceMs: 20, callMs: 60_000, graceMs: 1, entry })
  const on = (session: string) => ({ file: onWorkers(CSV), signal: never(), session })
  const abort = new AbortController()
  // One in the place for long calls, two beside it, and two that are put back.
  const stuck = [1, 2, 3, 4, 5].map((at) =>
    refusalOf(tools.run(calls, 'stick', { ...on(`stuck ${at}`), signal: abort.signal })),
  )
  for (let at = 0; at < 5; at++) expect(await tools.run(calls, 'go', on(`short ${at}`))).toBeGreaterThan(0)
  abort.abort()
  expect(new Set(await Promise.all(stuck))).toEqual(new Set(['CANCELLED']))
})

test('[T2] lets a call finish beside the long ones', async () => {
  const notes: CallNote[] = []
  const endless = misbehaving(
    `if (m.args === 'stick') for (;;);\nif (m.args === 'work') for (const until = Date.now() + 300; Date.now() < until;);\n${ANSWER}`,
  )
  const tools = toolWorkers({
    workers: 1,
    sliceMs: 20,
    callMs: 60_000,
    entry: endless,
    note: (note) => notes.push(note),
  })
  const on = (session: string) => ({ file: onWorkers(CSV), signal: never(), session })
  const stuck = refusalOf(tools.run(calls, 'stick', on('stuck')))
  expect(await tools.run(calls, 'work', on('works'))).toBe(1)
  expect(notes).toHaveLength(1)
  await tools.close()
  expect(await stuck).toBe('RUNTIME_UNAVAILABLE')
})

test('[T2] lets the smaller of two short calls go first', async () => {
  const tools = toolWorkers({ workers: 1, callMs: 60_000, sliceMs: 60_000, entry: misbehaving(ANSWER) })
  const ended: number[] = []
  const sizes = [100_000, 90_000, 80_000, 70_000, 60_000, 50]
  const all = sizes.map(async (size, at) => {
    const file = onWorkers({ ...CSV, size })
    await tools.run(calls, 'go', { file, signal: never(), session: `session ${at}` })
    ended.push(size)
  })
  await Promise.all(all)
  expect(ended.indexOf(50)).toBeLessThan(ended.indexOf(80_000))
})

test('[T2] counts no time in which the machine did other things', async () => {
  const entry = misbehaving(
    `if (m.args === 'wait') return setTimeout(() => { process.send({ call: m.call, outcome: { kind: 'done', result: os.getPriority() } }) }, 200)\n${ANSWER}`,
    '',
    "import os from 'node:os'\n",
  )
  const tools = toolWorkers({ sliceMs: 20, callMs: 60_000, entry, processorMs: () => 1_000 })
  const priority = await tools.run(calls, 'wait', { file: onWorkers(CSV), signal: never() })
  expect(priority).toBe(getPriority())
})

test('[T2] counts no time in which a process loads', async () => {
  const spin = 'for (const until = Date.now() + 300; Date.now() < until;);'
  const entry = misbehaving(
    `process.send({ loading: true })\n${spin}\nprocess.send({ loading: false })
process.send({ call: m.call, outcome: { kind: 'done', result: os.getPriority() } })`,
    '',
    "import os from 'node:os'\n",
  )
  const tools = toolWorkers({ sliceMs: 50, callMs: 60_000, entry })
  expect(await tools.run(calls, 'go', { file: onWorkers(CSV), signal: never() })).toBe(getPriority())
})

test('[T2] keeps a process of low priority for long calls', async () => {
  const notes: CallNote[] = []
  const entry = misbehaving(ANSWER)
  // Without a privilege no priority is raised again.
  const setNice = (_pid: number, steps: number) => steps > 0
  const tools = toolWorkers({ spares: 1, callMs: 60_000, entry, setNice, note: (note) => notes.push(note) })
  const large = onWorkers({ ...CSV, size: 5 * 1024 * 1024 })
  await tools.run(calls, 'go', { file: large, signal: never() })
  await tools.run(calls, 'go', { file: onWorkers(CSV), signal: never() })
  await tools.run(calls, 'go', { file: large, signal: never() })
  const [first, ...rest] = notes.map(({ process }) => process)
  expect(rest.at(-1)).toBe(first)
  expect(rest.slice(0, -1)).not.toContain(first)
})

test('[T2] gives a long call less of the processor, and a short one after it the usual share', async () => {
  const notes: CallNote[] = []
  const nice = `process.send({ call: m.call, outcome: { kind: 'done', result: os.getPriority() } })`
  const wait = `if (m.args === 'wait') { const at = setInterval(() => { if (os.getPriority() > ${getPriority()}) { clearInterval(at); ${nice} } }, 5); return }`
  const entry = misbehaving(`${wait}\n${nice}`, '', "import os from 'node:os'\n")
  const tools = toolWorkers({ sliceMs: 20, callMs: 60_000, entry, processorMs: () => null, note: (n) => notes.push(n) })
  expect(await tools.run(calls, 'wait', { file: onWorkers(CSV), signal: never() })).toBe(
    Math.min(19, getPriority() + 15),
  )
  expect(await tools.run(calls, 'go', { file: onWorkers(CSV), signal: never() })).toBe(getPriority())
})

test('[T2] starts the process of the next call before it comes', async () => {
  const notes: CallNote[] = []
  const tools = toolWorkers({ spares: 1, callMs: 60_000, entry: misbehaving(STICK), note: (note) => notes.push(note) })
  const stuck = refusalOf(tools.run(calls, 'stick', { file: onWorkers(CSV), signal: never() }))
  await tools.run(calls, 'go', { file: onWorkers(CSV), signal: never() })
  await tools.run(calls, 'go', { file: onWorkers(CSV), signal: never() })
  expect(new Set(notes.map(({ process }) => process)).size).toBe(1)
  await tools.close()
  expect(await stuck).toBe('RUNTIME_UNAVAILABLE')
})

test('[T3] refuses a session that used up its time, until the minute has passed, and no other one', async () => {
  let clock = 0
  const now = () => {
    clock += 1_000
    return clock
  }
  const tools = toolWorkers({
    workers: 1,
    sessionMsPerMinute: 1_000,
    now,
    processorMs: () => null,
    entry: misbehaving(ANSWER),
  })
  const run = (session: string) => tools.run(calls, 'go', { file: onWorkers(CSV), signal: never(), session })
  expect(await run('heavy')).toBe(1)
  const refused = await run('heavy').catch((error: unknown) => error)
  expect(refused).toMatchObject({ refusal: 'RATE_LIMITED', message: expect.stringMatching(/Try again in \d+ seconds/) })
  expect(await run('other')).toBe(2)
  clock += 60_000
  expect(await run('heavy')).toBe(3)
})

test('[T3] tries no file again that took too long or ended its worker, for tools of that kind', async () => {
  const entry = misbehaving(`if (m.args === 'stick') for (;;);\nif (m.args === 'die') process.exit(3)\n${ANSWER}`)
  const tools = toolWorkers({ callMs: 200, graceMs: 1, entry, processorMs: () => null })
  const slow = onWorkers(madeFile('slow.csv', 'a\n1\n'))
  const deadly = onWorkers(madeFile('deadly.csv', 'b\n1\n'))
  expect(await refusalOf(tools.run(called('one.a'), 'stick', { file: slow, signal: never() }))).toBe('AGENT_FAILED')
  expect(await refusalOf(tools.run(called('one.a'), 'die', { file: deadly, signal: never() }))).toBe('AGENT_FAILED')
  const again = await tools.run(called('one.b'), 'go', { file: slow, signal: never() }).catch((error: unknown) => error)
  expect(again).toMatchObject({ refusal: 'AGENT_FAILED', message: expect.stringContaining('not tried again') })
  expect(await refusalOf(tools.run(called('one.b'), 'go', { file: deadly, signal: never() }))).toBe('AGENT_FAILED')
  expect([slow.reads, deadly.reads]).toEqual([1, 1])
  expect(await tools.run(called('two.a'), 'go', { file: slow, signal: never() })).toBeGreaterThan(0)
})

test('[T3] does not blame a file whose call was cancelled', async () => {
  const tools = toolWorkers({ graceMs: 1, entry: misbehaving(STICK) })
  const abort = new AbortController()
  const stuck = refusalOf(tools.run(calls, 'stick', { file: onWorkers(CSV), signal: abort.signal }))
  await new Promise((resolve) => setImmediate(resolve))
  abort.abort()
  expect(await stuck).toBe('CANCELLED')
  expect(await tools.run(calls, 'go', { file: onWorkers(CSV), signal: never() })).toBeGreaterThan(0)
})

test('[T3] does not blame a file for time in which the machine did other things', async () => {
  const entry = misbehaving(STICK)
  const tools = toolWorkers({ callMs: 200, graceMs: 1, entry, processorMs: () => 1_000 })
  const file = onWorkers(CSV)
  expect(await refusalOf(tools.run(calls, 'stick', { file, signal: never() }))).toBe('AGENT_FAILED')
  expect(await tools.run(calls, 'go', { file, signal: never() })).toBeGreaterThan(0)
})

test('[T3] asks a call to end by itself before its worker is killed', async () => {
  const notes: CallNote[] = []
  const note = (made: CallNote) => notes.push(made)
  const tools = toolWorkers({ callMs: 200, graceMs: 60_000, entry: INTERRUPTIBLE, processorMs: () => null, note })
  const other = onWorkers(madeFile('other.csv', 'a,b\n'))
  expect(await refusalOf(tools.run(calls, 'hold', { file: onWorkers(CSV), signal: never() }))).toBe('AGENT_FAILED')
  await until(() => notes.length === 1)
  expect(await tools.run(calls, 'go', { file: other, signal: never() })).toBe(2)
})

const inFolder = (path: string): string[] => readdirSync(path)

/** A file whose copy in the folder of the tools is known once it was fetched. */
function watched(made: MadeFile): WorkerFile & { folder(): string } {
  let saved = ''
  const { bytes, ...facts } = made
  return {
    facts,
    read: async () => bytes,
    save: async (to) => {
      saved = path.dirname(to)
      await writeFile(to, bytes)
    },
    folder: () => saved,
  }
}

test('[L16] removes the copies of what was deleted, and fetches them again', async () => {
  const tools = toolWorkers()
  const file = watched(CSV)
  await tools.run(schemaTool, {}, { file, signal: never() })
  expect(inFolder(file.folder())).toEqual([CSV.sha256])
  await tools.forget([CSV.sha256, '0'.repeat(64)])
  expect(inFolder(file.folder())).toEqual([])
  const { artifact } = await tools.run(schemaTool, {}, { file, signal: never() })
  expect(artifact.data.rows).toBe(2)
})

test('[L16] removes the copy of a file that no call used for a while', async () => {
  const tools = toolWorkers({ keptMs: 50, entry: misbehaving(ANSWER) })
  const file = watched(CSV)
  await tools.run(calls, 'go', { file, signal: never() })
  await until(() => inFolder(file.folder()).length === 0)
})
