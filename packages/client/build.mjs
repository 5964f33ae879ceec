// Builds what `npm pack` puts into the package: two ES modules that need nothing of this repository, and their types.
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { build } from 'esbuild'

const HERE = import.meta.dirname
const DIST = path.join(HERE, 'dist')

rmSync(DIST, { recursive: true, force: true })
await build({
  entryPoints: ['src/index.ts', 'src/react.ts'].map((file) => path.join(HERE, file)),
  outdir: DIST,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  external: ['react'],
  legalComments: 'none',
})
execFileSync(
  process.execPath,
  [path.join(HERE, 'node_modules/typescript/bin/tsc'), '-p', path.join(HERE, 'tsconfig.types.json')],
  {
    stdio: 'inherit',
  },
)

/** In the package the contracts lie beside the client; outside of this repository their name means nothing. */
function relativizeNames(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.d.ts')) continue
    const file = path.join(entry.parentPath, entry.name)
    const contracts = path.relative(path.dirname(file), path.join(DIST, 'types/contracts/src'))
    const text = readFileSync(file, 'utf8')
    const local = text
      .replaceAll(/(['"])@biplane\/contracts\/([a-z0-9/-]+)\1/g, `'${contracts}/$2.js'`)
      .replaceAll(/(from\s+['"]\.[^'"]*)\.ts(['"])/g, '$1.js$2')
    if (local !== text) writeFileSync(file, local)
  }
}
relativizeNames(path.join(DIST, 'types'))
