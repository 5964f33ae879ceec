// Settings of every package's tests: location, timeout, output of counts.

export const shared = (include: string[] = ['src/**/*.test.ts']) => ({
  include,
  testTimeout: 30_000,
  hookTimeout: 60_000,
  reporters: ['default', ['json', { outputFile: 'node_modules/.cache/test-results.json' }]] as [
    'default',
    ['json', { outputFile: string }],
  ],
})
