// The last line of a CI run: how many tests passed and how many did not.
import { countBrowser, countChecks, countFigures, countTests, sum } from './summary.mjs'

const figures = countFigures()
if (figures.skipped > 0) console.log(`${figures.skipped} figures could not be tried on this machine`)
const total = sum([countTests(), countChecks(), countBrowser(), figures])
console.log(`${total.passed} passed, ${total.failed} failed`)
process.exit(total.failed === 0 ? 0 : 1)
