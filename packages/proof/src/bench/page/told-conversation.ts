// The two conversations of the page benchmark and their events: a long one with a growing last answer, and an empty one
// that receives a whole answer at once.
import { blankMessage } from '@biplane/contracts/vocabulary/transcript'
import type { ConversationEvent, ConversationSnapshot, MessageView, StreamItem } from '@biplane/contracts/wire/events'

const AT = '2026-11-20T10:00:00.000Z'
const USAGE = { input_tokens: null, output_tokens: null, tool_calls: null, model: null }

const PARAGRAPH =
  'The total of **open** invoices is `372,986.63` EUR, of which 37.7 % are more than 90 days late. See [row 17](#row:17).\n\n'
const LIST = '- one thing that was found, with a number: 1,175\n- and another one, with *words* around it\n\n'
const TABLE = '| region | amount |\n| --- | --: |\n| West | 12,345.00 |\n| East | 6,789.00 |\n\n'
const markdown = (chars: number) => `${PARAGRAPH}${LIST}${TABLE}`.repeat(Math.ceil(chars / 300)).slice(0, chars)

/** What a reader of one conversation gets: a snapshot first, then events. */
export class ToldConversation {
  readonly snapshot: ConversationSnapshot
  #waiting: ConversationEvent[] = []
  #wake: (() => void) | null = null

  constructor(snapshot: ConversationSnapshot) {
    this.snapshot = snapshot
  }

  /** All of them in one go. */
  tell(events: readonly ConversationEvent[]): void {
    this.#waiting.push(...events)
    this.#wake?.()
  }

  async *read(signal: AbortSignal): AsyncGenerator<{ id: string; item: StreamItem }> {
    yield { id: `bench:${this.snapshot.last_event_id}`, item: this.snapshot }
    const gone = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
    while (!signal.aborted) {
      for (const item of this.#waiting.splice(0)) yield { id: `bench:${item.event_id}`, item }
      await Promise.race([
        gone,
        new Promise<void>((resolve) => {
          this.#wake = resolve
        }),
      ])
    }
  }
}

/** So many messages, of which the last is an answer that is being written and has said so much already. */
export function longConversation(messages: number, saidChars: number): ConversationSnapshot {
  const shown = Array.from({ length: messages }, (_, at): MessageView => {
    const blank = blankMessage({ message_id: `m${at}`, timestamp: AT, event_id: at + 1 })
    if (at % 2 === 0) {
      return { ...blank, role: 'user', content: `Question ${at}?`, status: 'complete' }
    }
    const last = at === messages - 1
    return {
      ...blank,
      role: 'assistant',
      agent_id: 'guide.global',
      invocation_id: `i${at}`,
      content: markdown(last ? saidChars : 300),
      status: last ? 'streaming' : 'complete',
    }
  })
  return {
    ...emptyConversation('long', messages),
    messages: shown,
    running: { ...lastOf(messages), status: 'running' },
  }
}

/** The answer that is being written in a long conversation. */
export const lastOf = (messages: number) => ({
  invocation_id: `i${messages - 1}`,
  message_id: `m${messages - 1}`,
})

export const emptyConversation = (conversation_id: string, last_event_id = 0): ConversationSnapshot => ({
  type: 'snapshot',
  epoch: 'bench',
  conversation_id,
  agent_type: 'guide',
  pillar: null,
  title: 'A long conversation',
  messages: [],
  has_more: false,
  before: null,
  last_event_id,
  running: null,
  reason: 'no_cursor',
})

/** Pieces of one answer, numbered on. */
export function openPieces(conversation_id: string, from: number, of: { invocation_id: string; message_id: string }) {
  let event_id = from
  let index = 0
  const common = () => ({ event_id: ++event_id, conversation_id, timestamp: AT, agent_id: 'guide.global', attempt: 1 })
  return {
    token: (text: string): ConversationEvent => ({
      type: 'agent.token',
      ...common(),
      ...of,
      payload: { text, index: index++ },
    }),
    completed: (text: string): ConversationEvent => ({
      type: 'agent.completed',
      ...common(),
      ...of,
      payload: { text, usage: USAGE },
    }),
    routed: (): ConversationEvent => ({
      type: 'agent.routed',
      ...common(),
      ...of,
      payload: { agent_id: 'liaison.content', source: 'path', reason: 'bench', confidence: 1, candidates: [] },
    }),
  }
}

/** An answer from its beginning to its end, in so many events; its text ends with `END`. */
export function wholeAnswer(conversation_id: string, events: number): ConversationEvent[] {
  const pieces = openPieces(conversation_id, 0, { invocation_id: 'r1', message_id: 'r1' })
  const words = Array.from({ length: events - 2 }, (_, i) => `w${i} `)
  const routed = pieces.routed()
  return [routed, ...words.map(pieces.token), pieces.completed(`${words.join('')}END`)]
}
