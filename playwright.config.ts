// Browser tests: on the product as `npm start` runs it, with its own ports and folder.
import { defineConfig } from '@playwright/test'
import { ADDRESS, placeOf } from './packages/proof/browser/product-place.ts'

/** Chromium refuses to run as root inside its own sandbox; the rest keeps it quiet and off the network. */
const ARGUMENTS = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]

export default defineConfig({
  testDir: 'packages/proof/browser',
  testMatch: '**/*.test.ts',
  outputDir: 'test-results',
  // One product, one story after the other: some of them kill it.
  workers: 1,
  retries: 0,
  forbidOnly: true,
  // Only for stories that hang: a busy machine may take several times as long as a quiet one.
  timeout: 240_000,
  expect: { timeout: 45_000 },
  reporter: [['list'], ['json', { outputFile: 'node_modules/.cache/browser-results.json' }]],
  use: {
    baseURL: ADDRESS,
    viewport: { width: 1440, height: 900 },
    colorScheme: 'light',
    locale: 'en-GB',
    permissions: ['clipboard-read', 'clipboard-write'],
    // Without a film of every step: drawing it takes more of a small machine than the page does.
    trace: { mode: 'retain-on-failure', screenshots: false },
    screenshot: 'only-on-failure',
    launchOptions: { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ARGUMENTS },
  },
  webServer: {
    command: 'node scripts/start.mjs',
    env: placeOf(process.env),
    url: `${ADDRESS}/readyz`,
    reuseExistingServer: false,
    stdout: 'ignore',
    stderr: 'pipe',
    timeout: 300_000,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 10_000 },
  },
})
