import { defineConfig } from 'vitest/config'

// A test that needs a document says so in its first line: `// @vitest-environment happy-dom`.
export default defineConfig({
  test: { include: ['src/**/*.test.{ts,tsx}'], testTimeout: 30_000, hookTimeout: 30_000 },
})
