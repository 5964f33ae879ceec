// The end of a CI run: what failed, by name, and as the last line how many passed and how many did not.
import { countBrowser, countChecks, countFigures, countTests, sum } from './summary.mjs'

const figures = countFigures()
if (figures.skipped > 0) console.log(`${figures.skipped} figures could not be tried on this machine`)
const total = sum([countTests(), countChecks(), countBrowser(), figures])
for (const { name, said } of total.failures) console.log(`✗ ${name}\n${said.replace(/^/gm, '    ')}`)
console.log(`${total.passed} passed, ${total.failed} failed`)
process.exit(total.failed === 0 ? 0 : 1)
