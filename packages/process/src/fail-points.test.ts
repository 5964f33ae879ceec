import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { BadConfiguration } from './environment.ts'
import { readFailPoint } from './fail-points.ts'

/** A process that passes `places` in order and says so; how it ended. */
function passing(places: string[], env: Record<string, string>) {
  const program = `
    import { readFailPoint } from ${JSON.stringify(import.meta.resolve('./fail-points.ts'))}
    const failPoint = readFailPoint(process.env)
    for (const place of ${JSON.stringify(places)}) {
      failPoint(place)
      process.stdout.write(place + ' ')
    }`
  const args = ['--import', 'tsx', '--input-type=module', '--eval', program]
  const { stdout, signal, status } = spawnSync(process.execPath, args, {
    cwd: import.meta.dirname,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, ...env },
  })
  return { passed: stdout.trim(), signal, status }
}

test('nothing dies where nothing was asked for', () => {
  const failPoint = readFailPoint({})
  for (let i = 0; i < 100; i += 1) failPoint('accept.commit')
  expect(() => readFailPoint({ FAIL_POINT: '' })).not.toThrow()
})

test('[SECURITY 39] asking for a fail-point in production stops the start', () => {
  expect(() => readFailPoint({ NODE_ENV: 'production', FAIL_POINT: 'accept.commit' })).toThrow(BadConfiguration)
  expect(() => readFailPoint({ NODE_ENV: 'production', FAIL_POINT: 'accept.commit' })).toThrow(/FAIL_POINT/)
})

test('ignores an unrequested fail-point in production', () => {
  expect(() => readFailPoint({ NODE_ENV: 'production' })('accept.commit')).not.toThrow()
})

describe('a process that was asked to die', () => {
  test('dies at the first passage of that place, as by kill -9, and nowhere before', () => {
    const { passed, signal } = passing(['a', 'b', 'c'], { FAIL_POINT: 'b' })
    expect(signal).toBe('SIGKILL')
    expect(passed).toBe('a')
  })

  test('dies at the k-th passage', () => {
    const { passed, signal } = passing(['a', 'b', 'a', 'b', 'a'], { FAIL_POINT: 'a:3' })
    expect(signal).toBe('SIGKILL')
    expect(passed).toBe('a b a b')
  })

  test('lives when it does not pass there often enough', () => {
    expect(passing(['a', 'a'], { FAIL_POINT: 'a:3' })).toEqual({ passed: 'a a', signal: null, status: 0 })
  })
})
