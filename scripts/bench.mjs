// `pnpm bench [--only W2,W3] [--quick]`: the workloads beside their baselines, on real processes as they are built.
// `pnpm bench --profile sends,relay,fanout`: where the servers spend their time meanwhile, function by function.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import path from 'node:path'
import { build as bundle } from 'esbuild'
import { build, install, ROOT } from './set-up.mjs'

// Before what follows makes the machine busy itself.
const [load] = loadavg()
await install()
if (!process.argv.includes('--no-build')) await build()

const bench = path.join(ROOT, 'packages/proof/src/bench')
const processes = readdirSync(path.join(bench, 'processes')).map((name) => path.join(bench, 'processes', name))
const entries = [...processes, path.join(ROOT, 'apps/runtime/src/runtime.bench.ts')]
await bundle({
  entryPoints: Object.fromEntries(entries.map((file) => [path.basename(file, '.ts'), file])),
  // Beside the database driver, which cannot be bundled.
  outdir: path.join(ROOT, 'prisma/node_modules/.cache/bench'),
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  external: ['better-sqlite3'],
  banner: { js: "import { createRequire as __cr } from 'node:module';const require = __cr(import.meta.url);" },
  logLevel: 'warning',
})
const args = process.argv.slice(2).filter((arg) => arg !== '--no-build')
const entry = args.includes('--profile') ? 'profile.ts' : 'bench.ts'
const profiles = entry === 'profile.ts' ? mkdtempSync(path.join(tmpdir(), 'profiles-')) : undefined
const { status } = spawnSync(process.execPath, ['--import', 'tsx', path.join(bench, entry), ...args], {
  cwd: ROOT,
  stdio: 'inherit',
  env: { ...process.env, BENCH_LOAD_BEFORE: String(load), ...(profiles && { BENCH_PROFILES: profiles }) },
})
process.exit(status ?? 1)
