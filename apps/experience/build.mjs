// Bundles Experience: the process, the writer thread beside it, and the SQL that it applies at start.
import { cpSync, rmSync } from 'node:fs'
import { build } from 'esbuild'

const here = import.meta.dirname
rmSync(`${here}/dist`, { recursive: true, force: true })
await build({
  absWorkingDir: here,
  entryPoints: { main: 'src/main.ts', 'writer-thread': 'src/store/writer-thread.ts' },
  outdir: 'dist',
  bundle: true,
  // What is imported late stays out of the first read: the sending of traces, until a collector is configured.
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  sourcemap: true,
  // A native addon cannot be bundled.
  external: ['better-sqlite3'],
  // Some dependencies are CommonJS and ask for `require`.
  banner: { js: "import { createRequire as __cr } from 'node:module';const require = __cr(import.meta.url);" },
  logLevel: 'warning',
})
cpSync(`${here}/../../prisma/migrations`, `${here}/dist/migrations`, { recursive: true })
