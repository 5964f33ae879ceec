import { defineConfig } from 'vitest/config'
import { shared } from '../../vitest.shared.ts'

// A test that needs a document says so in its first line: `// @vitest-environment happy-dom`.
export default defineConfig({ test: shared(['src/**/*.test.{ts,tsx}']) })
