import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ProcessOptions, startProcess } from './process-harness.ts'

/** A small server that behaves as its first argument says. */
const SERVER = `
import { createServer } from 'node:http'
const how = process.argv[2]
let asked = 0
const server = createServer((request, response) => {
  asked += 1
  response.writeHead(request.url === '/readyz' && asked < 3 ? 503 : 200).end(String(asked))
})
console.log('plain words, no JSON')
console.log('{"half": ')
if (how === 'dies') { console.error('cannot open the database'); process.exit(3) }
if (how === 'noisy') for (let i = 0; i < 2000; i += 1) console.log(JSON.stringify({ msg: 'noise', i }))
if (how === 'stubborn') process.on('SIGTERM', () => console.log('{"msg":"not now"}'))
if (how === 'graceful') process.on('SIGTERM', () => server.close(() => process.exit(0)))
console.log(JSON.stringify({ env: Object.keys(process.env).sort() }))
server.listen(Number(process.env.AT ?? 0), '127.0.0.1', () => {
  const { port } = server.address()
  if (how !== 'mute') console.log(JSON.stringify({ level: 30, msg: 'listening', port }))
  if (how === 'noisy') for (let i = 0; i < 2000; i += 1) console.log(JSON.stringify({ msg: 'noise', i }))
  console.log('{"msg":"opened"}')
})
`

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'proof-process-'))
  writeFileSync(path.join(folder, 'server.mjs'), SERVER)
})
afterAll(() => rmSync(folder, { recursive: true }))

const server = (how: string, more: Partial<ProcessOptions> = {}): ProcessOptions => ({
  entry: path.join(folder, 'server.mjs'),
  args: [how],
  cwd: folder,
  ...more,
})

test('is ready when a line names the port', async () => {
  await using child = await startProcess(server('plain'))
  const response = await fetch(`http://127.0.0.1:${child.port}/`)
  expect(await response.text()).toBe('1')
  expect(child.stdout).toContain('plain words, no JSON\n{"half": \n')
})

test('with a path it is ready when that answers 200, not when it listens', async () => {
  await using child = await startProcess(server('plain', { ready: { on: 'listening', path: '/readyz' } }))
  const response = await fetch(`http://127.0.0.1:${child.port}/`)
  expect(Number(await response.text())).toBe(4) // twice 503, once 200, and this one
})

test('waits for any line, past or future', async () => {
  await using child = await startProcess(
    server('mute', { ready: { on: 'line', matches: (line) => line.fields?.msg === 'opened' } }),
  )
  const line = await child.line(({ text }) => text.startsWith('plain'))
  expect(line).toEqual({ text: 'plain words, no JSON', fields: null })
  expect(() => child.port).toThrow('has not said on which port')
})

test('readiness can be an address that is known beforehand', async () => {
  const first = await startProcess(server('plain'))
  const { port } = first
  await first[Symbol.asyncDispose]()
  const url = `http://127.0.0.1:${port}/readyz`
  await using child = await startProcess(server('mute', { env: { AT: String(port) }, ready: { on: 'http', url } }))
  expect((await fetch(url)).status).toBe(200)
  expect(child.exit).toBeNull()
})

test('nothing of the environment reaches it but what the test gives', async () => {
  await using child = await startProcess(server('plain', { env: { GIVEN: '1' } }))
  const line = await child.line(({ fields }) => fields?.env !== undefined)
  expect(line.fields?.env).toEqual(['GIVEN', 'HOME', 'PATH'])
})

test('a command that it is started through is replaced by it, so that signals reach it', async () => {
  await using child = await startProcess(server('graceful', { wrapper: ['env', 'WRAPPED=1'] }))
  const line = await child.line(({ fields }) => fields?.env !== undefined)
  expect(line.fields?.env).toEqual(['HOME', 'PATH', 'WRAPPED'])
  child.kill('SIGTERM')
  expect(await child.exited).toEqual({ code: 0, signal: null })
})

test('reports the end by SIGKILL', async () => {
  await using child = await startProcess(server('graceful'))
  expect(child.kill('SIGKILL')).toBe(true)
  expect(await child.exited).toEqual({ code: null, signal: 'SIGKILL' })
  expect(child.kill('SIGKILL')).toBe(false)
})

test('a process that ends by itself on SIGTERM tells its exit code', async () => {
  await using child = await startProcess(server('graceful'))
  child.kill('SIGTERM')
  expect(await child.exited).toEqual({ code: 0, signal: null })
})

test('disposing ends a process that ignores SIGTERM, and one that is stopped', async () => {
  const stubborn = await startProcess(server('stubborn'))
  stubborn.kill('SIGTERM')
  await stubborn.line(({ fields }) => fields?.msg === 'not now')
  const stopped = await startProcess(server('plain'))
  stopped.kill('SIGSTOP')
  for (const child of [stubborn, stopped]) {
    await child[Symbol.asyncDispose]()
    expect(child.exit).toEqual({ code: null, signal: 'SIGKILL' })
  }
})

test('a process that ends before it is ready fails the start, with what it said', async () => {
  await expect(startProcess(server('dies'))).rejects.toThrow(/ended before it was ready \(exit 3\)[\s\S]*cannot open/)
})

test('a process that is never ready is killed and fails the start', async () => {
  await expect(startProcess(server('mute', { readyMs: 100 }))).rejects.toThrow('was not ready in time')
})

test('waiting for a line of a process that ends without it does not wait for ever', async () => {
  await using child = await startProcess(server('plain'))
  const line = child.line(({ text }) => text === 'never said')
  child.kill('SIGKILL')
  await expect(line).rejects.toThrow('ended without that line')
})

test('what it says is kept up to a bound, its port for ever', async () => {
  await using child = await startProcess(
    server('noisy', { keptChars: 1_000, ready: { on: 'line', matches: (line) => line.fields?.msg === 'opened' } }),
  )
  expect(child.stdout.length).toBe(1_000)
  expect(child.stdout).toContain('"i":1999}')
  expect((await fetch(`http://127.0.0.1:${child.port}/`)).status).toBe(200)
})

test('a TypeScript entry runs as it is', async () => {
  const entry = path.join(import.meta.dirname, 'process-harness.fixture.ts')
  await using child = await startProcess({ entry, cwd: import.meta.dirname, env: { GREETING: 'good day' } })
  expect(await (await fetch(`http://127.0.0.1:${child.port}/`)).text()).toBe('good day')
})
