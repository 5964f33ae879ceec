import { afterAll, beforeAll, expect, test } from 'vitest'
import { ask, openAgentWorkers } from '../agents/agent-probe.test-support.ts'
import { defineAgent } from '../engine/define-agent.ts'
import { guardedFetch } from '../remote/guarded-fetch.ts'
import { CircuitBreaker } from './circuit-breaker.ts'
import { withModel } from './model-agent.ts'
import { UNBACKED } from './numeral-check.ts'
import { openModel } from './open-model.ts'
import { openaiSays, ScriptedProvider } from './provider.test-support.ts'
import { SharedTokenBudget } from './token-budget.ts'

const CHARS = 600_000

const tools = openAgentWorkers()
let provider: ScriptedProvider
beforeAll(async () => {
  provider = await ScriptedProvider.open()
})
afterAll(async () => {
  await provider[Symbol.asyncDispose]()
  await tools.close()
})

const rules = defineAgent({
  id: 'liaison.insights',
  title: 'Insights liaison',
  recovery: 'exact',
  skills: ['Answers.'],
  // biome-ignore lint/correctness/useYield: the model answers
  async *run() {
    throw new Error('the rules were asked')
  },
})

async function agent() {
  const settings = {
    provider: 'openai-compatible' as const,
    baseUrl: `${provider.url}/v1`,
    name: 'test-model',
    apiKey: 'the-key',
    mostSteps: 4,
    mostTokens: 500,
    mostTokensPerDay: 1_000_000,
    mostTokensPerPerson: 1_000_000,
    mostMs: 60_000,
    idleMs: 60_000,
  }
  return withModel(rules, {
    model: await openModel(settings, guardedFetch({ origins: [provider.url] })),
    breaker: new CircuitBreaker({ failures: 3, coolMs: 1_000, now: () => 0 }),
    day: new SharedTokenBudget({ most: 1_000_000, mostOfOne: 1_000_000, withinMs: 10_000, now: () => 0 }),
    budget: settings,
    pause: async () => {},
  })
}

/** The answer, and the processor's milliseconds of the longest piece of it. */
async function answered(texts: readonly string[]): Promise<{ text: string; longestMs: number }> {
  provider.script(openaiSays(...texts))
  let longestMs = 0
  let before: NodeJS.CpuUsage | null = null
  const said = await ask(await agent(), tools, {
    text: 'total amount?',
    onEvent: () => {
      // What comes before the first piece is the library's reading of what the provider sent.
      const { user, system } = before ? process.cpuUsage(before) : { user: 0, system: 0 }
      longestMs = Math.max(longestMs, (user + system) / 1000)
      before = process.cpuUsage()
    },
  })
  return { text: said.text, longestMs }
}

test.each(['1 ', '1', '](', ' ', 'words '])(
  '[T1] says 600 000 characters of %j at once in short pieces',
  async (unit) => {
    const whole = unit.repeat(CHARS / unit.length)
    const first = await answered([whole])
    expect(first.text.replaceAll(UNBACKED, '').slice(0, CHARS)).toBe(whole)
    // The collector and the compiler run when they want; what is slow is slow twice.
    const { longestMs } = first.longestMs > 50 ? await answered([whole]) : first
    expect(longestMs).toBeLessThan(50)
  },
)

test('[T1] says 600 000 characters that come in pieces', async () => {
  const pieces = Array.from({ length: 100 }, () => 'a1 '.repeat(2_000))
  expect((await answered(pieces)).text.slice(0, CHARS)).toBe(pieces.join(''))
})
