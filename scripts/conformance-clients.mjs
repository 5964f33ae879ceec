// The tests of unmodified clients, one result for each client. Reads what the last `npm test` left and runs what it did not.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { ROOT } from './set-up.mjs'

const EXPERIENCE = path.join(ROOT, 'apps/experience')
const LAST = path.join(EXPERIENCE, 'node_modules/.cache/test-results.json')
/** Ends a run that hangs. */
const RUN_MS = 240_000

/**
 * The AG-UI clients contain the protocol's verifier: each run of theirs goes through it and fails where it objects.
 * `of` is what the names of a client's tests begin with; a client without it has the whole file.
 */
const CLIENTS = [
  {
    client: 'AG-UI client with its verifier, 1.0.0',
    file: 'ag-ui.live.test.ts',
    of: '[D12.1] the unmodified client 1.0 ',
  },
  {
    client: 'AG-UI client with its verifier, 0.0.58',
    file: 'ag-ui.live.test.ts',
    of: '[D12.1] the unmodified client 0.0.58 ',
  },
  { client: 'OpenAI client', file: 'openai.live.test.ts', of: '[OA1] the OpenAI SDK ' },
  { client: 'OpenAI client, repeated sends', file: 'openai.live.test.ts', of: '[OA2] ' },
  { client: 'OpenAI client, errors', file: 'openai.live.test.ts', of: '[OA3] ' },
  { client: 'Open Responses client', file: 'openai.live.test.ts', of: '[OA1] the AI SDK over open responses ' },
  { client: 'Durable Streams client', file: 'durable-streams.live.test.ts', of: '' },
  { client: 'A2A client', file: 'a2a.live.test.ts', of: '' },
  { client: 'MCP client, 2025-11-25', file: 'mcp.live.test.ts', of: 'the unmodified client, 2025-11-25 ' },
  { client: 'MCP client, 2026-07-28', file: 'mcp.live.test.ts', of: 'the unmodified client, 2026-07-28 ' },
]

/**
 * Counts failures only: `npm test` has counted the tests that pass.
 * @param {(name: string, isPassed: boolean, said: string) => void} count
 */
export function judgeClients(count) {
  const results = resultsIn(LAST)
  const missing = [...new Set(CLIENTS.map(({ file }) => file))].filter((file) => !results.has(file))
  for (const [file, tests] of runAgain(missing)) results.set(file, tests)
  for (const { client, file, of } of CLIENTS) {
    const tests = (results.get(file) ?? []).filter(({ fullName }) => fullName.startsWith(of))
    const failed = tests.filter(({ status }) => status !== 'passed')
    console.log(`${client}: ${tests.length - failed.length} of ${tests.length} tests`)
    for (const { fullName, failureMessages } of failed) {
      console.log(`  FAILED: ${fullName}`)
      count(`${client} > ${fullName}`, false, failureMessages.join('\n').slice(0, 500))
    }
    if (tests.length === 0) count(client, false, 'no test has a result')
  }
}

/** @param {readonly string[]} files */
function runAgain(files) {
  if (files.length === 0) return new Map()
  // The run replaces the results of `npm test`, which CI counts at its end.
  const kept = existsSync(LAST) ? readFileSync(LAST) : null
  rmSync(LAST, { force: true })
  const names = files.map((file) => `src/live/${file}`)
  const vitest = path.join(ROOT, 'node_modules/.bin/vitest')
  spawnSync(vitest, ['run', ...names], { cwd: EXPERIENCE, stdio: 'ignore', timeout: RUN_MS })
  const results = resultsIn(LAST)
  if (kept) writeFileSync(LAST, kept)
  else rmSync(LAST, { force: true })
  return results
}

/** The tests of each file that ran. */
function resultsIn(results) {
  const files = existsSync(results) ? JSON.parse(readFileSync(results, 'utf8')).testResults : []
  return new Map(files.map(({ name, assertionResults }) => [path.basename(name), assertionResults]))
}
