import { type Invocation, invocation } from '@biplane/contracts/wire/agent-events'
import { openLog } from '@biplane/process/log'
import { Facts } from '@biplane/proof/facts'
import { expect, test } from 'vitest'
import { Measures } from '../instruments/measures.ts'
import { openToolWorkers } from '../tool-worker/worker-scheduler.ts'
import type { AgentSays } from './define-agent.ts'
import { Runs } from './runs.ts'
import { StartTurns } from './start-turns.ts'

const facts = new Facts()
const stopped: string[] = []

/** Speaks one word, and then works until it is told to stop, or ends at once when it is asked for something short. */
const runs = new Runs({
  agents: [
    {
      id: 'guide.global',
      title: 'A guide',
      recovery: 'exact',
      skills: [],
      async *run(input, context): AsyncGenerator<AgentSays, undefined> {
        yield { type: 'agent.token', payload: { text: 'word' } }
        if (input.text === 'short') return undefined
        if (!context.signal.aborted) {
          await new Promise<void>((resolve) => context.signal.addEventListener('abort', () => resolve()))
        }
        stopped.push(context.invocation.invocation_id)
        facts.changed()
        return undefined
      },
    },
  ],
  describeFile: () => Promise.reject(new Error('there is no file')),
  run: {
    log: openLog('runtime', 'silent'),
    told: new Measures(),
    failPoint: () => {},
    paceMs: 0,
    turns: new StartTurns(),
    services: () => ({ tools: openToolWorkers(), readFile: () => Promise.reject(new Error('there is no file')) }),
  },
  now: () => Date.now(),
  mostKept: 10,
  mostKeptBytes: 1_000_000,
})
const port = runs.port()
const { signal } = new AbortController()

const asking = (id: string, text: string): Invocation =>
  invocation.parse({
    agent_id: 'guide.global',
    invocation_id: id,
    input: { text, history: [] },
    return_channel: `invocation:${id}`,
    deadline: new Date(Date.now() + 3_600_000).toISOString(),
  })
const attach = (id: string, text: string, after: number) =>
  port.streamAgent({ invocation: asking(id, text), attempt: 1, after, coalesce: false }, signal)
async function firstOf(id: string, text: string): Promise<string | undefined> {
  for await (const event of attach(id, text, 0)) return event.type
  return undefined
}
const health = async () => (await port.health()).running

test('[L16] forgetting stops runs and ignores unknown ids', async () => {
  await firstOf('works', 'long')
  await port.invokeAgent(asking('ended', 'short'), signal)
  const ids = [
    asking('works', '').invocation_id,
    asking('ended', '').invocation_id,
    asking('unknown', '').invocation_id,
  ]
  expect(await port.forgetInvocations(ids)).toEqual({ forgotten: 2 })
  await facts.until(() => stopped.includes('works'))
  expect(await port.forgetInvocations(ids)).toEqual({ forgotten: 0 })
  expect(await health()).toBe(0)
})

test('[L16] refuses to read again what was forgotten', async () => {
  await port.invokeAgent(asking('once', 'short'), signal)
  await port.forgetInvocations([asking('once', '').invocation_id])
  const prefixHash = '0'.repeat(64)
  const request = { invocation: asking('once', 'short'), attempt: 1, after: 1, coalesce: false, lastEventId: '9' }
  await expect(
    (async () => {
      for await (const _ of port.streamAgent({ ...request, prefixHash }, signal));
    })(),
  ).rejects.toMatchObject({ refusal: 'NOT_FOUND' })
})
