// Conversations for tests: legal event sequences without gaps, and the snapshot of each prefix.
import { foldEvent } from '@biplane/contracts/vocabulary/transcript'
import type { ConversationEvent, ConversationSnapshot, EventOf, MessageView } from '@biplane/contracts/wire/events'
import type { ThreadSnapshot } from '@biplane/contracts/wire/threads'
import fc from 'fast-check'
import type { TrackedItem } from '../chat/chat-state.ts'

export const CONVERSATION = 'conversation-1'
export const EPOCH = 'epoch-1'
const AT = '2026-11-20T10:00:00.000Z'
const USAGE = { input_tokens: null, output_tokens: null, tool_calls: null, model: null }

export const emptySnapshot = (over: Partial<ConversationSnapshot> = {}): ConversationSnapshot => ({
  type: 'snapshot',
  epoch: EPOCH,
  conversation_id: CONVERSATION,
  agent_type: 'guide',
  pillar: null,
  title: '',
  messages: [],
  has_more: false,
  before: null,
  last_event_id: 0,
  running: null,
  reason: 'no_cursor',
  ...over,
})

type Body = ConversationEvent extends infer E
  ? E extends ConversationEvent
    ? Pick<E, 'type' | 'payload'>
    : never
  : never

/** Writes a log as Experience does: one number after the other. */
export function openScript() {
  const events: ConversationEvent[] = []
  const common = () => ({ event_id: events.length + 1, conversation_id: CONVERSATION, timestamp: AT })
  return {
    events,
    user(message_id: string, text: string): void {
      const payload = { text, files: [], surface: 'home', via: null }
      events.push({ type: 'user.message', ...common(), message_id, payload })
    },
    answer(name: string, attempt = 1) {
      const of = {
        ...common(),
        invocation_id: `invocation-${name}`,
        message_id: `answer-${name}`,
        agent_id: 'guide.global',
        attempt,
      }
      return (body: Body): void => {
        const whole = { ...of, ...common(), ...body }
        if (isEvent(whole)) events.push(whole)
      }
    },
  }
}

/** Test bodies are typed one by one; together with the common fields they are events. */
const isEvent = (value: object): value is ConversationEvent => 'event_id' in value && 'payload' in value

export const routed: Body = {
  type: 'agent.routed',
  payload: { agent_id: 'guide.global', source: 'path', reason: 'you asked the guide', confidence: 1, candidates: [] },
}
export const started: Body = { type: 'agent.started', payload: { recovery: 'exact' } }
export const token = (text: string, index: number): Body => ({ type: 'agent.token', payload: { text, index } })
export const completed = (text: string): Body => ({ type: 'agent.completed', payload: { text, usage: USAGE } })
export const cancelled = (text: string): Body => ({ type: 'agent.cancelled', payload: { text, usage: USAGE } })
export const handedTo = (pillar: string, invocation_id: string): Body => ({
  type: 'agent.handoff',
  payload: {
    to_agent: `liaison.${pillar}`,
    pillar,
    conversation_id: `conversation-${pillar}`,
    invocation_id,
    reason: 'a CSV',
    confidence: 0.9,
  },
})

/** Everything folded in, from nothing. */
export function whole(events: readonly ConversationEvent[], upTo = events.length): ConversationSnapshot {
  let snapshot = emptySnapshot()
  for (const event of events.slice(0, upTo)) {
    const folded = foldEvent(snapshot, event)
    if (folded.kind !== 'applied') throw new Error(`event ${event.event_id} is ${folded.kind}`)
    snapshot = folded.transcript
  }
  return snapshot
}

export const THREAD = 'thread-1'

/** The cursor of a thread whose one conversation was read up to an event. */
export const cursorAt = (seq: number, epoch = EPOCH, thread = THREAD): string => `${epoch}~${thread}~1.${seq}`

