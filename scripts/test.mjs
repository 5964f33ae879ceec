// `npm test`: sets up what is not set up yet, then the checks and the tests of every package.
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import path from 'node:path'
import { install, pnpm, ROOT } from './set-up.mjs'
import { countChecks, countTests, sum } from './summary.mjs'

await install()
rmSync(path.join(ROOT, 'node_modules/.cache/check-results.json'), { force: true })
pnpm(['exec', 'turbo', 'run', 'db:generate', '--output-logs=errors-only'])
spawnSync(process.execPath, ['scripts/check.mjs'], { cwd: ROOT, stdio: 'inherit' })
// One package after the other: the tests of cuts and kills want the machine for themselves.
const run = pnpm(['exec', 'turbo', 'run', 'test', '--concurrency=1', '--continue', '--output-logs=new-only'], {
  mayFail: true,
})

const tests = countTests()
for (const { name, passed, failed } of tests.counts) console.log(`${name}: ${passed} passed, ${failed} failed`)
const total = sum([tests, countChecks()])
console.log(`${total.passed} passed, ${total.failed} failed`)
process.exit(total.failed === 0 && run === 0 ? 0 : 1)
