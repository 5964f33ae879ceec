import { BadConfiguration } from '@biplane/process/environment'
import { describe, expect, test } from 'vitest'
import { readConfig } from './config.ts'

const read = (env: Record<string, string>) => readConfig(env, '/')
const refusalOf = (env: Record<string, string>): string => {
  try {
    read(env)
  } catch (error) {
    return error instanceof BadConfiguration ? error.message : `not a BadConfiguration: ${String(error)}`
  }
  return 'taken'
}

describe('[M1] a model', () => {
  test('is none, unless one is named', () => {
    expect(read({}).model).toBeNull()
    expect(read({ MODEL_PROVIDER: 'none', MODEL_NAME: 'x' }).model).toBeNull()
  })

  test('of an OpenAI-compatible endpoint needs an address and a name, and a key only where the endpoint wants one', () => {
    const env = {
      MODEL_PROVIDER: 'openai-compatible',
      MODEL_BASE_URL: 'http://127.0.0.1:11434/v1/',
      MODEL_NAME: 'llama',
    }
    expect(read(env).model).toEqual({
      provider: 'openai-compatible',
      baseUrl: 'http://127.0.0.1:11434/v1',
      name: 'llama',
      apiKey: undefined,
      mostSteps: 8,
      mostTokens: 4_000,
      mostTokensPerDay: 20_000_000,
      mostTokensPerPerson: 1_000_000,
      mostMs: 120_000,
      idleMs: 30_000,
    })
  })

  test('of Anthropic has its address by itself, and needs a key', () => {
    const env = { MODEL_PROVIDER: 'anthropic', MODEL_NAME: 'claude', MODEL_API_KEY: 'k' }
    expect(read(env).model).toMatchObject({ baseUrl: 'https://api.anthropic.com/v1', apiKey: 'k' })
  })

  test.each<[Record<string, string>, string]>([
    [{ MODEL_PROVIDER: 'gpt' }, 'MODEL_PROVIDER'],
    [{ MODEL_PROVIDER: 'openai-compatible' }, 'needs MODEL_BASE_URL and MODEL_NAME'],
    [{ MODEL_PROVIDER: 'anthropic', MODEL_NAME: 'c' }, 'needs MODEL_API_KEY'],
    [{ MODEL_PROVIDER: 'anthropic', MODEL_BASE_URL: 'file:///etc/passwd' }, 'MODEL_BASE_URL'],
    [{ MODEL_MAX_STEPS: '0' }, 'MODEL_MAX_STEPS'],
    [{ MODEL_MAX_TOKENS: 'many' }, 'MODEL_MAX_TOKENS'],
  ])('%o stops the start by the name of the variable', (env, words) => {
    expect(refusalOf(env)).toContain(words)
  })

  test('a key is never repeated in a refusal', () => {
    expect(refusalOf({ MODEL_PROVIDER: 'anthropic', MODEL_API_KEY: 'sk-secret' })).not.toContain('sk-secret')
  })
})

test('[T2] idle tool processes are two, unless said otherwise', () => {
  expect(read({}).tools.spares).toBe(2)
  expect(read({ TOOL_SPARES: '0' }).tools.spares).toBe(0)
  expect(refusalOf({ TOOL_SPARES: '5' })).toContain('TOOL_SPARES')
})

describe('[A3] agents elsewhere', () => {
  test('are an agent and an address each', () => {
    expect(read({}).remoteAgents).toEqual([])
    expect(read({ REMOTE_AGENTS: 'liaison.content=http://127.0.0.1:9000/run' })).toMatchObject({
      remoteAgents: [{ id: 'liaison.content', url: 'http://127.0.0.1:9000/run' }],
      remoteAgentMs: 60_000,
    })
  })

  test('an invalid value stops the start by its name', () => {
    expect(refusalOf({ REMOTE_AGENTS: 'liaison.content' })).toMatch(/REMOTE_AGENTS: liaison\.content needs an http/)
    expect(refusalOf({ REMOTE_AGENT_SECONDS: '0' })).toContain('REMOTE_AGENT_SECONDS')
  })
})