/** A thread of one conversation: the places of its messages are the numbers of the events that begin them. */
export function threadOf(
  events: readonly ConversationEvent[],
  upTo = events.length,
  thread_id = THREAD,
): ThreadSnapshot {
  const { title, messages, last_event_id, running, epoch } = whole(events, upTo)
  return {
    type: 'thread.snapshot',
    epoch,
    thread: {
      thread_id,
      title,
      current: true,
      pinned: false,
      archived: false,
      held_by: null,
      message_count: messages.length,
      created_at: AT,
      updated_at: AT,
    },
    conversations: [
      { conversation_id: CONVERSATION, agent_type: 'guide', pillar: null, current: true, last_event_id, running },
    ],
    messages: messages.map((message) => ({ ...message, conversation_id: CONVERSATION, place: message.event_id })),
    has_more: false,
    before: null,
    reason: 'no_cursor',
  }
}

export const pictureOf = (
  events: readonly ConversationEvent[],
  upTo = events.length,
  thread_id = THREAD,
): TrackedItem => ({
  id: cursorAt(upTo, EPOCH, thread_id),
  item: threadOf(events, upTo, thread_id),
})

export const itemOf = (event: ConversationEvent, thread_id = THREAD): TrackedItem => ({
  id: cursorAt(event.event_id, EPOCH, thread_id),
  item: {
    type: 'thread.event',
    thread_id,
    place: event.type === 'user.message' || event.type === 'agent.routed' ? event.event_id : null,
    event,
  },
})

const end = fc.constantFrom('completed', 'cancelled', 'failed', 'open')
const turn = fc.record({
  words: fc.array(fc.string({ maxLength: 6 }), { maxLength: 6 }),
  progress: fc.boolean(),
  tool: fc.boolean(),
  artifact: fc.boolean(),
  superseded: fc.boolean(),
  handoff: fc.boolean(),
  end,
})

/** Logs of one to six turns, with every kind of event that an answer can have. */
export const anyLog: fc.Arbitrary<ConversationEvent[]> = fc.array(turn, { minLength: 1, maxLength: 6 }).map((turns) => {
  const script = openScript()
  for (const [n, t] of turns.entries()) {
    script.user(`message-${n}`, `question ${n}`)
    const say = script.answer(String(n))
    say(routed)
    say(started)
    if (t.progress) say({ type: 'agent.progress', payload: { progress: 0.5, label: 'reading' } })
    if (t.tool) {
      say({
        type: 'agent.tool',
        payload: { call_id: 'c', tool: 't@1', version: '1', status: 'started', summary: 'reads' },
      })
      say({
        type: 'agent.tool',
        payload: { call_id: 'c', tool: 't@1', version: '1', status: 'finished', summary: 'read' },
      })
    }
    for (const [index, text] of t.words.entries()) say(token(text, index))
    if (t.superseded) say({ type: 'agent.superseded', payload: { attempt: 1, reason: 'the work was lost' } })
    const words = t.superseded ? ['again'] : t.words
    if (t.superseded) say(token('again', 0))
    if (t.artifact) say(artifact(String(n)))
    if (t.handoff) say(handedTo('content', `next-${n}`))
    if (t.end === 'completed') say(completed(words.join('')))
    if (t.end === 'cancelled') say(cancelled(words.join('')))
    if (t.end === 'failed') {
      const payload = {
        text: words.join(''),
        code: 'AGENT_FAILED' as const,
        message: 'no',
        retryable: true,
        usage: USAGE,
      }
      say({ type: 'agent.failed', payload })
    }
  }
  return script.events
})

export const artifact = (name: string): { type: 'agent.artifact'; payload: EventOf<'agent.artifact'>['payload'] } => ({
  type: 'agent.artifact',
  payload: {
    artifact_id: `artifact-${name}`,
    version: 1,
    kind: 'table',
    key: `table-${name}`,
    title: 'Rows',
    summary: '',
    provenance: null,
    data: { columns: [], rows: [], total_rows: 0 },
  },
})

export const contents = (messages: readonly MessageView[]) => messages.map((m) => m.content)
