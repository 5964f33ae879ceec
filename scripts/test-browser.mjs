// `npm run test:browser`: the whole story in a real browser, on the product as `npm start` runs it.
import { existsSync, rmSync } from 'node:fs'
import path from 'node:path'
import { build, install, pnpm, ROOT } from './set-up.mjs'
import { countBrowser } from './summary.mjs'

await install()
await build()
const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium'
if (!existsSync(chromium)) {
  console.log(
    `The story in a browser is skipped: there is no Chromium at ${chromium}. Install it, or set CHROMIUM to its path.`,
  )
  process.exit(0)
}
rmSync(path.join(ROOT, 'node_modules/.cache/browser-results.json'), { force: true })
const run = pnpm(['exec', 'playwright', 'test', ...process.argv.slice(2)], { mayFail: true })
const { passed, failed } = countBrowser()
console.log(`browser: ${passed} passed, ${failed} failed`)
process.exit(run)
