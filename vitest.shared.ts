// Settings of every package's tests: location, timeout, output of counts.

export const shared = (include: string[] = ['src/**/*.test.ts']) => ({
  include,
  // Only for tests that hang: a busy machine may take several times as long as a quiet one.
  testTimeout: 90_000,
  hookTimeout: 120_000,
  expect: { poll: { timeout: 30_000 } },
  reporters: ['default', ['json', { outputFile: 'node_modules/.cache/test-results.json' }]] as [
    'default',
    ['json', { outputFile: string }],
  ],
})
