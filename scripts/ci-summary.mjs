// The last line of a CI run: how many tests passed and how many did not.
import { countBrowser, countChecks, countTests, sum } from './summary.mjs'

const total = sum([countTests(), countChecks(), countBrowser()])
console.log(`${total.passed} passed, ${total.failed} failed`)
process.exit(total.failed === 0 ? 0 : 1)
