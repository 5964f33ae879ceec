// How the page is built and served in development. In production Experience serves `dist`.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const experience = `http://127.0.0.1:${process.env.EXPERIENCE_PORT ?? '8001'}`
/** What a person waits for before anything is shown, compressed. Charts and Markdown are not in it. */
const FIRST_LOAD_BYTES = 200 * 1000

/** Fails the build when the scripts that the page itself names grow beyond their budget. */
const firstLoadBudget: Plugin = {
  name: 'first-load-budget',
  apply: 'build',
  generateBundle(_, bundle) {
    const chunks = new Map(
      Object.values(bundle).flatMap((file) => (file.type === 'chunk' ? [[file.fileName, file] as const] : [])),
    )
    const first = new Set([...chunks.values()].filter((chunk) => chunk.isEntry).map((chunk) => chunk.fileName))
    // What is imported at once is fetched at once, however far down it is named.
    for (const name of first) for (const imported of chunks.get(name)?.imports ?? []) first.add(imported)
    const bytes = [...first].reduce((sum, name) => sum + gzipSync(chunks.get(name)?.code ?? '').length, 0)
    const words = `the first load is ${bytes} bytes (gzip); its budget is ${FIRST_LOAD_BYTES}`
    if (bytes > FIRST_LOAD_BYTES) this.error(words)
    this.info(words)
  },
}

/** Smaller files gain nothing by it. */
const COMPRESSED_FROM_BYTES = 1024

/** Leaves `.br` and `.gz` beside each file that compresses, so that the server never compresses while it serves. */
const precompress: Plugin = {
  name: 'precompress',
  apply: 'build',
  writeBundle({ dir = 'dist' }) {
    for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !/\.(js|css|html|svg|json|webmanifest)$/.test(entry.name)) continue
      const file = path.join(entry.parentPath, entry.name)
      const bytes = readFileSync(file)
      if (bytes.length < COMPRESSED_FROM_BYTES) continue
      const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length }
      writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params }))
      writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }))
    }
  },
}

const toExperience = { target: experience, ws: true }

export default defineConfig({
  plugins: [react(), tailwindcss(), firstLoadBudget, precompress],
  server: {
    port: Number(process.env.WEB_PORT ?? '3000'),
    strictPort: true,
    proxy: { '/trpc': toExperience, '/api': toExperience, '/healthz': toExperience, '/readyz': toExperience },
  },
  resolve: {
    // What these parse is never handed to them.
    alias: ['rehype-raw', 'rehype-sanitize', 'rehype-harden'].map((find) => ({
      find,
      replacement: path.join(import.meta.dirname, 'src/chat-panel/unused-rehype-plugin.ts'),
    })),
  },
  build: {
    target: 'es2023',
    // Icons and the like would become data: URLs in scripts and styles; the policy allows them, caching does not like them.
    assetsInlineLimit: 0,
    // The lazy chunk of charts is large by nature; the first load is held to its own budget above.
    chunkSizeWarningLimit: 1200,
  },
})
