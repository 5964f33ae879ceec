// Folds an event into a snapshot. Pure, and the only place that defines the effect of an event: Experience builds
// snapshots with it and the page renders with it, so the two cannot disagree. [L3, L14]
import type { ConversationEvent, ConversationSnapshot, EventOf, MessageView, RunningView } from '../wire/events.ts'
import { assertNever } from './assert-never.ts'
import { wholeEnd } from './whole-characters.ts'

/** What the fold needs of a snapshot. */
export type Transcript = Pick<
  ConversationSnapshot,
  'conversation_id' | 'title' | 'messages' | 'last_event_id' | 'running'
>

export type FoldResult<T> =
  | { kind: 'applied'; transcript: T }
  /** Seen before: nothing changes. [L3] */
  | { kind: 'known' }
  /** Something between was missed: the reader must ask again after `transcript.last_event_id`. */
  | { kind: 'gap' }

/** Applies exactly the next event; an older one changes nothing and a later one is a gap. */
export function foldEvent<T extends Transcript>(transcript: T, event: ConversationEvent): FoldResult<T> {
  if (event.event_id <= transcript.last_event_id) return { kind: 'known' }
  if (event.event_id !== transcript.last_event_id + 1) return { kind: 'gap' }
  const messages = foldMessages(transcript.messages, event)
  return {
    kind: 'applied',
    transcript: {
      ...transcript,
      messages,
      title: titleAfter(event, transcript.title),
      last_event_id: event.event_id,
      running: runningAfter(event, transcript.running),
    },
  }
}

/** The first words of a conversation name it until a person does. */
export function titleAfter(event: ConversationEvent, before: string): string {
  if (event.type === 'conversation.renamed') return event.payload.title
  return event.type === 'user.message' && before === '' ? titleFrom(event.payload.text) : before
}

const TITLE_CHARS = 60

/** Far more than a title shows, also with runs of blanks between its words. */
const TITLE_READ_CHARS = 2_000

/** Half a character is kept by no database, so none is left at the cut or taken over from the text. */
export function titleFrom(text: string): string {
  // The rest of a long text would cost the writer, and every reader, milliseconds.
  const begun = text.trimStart()
  const chars = [
    ...begun
      .slice(0, wholeEnd(begun, TITLE_READ_CHARS))
      .trim()
      .replace(/\s+/g, ' ')
      .replace(/\p{Cs}/gu, '\ufffd'),
  ]
  return chars.length <= TITLE_CHARS
    ? chars.join('')
    : `${chars
        .slice(0, TITLE_CHARS - 1)
        .join('')
        .trimEnd()}…`
}

function foldMessages(messages: MessageView[], event: ConversationEvent): MessageView[] {
  if (event.type === 'user.message') return [...messages, userMessage(event)]
  if (event.type === 'agent.routed') return [...messages, openAnswer(event)]
  if (!isOfAnswer(event)) return messages
  // An answer that grows is nearly always the last message, so look from the end.
  const at = messages.findLastIndex((m) => m.message_id === event.message_id)
  const current = messages[at]
  // Its beginning lies before the window that this reader holds.
  if (!current) return messages
  const next = foldAnswer(current, event)
  return next === current ? messages : messages.with(at, next)
}

type AnswerEvent = Exclude<
  ConversationEvent,
  { type: 'user.message' | 'agent.routed' | 'conversation.renamed' | 'conversation.deleted' }
>

/** Does it add to an answer that exists already? */
export const isOfAnswer = (event: ConversationEvent): event is AnswerEvent =>
  event.type.startsWith('agent.') && event.type !== 'agent.routed'

/** What a person said. */
export function userMessage(event: EventOf<'user.message'>): MessageView {
  const { text, files, via, replaces, schedule } = event.payload
  return {
    ...blankMessage(event),
    role: 'user' as const,
    content: text,
    status: 'complete' as const,
    files,
    via,
    ...(replaces !== undefined && { replaces }),
    ...(schedule !== undefined && { schedule }),
  }
}

/** An answer exists from the moment at which it was decided who gives it. */
export function openAnswer(event: EventOf<'agent.routed'>): MessageView {
  return {
    ...blankMessage(event),
    role: 'assistant',
    content: '',
    status: 'queued',
    agent_id: event.agent_id,
    invocation_id: event.invocation_id,
    routing: event.payload,
  }
}

