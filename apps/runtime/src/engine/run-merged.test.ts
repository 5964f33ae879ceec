import { invocation } from '@biplane/contracts/wire/agent-events'
import { openLog } from '@biplane/process/log'
import { expect, test } from 'vitest'
import { Measures } from '../instruments/measures.ts'
import { openToolWorkers } from '../tool-worker/worker-scheduler.ts'
import type { AgentSays } from './define-agent.ts'
import { Run } from './run.ts'
import { StartTurns } from './start-turns.ts'
import { TickTimer } from './tick-timer.ts'

const token = (text: string): AgentSays => ({ type: 'agent.token', payload: { text } })
const turn = () => new Promise((resolve) => setImmediate(resolve))
const LONG_MS = 3_600_000

/** What a reader that takes merged tokens was told, by an agent that goes on when the first piece was seen. */
async function told(
  then: () => AsyncGenerator<AgentSays>,
  holdMs = () => LONG_MS,
  onTold: (text: string) => void = () => {},
): Promise<string[]> {
  let seen = () => {}
  const first = new Promise<void>((resolve) => {
    seen = resolve
  })
  const run = new Run(
    {
      agent: {
        id: 'guide.global',
        title: 'A guide',
        recovery: 'restart',
        skills: [],
        async *run() {
          yield token('a')
          await first
          yield* then()
          return undefined
        },
      },
      invocation: invocation.parse({
        agent_id: 'guide.global',
        invocation_id: 'one',
        input: { text: 'hello', history: [] },
        return_channel: 'invocation:one',
        deadline: new Date(Date.now() + LONG_MS).toISOString(),
      }),
      attempt: 1,
      timeLeftMs: LONG_MS,
      shown: null,
    },
    {
      log: openLog('runtime', 'silent'),
      told: new Measures(),
      failPoint: () => {},
      paceMs: 0,
      turns: new StartTurns(),
      // This agent uses nothing of it.
      services: () => ({ tools: openToolWorkers(), readFile: () => Promise.reject(new Error('there is no file')) }),
    },
  )
  const { signal } = new AbortController()
  const tickTimer = new TickTimer({ tickMs: () => 4, now: () => performance.now() })
  const events: string[] = []
  for await (const event of run.read({
    after: 0,
    coalesce: { holdMs, tickTimer },
    signal,
    room: () => null,
  })) {
    events.push(event.type === 'agent.token' ? event.payload.text : event.type)
    onTold(events.at(-1) ?? '')
    if (event.type === 'agent.token') seen()
  }
  return events
}

test('[R1] the first piece is told at once, later ones wait for company, and the end waits for nothing', async () => {
  const events = await told(async function* () {
    yield token('b')
    await turn()
    yield token('c')
    await turn()
  })
  expect(events).toEqual(['agent.started', 'a', 'bc', 'agent.completed'])
})

test('[R1] sends other events at once, after merged tokens', async () => {
  const events = await told(async function* () {
    yield token('b')
    await turn()
    yield { type: 'agent.progress', payload: { progress: 0.5, label: 'half' } }
    await turn()
    yield token('c')
  })
  expect(events).toEqual(['agent.started', 'a', 'b', 'agent.progress', 'c', 'agent.completed'])
})

test('[W3] a piece that the next one would follow too late ends the waiting of those before it', async () => {
  let holdMs = LONG_MS
  const events: string[] = []
  let onTold = () => {}
  const done = told(
    async function* () {
      yield token('b')
      await turn()
      // From here on whatever may follow is too late.
      holdMs = 0
      yield token('c')
      await new Promise<void>((resolve) => {
        onTold = resolve
      })
      holdMs = LONG_MS
      yield token('d')
      await turn()
      yield token('e')
    },
    () => holdMs,
    (text) => {
      events.push(text)
      if (text === 'bc') onTold()
    },
  )
  await done
  expect(events).toEqual(['agent.started', 'a', 'bc', 'de', 'agent.completed'])
})

test('[E7] no event ends inside a character, whatever the agent’s pieces are', async () => {
  const events = await told(async function* () {
    yield token('\ud83d')
    yield token('\ude00 and \ud83d')
    yield { type: 'agent.progress', payload: { progress: 0.5, label: 'half' } }
    yield token('\ude00\ud83d')
  })
  expect(events.filter((text) => !text.startsWith('agent.')).join('')).toBe('a😀 and 😀\ufffd')
  expect(events.every((text) => !/\p{Surrogate}/u.test(text))).toBe(true)
})
