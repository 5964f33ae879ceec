import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { BadConfiguration, flag, list, port, readEnvironment } from './environment.ts'

const schema = z.object({
  PORT: port(8001),
  WS_ENABLED: flag(true),
  ORIGINS: list().optional(),
  LEVEL: z.enum(['info', 'debug']).default('info'),
  ADDRESS: z
    .string()
    .regex(/^file:.+/, 'is a file: address')
    .optional(),
  KEY: z.string().min(32).optional(),
})

function problemsOf(env: NodeJS.ProcessEnv): string {
  try {
    readEnvironment(schema, env)
  } catch (error) {
    if (error instanceof BadConfiguration) return error.message
    throw error
  }
  throw new Error('that was usable')
}

test('what is not said has its preset', () => {
  expect(readEnvironment(schema, {})).toEqual({ PORT: 8001, WS_ENABLED: true, LEVEL: 'info' })
})

test('an empty variable counts as absent', () => {
  expect(readEnvironment(schema, { PORT: '', WS_ENABLED: '', ORIGINS: '', LEVEL: '', KEY: '' })).toEqual(
    readEnvironment(schema, {}),
  )
})

test('ignores variables outside the schema', () => {
  expect(readEnvironment(schema, { HOME: '/root', PORT: '1' })).not.toHaveProperty('HOME')
})

describe('an invalid value stops the start by its name only', () => {
  const SECRET = 'hunter2-hunter2'

  test.each<[string, string]>([
    ['PORT', SECRET],
    ['PORT', '80.5'],
    ['PORT', '-1'],
    ['PORT', '65536'],
    ['PORT', '1e9'],
    ['WS_ENABLED', SECRET],
    ['WS_ENABLED', 'TRUE'],
    ['LEVEL', SECRET],
    ['ADDRESS', SECRET],
    ['KEY', SECRET],
  ])('%s=%s', (name, value) => {
    const message = problemsOf({ [name]: value })
    expect(message).toContain(`${name}: `)
    expect(message).not.toContain(value)
  })

  test('all of them at once, a line for each', () => {
    const lines = problemsOf({ PORT: SECRET, LEVEL: SECRET, KEY: SECRET }).split('\n')
    expect(lines.slice(1).map((line) => line.trim().split(':')[0])).toEqual(['PORT', 'LEVEL', 'KEY'])
  })
})

test.each<[string, number]>([
  ['0', 0],
  ['65535', 65_535],
])('a port of %s is a port', (text, value) => {
  expect(readEnvironment(schema, { PORT: text }).PORT).toBe(value)
})

test.each<[string, boolean]>([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
])('a flag of %s is %s', (text, value) => {
  expect(readEnvironment(schema, { WS_ENABLED: text }).WS_ENABLED).toBe(value)
})

test('splits a list at commas and trims its entries', () => {
  expect(readEnvironment(schema, { ORIGINS: ' http://a , ,http://b,' }).ORIGINS).toEqual(['http://a', 'http://b'])
})