/** What a message has before anything is known of it but where it stands. */
export const blankMessage = (event: Pick<MessageView, 'message_id' | 'timestamp' | 'event_id'>) => ({
  message_id: event.message_id,
  timestamp: event.timestamp,
  event_id: event.event_id,
  agent_id: null,
  invocation_id: null,
  attempt: 1,
  pieces: 0,
  files: [],
  via: null,
  routing: null,
  handoff: null,
  tools: [],
  artifacts: [],
  file_progress: [],
  ui: [],
  activity: null,
  error: null,
  usage: null,
})

/** One event's effect on the answer that it belongs to. */
export function foldAnswer(answer: MessageView, event: AnswerEvent): MessageView {
  switch (event.type) {
    case 'agent.queued':
      return { ...answer, status: 'queued' }
    case 'agent.started':
      return { ...answer, status: 'streaming', attempt: event.attempt, activity: null }
    case 'agent.recovering':
      return { ...answer, activity: { label: event.payload.reason, progress: null } }
    case 'agent.token':
      return {
        ...answer,
        status: 'streaming',
        content: answer.content + event.payload.text,
        pieces: event.payload.index + 1,
        activity: null,
      }
    case 'agent.progress': {
      const { label, progress, file } = event.payload
      const file_progress = file
        ? [...answer.file_progress.filter((f) => f.file_uuid !== file.file_uuid), file]
        : answer.file_progress
      return { ...answer, activity: { label, progress }, file_progress }
    }
    case 'agent.tool': {
      const { call_id, tool, status, summary } = event.payload
      const at = answer.tools.findIndex((t) => t.call_id === call_id)
      const entry = { call_id, tool, status, summary }
      return { ...answer, tools: at < 0 ? [...answer.tools, entry] : answer.tools.with(at, entry) }
    }
    case 'agent.artifact': {
      const { artifact_id, version, kind, key, title, summary } = event.payload
      return { ...answer, artifacts: [...answer.artifacts, { artifact_id, version, kind, key, title, summary }] }
    }
    case 'agent.artifact_status': {
      const { artifact_id, version, status } = event.payload
      const at = answer.artifacts.findIndex((a) => a.artifact_id === artifact_id && a.version === version)
      const artifact = answer.artifacts[at]
      return artifact ? { ...answer, artifacts: answer.artifacts.with(at, { ...artifact, status }) } : answer
    }
    case 'agent.ui':
      return { ...answer, ui: [...answer.ui, event.payload.message] }
    case 'agent.handoff':
      return { ...answer, handoff: event.payload }
    case 'agent.cancelling':
      return { ...withCause(answer, event), activity: { label: 'Stopping', progress: null } }
    case 'agent.superseded':
      // Never a splice: what the earlier attempt said is dropped whole. A handoff stays: it happened. [L8]
      return {
        ...answer,
        content: '',
        pieces: 0,
        attempt: event.payload.attempt + 1,
        tools: [],
        artifacts: [],
        file_progress: [],
        ui: [],
        activity: { label: event.payload.reason, progress: null },
      }
    case 'agent.completed': {
      // It was complete before the agent heard that it should stop: nothing ended it.
      const { cause: _, ...whole } = ended(answer, event)
      return { ...whole, status: 'complete' }
    }
    case 'agent.cancelled':
      return { ...withCause(ended(answer, event), event), status: 'cancelled' }
    case 'agent.failed': {
      const { code, message, retryable } = event.payload
      return { ...withCause(ended(answer, event), event), status: 'failed', error: { code, message, retryable } }
    }
    default:
      return assertNever(event, 'event')
  }
}

const withCause = (
  answer: MessageView,
  { payload: { cause } }: EventOf<'agent.cancelling'> | EventOf<'agent.failed'> | EventOf<'agent.cancelled'>,
): MessageView => (cause ? { ...answer, cause } : answer)

type EndEvent = EventOf<'agent.completed'> | EventOf<'agent.failed'> | EventOf<'agent.cancelled'>

const ended = (answer: MessageView, event: EndEvent): MessageView => ({
  ...answer,
  content: event.payload.text,
  usage: event.payload.usage,
  activity: null,
})

/** Which invocation is at work after this event. One conversation never has two. */
export function runningAfter(event: ConversationEvent, before: RunningView | null): RunningView | null {
  switch (event.type) {
    case 'agent.started':
      return { invocation_id: event.invocation_id, message_id: event.message_id, status: 'running' }
    case 'agent.cancelling':
      return before?.invocation_id === event.invocation_id ? { ...before, status: 'cancelling' } : before
    case 'agent.completed':
    case 'agent.failed':
    case 'agent.cancelled':
      return before?.invocation_id === event.invocation_id ? null : before
    case 'conversation.deleted':
      return null
    default:
      return before
  }
}
