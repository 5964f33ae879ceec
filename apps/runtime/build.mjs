// Bundles Runtime: the process, and the worker in which its tools run.
import { rmSync } from 'node:fs'
import { build } from 'esbuild'

const here = import.meta.dirname
rmSync(`${here}/dist`, { recursive: true, force: true })
await build({
  absWorkingDir: here,
  entryPoints: { main: 'src/main.ts', 'tool-worker': 'src/tool-worker/tool-worker.ts' },
  outdir: 'dist',
  bundle: true,
  // What is imported late stays out of the first read: parsers until a file needs them, the model's libraries until one is configured.
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  sourcemap: true,
  banner: { js: "import { createRequire as __cr } from 'node:module';const require = __cr(import.meta.url);" },
  // A native library: its binary lies beside its own files.
  external: ['@duckdb/node-api'],
  logLevel: 'warning',
})
