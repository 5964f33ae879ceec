import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ConversationEvent, conversationEvent, messageView, runningView } from '../wire/events.ts'
import { emptyTranscript, legalHistory } from './transcript.test-support.ts'
import { foldEvent, type Transcript, titleAfter } from './transcript.ts'

function fold(transcript: Transcript, events: readonly ConversationEvent[]): Transcript {
  return events.reduce((before, event) => {
    const folded = foldEvent(before, event)
    if (folded.kind !== 'applied') throw new Error(`event ${event.event_id} (${event.type}) was ${folded.kind}`)
    return folded.transcript
  }, transcript)
}

/** A snapshot after JSON: values that JSON cannot carry are lost. */
const overTheWire = <T>(value: T): T => JSON.parse(JSON.stringify(value))

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const inner of Object.values(value)) frozen(inner)
  }
  return value
}

const historyAndPlace = legalHistory().chain((history) =>
  fc.record({ history: fc.constant(history), at: fc.nat(history.length), back: fc.nat(history.length) }),
)

describe('histories from chance', () => {
  test('[L2] are numbered 1, 2, 3 …', () => {
    fc.assert(
      fc.property(legalHistory(), (history) => {
        expect(history.map((event) => event.event_id)).toEqual(history.map((_, i) => i + 1))
      }),
    )
  })

  test('reach every event that there is, so that no rule below is proved about nothing', () => {
    const seen = new Map<string, number>()
    for (const history of fc.sample(legalHistory(), { numRuns: 300, seed: 1 })) {
      for (const { type } of history) seen.set(type, (seen.get(type) ?? 0) + 1)
    }
    const all = conversationEvent.options.map((option) => option.shape.type.value)
    expect([...seen.keys()].sort()).toEqual([...all].sort())
    expect(Math.min(...seen.values())).toBeGreaterThan(5)
  })
})

describe('[L14] snapshot + later events = a fresh snapshot', () => {
  test('wherever the snapshot was taken, and after it has travelled as JSON', () => {
    fc.assert(
      fc.property(historyAndPlace, ({ history, at }) => {
        const whole = fold(emptyTranscript(), history)
        const snapshot = overTheWire(fold(emptyTranscript(), history.slice(0, at)))
        expect(fold(snapshot, overTheWire(history.slice(at)))).toEqual(whole)
      }),
      { numRuns: 2_000 },
    )
  })

  test('is exact for a window of the last messages', () => {
    fc.assert(
      fc.property(historyAndPlace, fc.nat(6), ({ history, at }, kept) => {
        const whole = fold(emptyTranscript(), history)
        const before = fold(emptyTranscript(), history.slice(0, at))
        const messages = kept === 0 ? [] : before.messages.slice(-kept)
        const after = fold({ ...before, messages }, history.slice(at))
        const added = whole.messages.length - before.messages.length
        expect(after.messages).toEqual(whole.messages.slice(whole.messages.length - added - messages.length))
      }),
      { numRuns: 2_000 },
    )
  })

  test('what comes out is a snapshot of the contract', () => {
    fc.assert(
      fc.property(legalHistory(), (history) => {
        const { messages, running } = overTheWire(fold(emptyTranscript(), history))
        for (const message of messages) messageView.parse(message)
        runningView.nullable().parse(running)
      }),
    )
  })
})

describe('[L3] exactly once to the eye', () => {
  test('an event that was seen changes nothing, however far back a replay begins', () => {
    fc.assert(
      fc.property(historyAndPlace, ({ history, at, back }) => {
        const before = frozen(fold(emptyTranscript(), history.slice(0, at)))
        for (const event of history.slice(Math.max(0, at - back), at)) {
          expect(foldEvent(before, event)).toEqual({ kind: 'known' })
        }
      }),
    )
  })

  test('an event after a missing one is a gap and is not taken', () => {
    fc.assert(
      fc.property(historyAndPlace, ({ history, at }) => {
        const before = frozen(fold(emptyTranscript(), history.slice(0, at)))
        for (const event of history.slice(at + 1)) expect(foldEvent(before, event)).toEqual({ kind: 'gap' })
      }),
    )
  })

  test('any delivery of overlapping runs ends as the whole, as long as none has a gap', () => {
    fc.assert(
      fc.property(legalHistory(), fc.array(fc.tuple(fc.nat(80), fc.nat(80))), (history, runs) => {
        let transcript = emptyTranscript()
        const deliver = (event: ConversationEvent) => {
          const folded = foldEvent(transcript, event)
          if (folded.kind === 'applied') transcript = folded.transcript
        }
        for (const [from, length] of runs) history.slice(from, from + length).forEach(deliver)
        history.forEach(deliver)
        expect(transcript).toEqual(fold(emptyTranscript(), history))
      }),
    )
  })

  test('folding changes nothing of what it was given', () => {
    fc.assert(
      fc.property(legalHistory(), (history) => {
        let transcript = frozen(emptyTranscript())
        for (const event of frozen(history)) transcript = frozen(fold(transcript, [event]))
      }),
    )
  })
})

