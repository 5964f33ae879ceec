// The end of a CI run: what failed, by name, and as the last line how many passed and how many did not.
import { countBrowser, countChecks, countConformance, countFigures, countNode24, countTests, sum } from './summary.mjs'

/** The end of the output is what is kept of a run: of what failed the beginning must do. */
const SAID_LINES = 12

const figures = countFigures()
if (figures.skipped > 0) console.log(`${figures.skipped} figures could not be tried on this machine`)
const total = sum([countTests(), countChecks(), countBrowser(), countNode24(), countConformance(), figures])
for (const { name, said } of total.failures) {
  console.log(`✗ ${name}`)
  for (const line of said.split('\n').slice(0, SAID_LINES)) console.log(`    ${line}`)
}
console.log(`${total.passed} passed, ${total.failed} failed`)
process.exit(total.failed === 0 ? 0 : 1)
