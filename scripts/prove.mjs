// `pnpm prove [--seed n] [--only a,b] [--soak]`: the fault campaign on the real processes as they are built.
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { build, install, ROOT } from './set-up.mjs'

await install()
await build()
const entry = path.join(ROOT, 'packages/proof/src/campaign/campaign.ts')
const { status } = spawnSync(process.execPath, ['--import', 'tsx', entry, ...process.argv.slice(2)], {
  cwd: ROOT,
  stdio: 'inherit',
})
process.exit(status ?? 1)
