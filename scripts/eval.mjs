// `npm run eval [-- --seed n --only word --show --wtq folder --update-sample]`: what the assistant answers right, in figures.
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { install, ROOT } from './set-up.mjs'

await install()
const entry = path.join(ROOT, 'packages/eval/src/main.ts')
const { status } = spawnSync(process.execPath, ['--import', 'tsx', entry, ...process.argv.slice(2)], {
  // A folder is named from where the command is typed.
  cwd: process.env.INIT_CWD ?? process.cwd(),
  stdio: 'inherit',
})
process.exit(status ?? 1)
