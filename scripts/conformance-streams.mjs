// The suite of Durable Streams over conversations. Its tests write what they read; the product's streams are for readers,
// so an adapter writes for the suite: a PUT opens a conversation, each value of a body becomes its next title (one event).
// Everything else goes to the product as it came.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import path from 'node:path'
import { STREAM_GROUPS, STREAMS_EXCUSED, STREAMS_WRITING } from './conformance-excused-streams.mjs'
import { ROOT } from './set-up.mjs'

const PACKAGE = '@durable-streams/server-conformance-tests'
const PACKAGES = [`${PACKAGE}@0.3.6`]
const FOLDER = path.join(ROOT, 'node_modules/.cache/streams-suite')
const ADAPTER_PORT = 8945
/** Ends a run that hangs. */
const RUN_MS = 150_000
const TEST_MS = 8_000

/**
 * Runs the tests of the groups that read.
 * @param {{ port: number, token: string, count: (name: string, isPassed: boolean, said: string) => void }} product
 */
export async function judgeStreams({ port, token, count }) {
  installSuite()
  const adapter = await openAdapter(port, token)
  try {
    report(await runSuite(), count)
  } finally {
    adapter.closeAllConnections()
    adapter.close()
  }
}

function installSuite() {
  if (existsSync(path.join(FOLDER, 'node_modules/.bin/vitest'))) return
  mkdirSync(FOLDER, { recursive: true })
  writeFileSync(path.join(FOLDER, 'package.json'), '{ "private": true, "type": "module" }')
  const options = ['--no-audit', '--no-fund', '--silent', '--ignore-scripts']
  spawnSync('npm', ['install', ...options, ...PACKAGES], { cwd: FOLDER, stdio: 'inherit' })
}

/** @returns {Promise<{ name: string, passed: boolean, said: string }[]>} each test that ran */
async function runSuite() {
  const test = `import { runConformanceTests } from '${PACKAGE}'
runConformanceTests({ baseUrl: 'http://localhost:${ADAPTER_PORT}' })
`
  writeFileSync(path.join(FOLDER, 'streams.test.mjs'), test)
  // Vitest skips folders below node_modules by default.
  const config = `export default { test: { include: ['streams.test.mjs'], exclude: [], testTimeout: ${TEST_MS} } }`
  writeFileSync(path.join(FOLDER, 'vitest.config.mjs'), config)
  const results = path.join(FOLDER, 'results.json')
  writeFileSync(results, '{ "testResults": [] }')
  const only = `^(${STREAM_GROUPS.join('|')}) should|^SSE Mode `
  const options = ['--reporter=json', `--outputFile=${results}`, '-t', only]
  const child = spawn(path.join(FOLDER, 'node_modules/.bin/vitest'), ['run', 'streams.test.mjs', ...options], {
    cwd: FOLDER,
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: RUN_MS,
  })
  await new Promise((resolve) => child.on('close', resolve))
  const files = JSON.parse(readFileSync(results, 'utf8')).testResults
  return files
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status, fullName }) => (status === 'passed' || status === 'failed') && !STREAMS_WRITING.has(fullName))
    .map(({ fullName, status, failureMessages }) => ({
      name: fullName,
      passed: status === 'passed',
      said: failureMessages.join('\n').slice(0, 500),
    }))
}

/** Conversations by the path that the suite chose. */
function openAdapter(port, token) {
  const base = `http://localhost:${port}`
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const conversations = new Map()
  const call = async (address, body) => {
    const response = await fetch(`${base}${address}`, { method: 'POST', headers, body: JSON.stringify(body) })
    if (!response.ok) throw new Error(`${address}: ${response.status} ${await response.text()}`)
    return Object(await response.json())
  }

  async function write(request, response, name) {
    const values = valuesOf(request.headers['content-type'], await textOf(request))
    const isNew = request.method === 'PUT' && !conversations.has(name)
    if (isNew) conversations.set(name, Object(await call('/v1/conversations', {})).id)
    const conversation_id = conversations.get(name)
    if (conversation_id === undefined) return response.writeHead(404).end()
    for (const title of values) await call('/trpc/conversation.rename', { conversation_id, title })
    const tail = await fetch(`${base}/streams/${conversation_id}`, { method: 'HEAD', headers })
    const next = tail.headers.get('stream-next-offset') ?? ''
    response.setHeader('stream-next-offset', next)
    response.setHeader('content-type', 'application/json')
    response.setHeader('location', `http://localhost:${ADAPTER_PORT}${name}`)
    return response.writeHead(request.method === 'POST' ? 204 : isNew ? 201 : 200).end()
  }

  function read(request, response, { pathname, search }) {
    const id = conversations.get(pathname) ?? 'unknown'
    const through = http.request(`${base}/streams/${id}${search}`, {
      method: request.method,
      headers: { ...request.headers, host: `localhost:${port}`, authorization: headers.authorization },
    })
    through.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers)
      answer.pipe(response)
    })
    through.on('error', () => response.destroy())
    response.on('close', () => through.destroy())
    through.end()
  }

  const server = http.createServer((request, response) => {
    const url = new URL(request.url ?? '/', base)
    const isWrite = request.method === 'PUT' || request.method === 'POST'
    if (!isWrite) return read(request, response, url)
    write(request, response, url.pathname).catch((error) => response.writeHead(500).end(String(error)))
  })
  return new Promise((resolve) => server.listen(ADAPTER_PORT, 'localhost', () => resolve(server)))
}

/** A JSON array is several values, as the protocol says. */
function valuesOf(type, text) {
  if (text.trim() === '') return []
  if (!type?.startsWith('application/json')) return [text.slice(0, 200)]
  const value = JSON.parse(text)
  return (Array.isArray(value) ? value : [value]).map((one) => JSON.stringify(one).slice(0, 200))
}

async function textOf(request) {
  let text = ''
  for await (const piece of request.setEncoding('utf8')) text += piece
  return text
}

function report(tests, count) {
  const names = new Set(tests.map(({ name }) => name))
  const passed = tests.filter((one) => one.passed)
  const excused = tests.filter((one) => !one.passed && STREAMS_EXCUSED.has(one.name))
  console.log(`Durable Streams suite, reading: ${passed.length} of ${tests.length} tests, ${excused.length} excused`)
  for (const reason of new Set(STREAMS_EXCUSED.values())) {
    const many = excused.filter(({ name }) => STREAMS_EXCUSED.get(name) === reason).length
    console.log(`  excused by name: ${many}: ${reason}`)
  }
  const fail = (name, said) => {
    console.log(`  FAILED: ${name}: ${said.split('\n')[0]}`)
    count(`Durable Streams suite > ${name}`, false, said)
  }
  for (const { name, passed: isPassed, said } of tests) {
    if (STREAMS_EXCUSED.has(name)) {
      if (isPassed) fail(name, 'passes and is still excused')
    } else if (isPassed) count(`Durable Streams suite > ${name}`, true, '')
    else fail(name, said)
  }
  for (const name of STREAMS_EXCUSED.keys()) if (!names.has(name)) fail(name, 'is excused and did not run')
  if (tests.length === 0) fail('the run', 'no test has a result')
}
