// Owns how the page is built and served in development. In production Experience serves `dist`.

import { gzipSync } from 'node:zlib'
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
    const chunks = Object.values(bundle).filter((file) => file.type === 'chunk')
    const first = new Set(chunks.filter((chunk) => chunk.isEntry).flatMap((c) => [c.fileName, ...c.imports]))
    const bytes = chunks
      .filter((chunk) => first.has(chunk.fileName))
      .reduce((sum, chunk) => sum + gzipSync(chunk.code).length, 0)
    if (bytes > FIRST_LOAD_BYTES)
      this.error(`the first load is ${bytes} bytes (gzip); its budget is ${FIRST_LOAD_BYTES}`)
  },
}

const toExperience = { target: experience, ws: true }

export default defineConfig({
  plugins: [react(), tailwindcss(), firstLoadBudget],
  server: {
    port: Number(process.env.WEB_PORT ?? '3000'),
    strictPort: true,
    proxy: { '/trpc': toExperience, '/api': toExperience, '/healthz': toExperience, '/readyz': toExperience },
  },
  build: {
    target: 'es2023',
    // Icons and the like would become data: URLs in scripts and styles; the policy allows them, caching does not like them.
    assetsInlineLimit: 0,
    // The lazy chunk of charts is large by nature; the first load is held to its own budget above.
    chunkSizeWarningLimit: 1200,
  },
})