describe('[L8, L9] what an answer says, told from the events alone', () => {
  /** The text of each answer: its pieces since the last time that it was superseded. */
  function textsOf(history: readonly ConversationEvent[]): Map<string, string[]> {
    const texts = new Map<string, string[]>()
    for (const event of history) {
      if (event.type === 'agent.routed' || event.type === 'agent.superseded') texts.set(event.message_id, [])
      if (event.type === 'agent.token') texts.get(event.message_id)?.push(event.payload.text)
    }
    return texts
  }

  test('joins the tokens of the surviving attempt in every state', () => {
    fc.assert(
      fc.property(legalHistory(), (history) => {
        const texts = textsOf(history)
        for (const message of fold(emptyTranscript(), history).messages.filter((m) => m.role === 'assistant')) {
          const pieces = texts.get(message.message_id) ?? []
          expect(message.content).toBe(pieces.join(''))
          expect(message.pieces).toBe(pieces.length)
        }
      }),
      { numRuns: 300 },
    )
  })

  test('[L9] keeps a message of a person unchanged', () => {
    fc.assert(
      fc.property(legalHistory(), (history) => {
        const said = history.flatMap((e) => (e.type === 'user.message' ? [[e.event_id, e.payload.text]] : []))
        const shown = fold(emptyTranscript(), history).messages.flatMap((m) =>
          m.role === 'user' ? [[m.event_id, m.content]] : [],
        )
        expect(shown).toEqual(said)
      }),
    )
  })

  test('[L7] what runs is what has started and has not ended, and never two', () => {
    fc.assert(
      fc.property(legalHistory(), (history) => {
        let open: string[] = []
        let transcript = emptyTranscript()
        for (const event of history) {
          transcript = fold(transcript, [event])
          if (event.type === 'agent.started') open = [...new Set([...open, event.invocation_id])]
          if (['agent.completed', 'agent.failed', 'agent.cancelled'].includes(event.type) && 'invocation_id' in event) {
            open = open.filter((id) => id !== event.invocation_id)
          }
          if (event.type === 'conversation.deleted') open = []
          expect(transcript.running ? [transcript.running.invocation_id] : []).toEqual(open)
        }
      }),
    )
  })
})

