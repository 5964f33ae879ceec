// Folds the events of a thread into its picture. Pure. The messages of all conversations stand in one order, that of their
// places; each conversation numbers its own events. [H2]
import type { ConversationEvent, RunningView } from '../wire/events.ts'
import type { ThreadMessage, ThreadSnapshot } from '../wire/threads.ts'
import { foldAnswer, isOfAnswer, openAnswer, runningAfter, titleAfter, userMessage } from './transcript.ts'

/** How far one conversation of the thread is known. */
export interface ThreadHead {
  conversation_id: string
  last_event_id: number
  running: RunningView | null
}

export interface ThreadTranscript {
  thread_id: string
  title: string
  /** In the order in which the conversations began. */
  heads: readonly ThreadHead[]
  /** By place. */
  messages: readonly ThreadMessage[]
}

/** One event of a thread, and the place of the message that it begins. */
export interface PlacedEvent {
  place: number | null
  event: ConversationEvent
}

export type ThreadFold =
  | { kind: 'applied'; transcript: ThreadTranscript }
  /** Seen before: nothing changes. [L3] */
  | { kind: 'known' }
  /** Something between was missed: the reader must ask again after what it has. */
  | { kind: 'gap' }

export const transcriptOfThread = ({ thread, conversations, messages }: ThreadSnapshot): ThreadTranscript => ({
  thread_id: thread.thread_id,
  title: thread.title,
  heads: conversations.map(({ conversation_id, last_event_id, running }) => ({
    conversation_id,
    last_event_id,
    running,
  })),
  messages,
})

/** Applies exactly the next event of its conversation; an older one changes nothing and a later one is a gap. */
export function foldThreadEvent(transcript: ThreadTranscript, { place, event }: PlacedEvent): ThreadFold {
  const { heads } = transcript
  const at = heads.findIndex(({ conversation_id }) => conversation_id === event.conversation_id)
  const head = heads[at] ?? { conversation_id: event.conversation_id, last_event_id: 0, running: null }
  if (event.type === 'conversation.deleted') return { kind: 'applied', transcript: without(transcript, head) }
  if (event.event_id <= head.last_event_id) return { kind: 'known' }
  if (event.event_id !== head.last_event_id + 1) return { kind: 'gap' }
  const next = { ...head, last_event_id: event.event_id, running: runningAfter(event, head.running) }
  return {
    kind: 'applied',
    transcript: {
      ...transcript,
      // The first conversation carries the name of the thread.
      title: at <= 0 ? titleAfter(event, transcript.title) : transcript.title,
      heads: at < 0 ? [...heads, next] : heads.with(at, next),
      messages: foldMessages(transcript.messages, { place, event }),
    },
  }
}

const without = (transcript: ThreadTranscript, { conversation_id }: ThreadHead): ThreadTranscript => ({
  ...transcript,
  heads: transcript.heads.filter((head) => head.conversation_id !== conversation_id),
  messages: transcript.messages.filter((message) => message.conversation_id !== conversation_id),
})

function foldMessages(messages: readonly ThreadMessage[], { place, event }: PlacedEvent): readonly ThreadMessage[] {
  if (event.type === 'user.message' || event.type === 'agent.routed') {
    const message = event.type === 'user.message' ? userMessage(event) : openAnswer(event)
    const last = messages.at(-1)?.place ?? 0
    return inserted(messages, { ...message, conversation_id: event.conversation_id, place: place ?? last + 1 })
  }
  if (!isOfAnswer(event)) return messages
  // An answer that grows is nearly always the last message, so look from the end.
  const at = messages.findLastIndex((m) => m.message_id === event.message_id)
  const current = messages[at]
  // Its beginning lies before the window that this reader holds.
  if (!current) return messages
  const { conversation_id } = current
  const folded = foldAnswer(current, event)
  return folded === current ? messages : messages.with(at, { ...folded, conversation_id, place: current.place })
}

/** Events of two conversations may come in another order than their places. */
function inserted(messages: readonly ThreadMessage[], message: ThreadMessage): readonly ThreadMessage[] {
  const at = messages.findLastIndex(({ place }) => place < message.place) + 1
  return at === messages.length ? [...messages, message] : messages.toSpliced(at, 0, message)
}