describe('one answer, step by step', () => {
  const of = { invocation_id: 'i1', message_id: 'a1', agent_id: 'guide.global', attempt: 1 }
  const routing = { agent_id: 'guide.global', source: 'path' as const, reason: 'r', confidence: 1, candidates: [] }
  const usage = { input_tokens: 1, output_tokens: null, tool_calls: 0, model: null }
  type Body = ConversationEvent extends infer E
    ? E extends ConversationEvent
      ? Omit<E, 'event_id' | 'conversation_id' | 'timestamp'>
      : never
    : never
  const log = (...bodies: Body[]) =>
    bodies.map((body, i) =>
      conversationEvent.parse({ event_id: i + 1, conversation_id: 'c1', timestamp: `t${i + 1}`, ...body }),
    )
  const token = (text: string, index: number, attempt = 1): Body => ({
    type: 'agent.token',
    ...of,
    attempt,
    payload: { text, index },
  })
  const begun: Body[] = [
    { type: 'user.message', message_id: 'm1', payload: { text: 'hello', files: [], surface: null, via: null } },
    { type: 'agent.routed', ...of, payload: routing },
    { type: 'agent.started', ...of, payload: { recovery: 'restart' } },
  ]
  const answer = (...more: Body[]) => fold(emptyTranscript(), log(...begun, ...more)).messages.at(-1)

  test('shows an empty answer from the routing decision on', () => {
    const transcript = fold(emptyTranscript(), log(...begun.slice(0, 2)))
    expect(transcript.messages.at(-1)).toMatchObject({ message_id: 'a1', status: 'queued', content: '', event_id: 2 })
    expect(transcript.running).toBeNull()
  })

  test('[L8] drops a superseded attempt except its handoff', () => {
    const handoff = { to_agent: 'liaison.content', pillar: 'content', conversation_id: 'c2', invocation_id: 'i2' }
    const header = { artifact_id: 'x', version: 1, kind: 'table', key: 'k', title: 't', summary: 's' }
    const after = answer(
      token('old ', 0),
      token('text', 1),
      { type: 'agent.tool', ...of, payload: { call_id: 't', tool: 'r', version: '1', status: 'started', summary: '' } },
      { type: 'agent.artifact', ...of, payload: { ...header, provenance: null, data: {} } },
      { type: 'agent.ui', ...of, payload: { message: { a: 1 } } },
      {
        type: 'agent.progress',
        ...of,
        payload: { progress: 0.5, label: 'l', file: { file_uuid: 'f', name: 'n', status: 'processing' } },
      },
      { type: 'agent.handoff', ...of, payload: { ...handoff, reason: 'r', confidence: 1 } },
      { type: 'agent.superseded', ...of, payload: { attempt: 1, reason: 'interrupted' } },
    )
    expect(after).toMatchObject({
      content: '',
      pieces: 0,
      attempt: 2,
      tools: [],
      artifacts: [],
      file_progress: [],
      ui: [],
    })
    expect(after).toMatchObject({ activity: { label: 'interrupted', progress: null }, handoff })
  })

  test('[L8] the next attempt is never spliced onto the one before', () => {
    const after = answer(
      token('old', 0),
      { type: 'agent.superseded', ...of, payload: { attempt: 1, reason: 'r' } },
      { type: 'agent.started', ...of, attempt: 2, payload: { recovery: 'restart' } },
      token('new', 0, 2),
    )
    expect(after).toMatchObject({ content: 'new', pieces: 1, attempt: 2, status: 'streaming' })
  })

  test('[L9] a cancelled answer keeps its partial text and its usage, marked cancelled', () => {
    const after = answer(
      token('half ', 0),
      { type: 'agent.cancelling', ...of, payload: {} },
      { type: 'agent.cancelled', ...of, payload: { text: 'half ', usage } },
    )
    expect(after).toMatchObject({ status: 'cancelled', content: 'half ', usage, activity: null, error: null })
  })

  test('[L9] a failed answer keeps its partial text and says why', () => {
    const error = { code: 'AGENT_FAILED', message: 'it broke', retryable: true } as const
    const after = answer(token('half ', 0), {
      type: 'agent.failed',
      ...of,
      payload: { text: 'half ', usage, ...error },
    })
    expect(after).toMatchObject({ status: 'failed', content: 'half ', error, usage })
  })

  test('a tool that reports twice stands there once, as it was last', () => {
    const tool = (status: 'started' | 'finished', call_id: string): Body => ({
      type: 'agent.tool',
      ...of,
      payload: { call_id, tool: 'read', version: '1', status, summary: status },
    })
    const after = answer(tool('started', 'a'), tool('started', 'b'), tool('finished', 'a'))
    expect(after?.tools.map(({ call_id, status }) => [call_id, status])).toEqual([
      ['a', 'finished'],
      ['b', 'started'],
    ])
  })

  test('shows cancelling while a cancel is pending', () => {
    const transcript = fold(emptyTranscript(), log(...begun, { type: 'agent.cancelling', ...of, payload: {} }))
    expect(transcript.running).toEqual({ invocation_id: 'i1', message_id: 'a1', status: 'cancelling' })
  })
})

describe('[L14] what a conversation is called', () => {
  const said = (text: string) =>
    conversationEvent.parse({
      type: 'user.message',
      event_id: 1,
      conversation_id: 'c1',
      timestamp: 't',
      message_id: 'm1',
      payload: { text, files: [], surface: null, via: null },
    })
  const renamed = conversationEvent.parse({
    type: 'conversation.renamed',
    event_id: 1,
    conversation_id: 'c1',
    timestamp: 't',
    payload: { title: 'Named' },
  })

  test('its first words name it, in one line', () => {
    expect(titleAfter(said('  What is\n\n overdue? '), '')).toBe('What is overdue?')
  })

  test('later words do not, and a person does whenever they like', () => {
    expect(titleAfter(said('other'), 'What is overdue?')).toBe('What is overdue?')
    expect(titleAfter(renamed, 'What is overdue?')).toBe('Named')
  })

  test('[T1] reads the beginning of a long text only, and no half of a character', () => {
    expect(titleAfter(said(`a${' '.repeat(100)}b`), '')).toBe('a b')
    expect(titleAfter(said(`${' '.repeat(30_000)}a b`), '')).toBe('a b')
    expect(titleAfter(said(`a${' '.repeat(1_998)}😀`), '')).toBe('a')
    const text = said('x '.repeat(16_000))
    const before = process.cpuUsage()
    for (let time = 0; time < 200; time += 1) titleAfter(text, '')
    const { user, system } = process.cpuUsage(before)
    expect((user + system) / 1000).toBeLessThan(200)
  })

  test('at most 60 characters, cut between characters and never inside of one', () => {
    expect(titleAfter(said('x'.repeat(60)), '')).toBe('x'.repeat(60))
    expect(titleAfter(said('x'.repeat(61)), '')).toBe(`${'x'.repeat(59)}…`)
    expect(titleAfter(said('😀'.repeat(61)), '')).toBe(`${'😀'.repeat(59)}…`)
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }), (text) => {
        const title = titleAfter(said(text), '')
        expect([...title].length).toBeLessThanOrEqual(60)
        expect(Buffer.from(title).toString()).toBe(title)
      }),
    )
  })
})
