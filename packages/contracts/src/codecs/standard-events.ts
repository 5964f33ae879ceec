// Encodes events as standard messages, one frame for each event, so that `event_id` has no gaps. Runs once for all
// readers of a conversation, builds plain objects and validates nothing. [F2, F7, L2]
import { assertNever } from '../vocabulary/assert-never.ts'
import { GUIDE_GLOBAL, isPillar, PILLARS } from '../vocabulary/pillars.ts'
import { artifactFrameType } from '../vocabulary/standard-types.ts'
import type { ConversationEvent, ConversationSnapshot, EventOf, MessageView } from '../wire/events.ts'
import type { StandardChatResponse, StandardEventFrame } from '../wire/standard-message.ts'

/** What frames say of the conversation; the same for all of its readers. */
export interface StandardAbout extends Pick<ConversationSnapshot, 'agent_type' | 'pillar'> {
  session_id: string
}

/** The event as this dialect says it. `session_token` is not part of anything here, so it is never sent. */
export function encodeStandardEvent(event: ConversationEvent, about: StandardAbout): StandardEventFrame {
  switch (event.type) {
    case 'user.message':
      return saidByUser(event, about)
    case 'conversation.renamed':
      return {
        type: 'system_message',
        ...ofConversation(event, about),
        status: 'conversation_renamed',
        message: event.payload.title,
      }
    case 'conversation.deleted':
      return { type: 'system_message', ...ofConversation(event, about), status: 'conversation_deleted' }
    default:
      return ofAgent(event, about)
  }
}

export type AnswerEnd = EventOf<'agent.completed'> | EventOf<'agent.failed'> | EventOf<'agent.cancelled'>
type AgentEvent = Exclude<ConversationEvent, { type: 'user.message' | `conversation.${string}` }>

export const isAnswerEnd = (event: ConversationEvent): event is AnswerEnd =>
  event.type === 'agent.completed' || event.type === 'agent.failed' || event.type === 'agent.cancelled'

/** What an answer showed beside its text. */
export type ShownBeside = Pick<MessageView, 'artifacts' | 'ui'>
/** The numbers of the question's own conversation, for an answer that another agent gave after a handoff. */
export interface AskedHere {
  event_id: number
  cursor?: string
  conversation_id: string
  message_id: string
}

/**
 * The whole answer in one frame, for clients of `chat_message`. Also for the failed and the cancelled. An answer that was
 * handed over has the message id under which the question was answered here, and says where it stands. [D6.5]
 */
export function encodeChatResponse(
  event: AnswerEnd,
  about: StandardAbout,
  beside?: ShownBeside,
  asked?: AskedHere,
): StandardChatResponse {
  const { agent_id, conversation_id, event_id, message_id, invocation_id } = event
  const shown = {
    ...(beside && beside.artifacts.length > 0 && { artifacts: beside.artifacts }),
    ...(beside && beside.ui.length > 0 && { ui: beside.ui }),
    ...(asked && { answered_elsewhere: { agent_id, conversation_id, event_id, message_id, invocation_id } }),
  }
  const head = {
    type: 'chat_response',
    ...ofAnswer(event, about),
    ...asked,
    agent_type: about.pillar === null ? 'guide' : 'liaison',
  } as const
  switch (event.type) {
    case 'agent.completed': {
      const { text, usage } = event.payload
      return { ...head, status: 'completed', message: text, data: { usage, ...shown } }
    }
    case 'agent.failed': {
      const { data, ...end } = failed(event)
      return { ...head, ...end, data: { ...data, ...shown } }
    }
    case 'agent.cancelled': {
      const { data, ...end } = cancelled(event)
      return { ...head, ...end, data: { ...data, ...shown } }
    }
    default:
      return assertNever(event, 'end of an answer')
  }
}

function ofAgent(event: AgentEvent, about: StandardAbout): StandardEventFrame {
  if (event.type === 'agent.token') return piece(event, about)
  const of = ofAnswer(event, about)
  switch (event.type) {
    case 'agent.progress':
      return event.payload.file
        ? fileFrame(event.payload, event.payload.file, of)
        : { type: 'progress_update', ...of, message: event.payload.label, progress: event.payload.progress }
    case 'agent.artifact':
      return {
        type: artifactFrameType(event.payload.kind),
        ...of,
        message: event.payload.title,
        data: event.payload,
      }
    case 'agent.handoff':
      return { type: 'handoff', ...of, message: event.payload.reason, data: event.payload }
    case 'agent.completed': {
      const { text, usage } = event.payload
      return { type: 'agent_complete', ...of, message: text, is_streaming: false, status: 'completed', data: { usage } }
    }
    case 'agent.failed':
      return { type: 'error_message', ...of, ...failed(event) }
    case 'agent.cancelled':
      return { type: 'error_message', ...of, ...cancelled(event) }
    default:
      return statusUpdate(event, of)
  }
}

/** Nearly every event is a piece, and spreading costs three times what this literal does. */
const piece = (event: EventOf<'agent.token'>, about: StandardAbout): StandardEventFrame => ({
  type: 'agent_streaming',
  timestamp: event.timestamp,
  session_id: about.session_id,
  event_id: event.event_id,
  cursor: event.cursor,
  conversation_id: event.conversation_id,
  pillar: about.pillar,
  agent: event.agent_id,
  role: 'assistant',
  message_id: event.message_id,
  metadata: { invocation_id: event.invocation_id, attempt: event.attempt },
  message: event.payload.text,
  is_streaming: true,
  stream_index: event.payload.index,
})

type Of = ReturnType<typeof ofAnswer>
type StatusEvent = Extract<
  AgentEvent,
  {
    type:
      | 'agent.routed'
      | 'agent.queued'
      | 'agent.started'
      | 'agent.recovering'
      | 'agent.cancelling'
      | 'agent.superseded'
      | 'agent.tool'
      | 'agent.artifact_status'
      | 'agent.ui'
  }
>

function statusUpdate(event: StatusEvent, of: Of): StandardEventFrame {
  const type = 'status_update'
  switch (event.type) {
    case 'agent.routed':
      return { type, ...of, status: 'routed', message: event.payload.reason, data: event.payload }
    case 'agent.queued':
      return { type, ...of, status: 'queued', data: event.payload }
    case 'agent.started':
      return { type, ...of, status: 'started', data: event.payload }
    case 'agent.recovering':
      return { type, ...of, status: 'recovering', message: event.payload.reason }
    case 'agent.cancelling':
      return { type, ...of, status: 'cancelling', ...(event.payload.cause && { data: { cause: event.payload.cause } }) }
    case 'agent.superseded': {
      const { attempt, reason } = event.payload
      return { type, ...of, status: 'superseded', message: reason, data: { attempt } }
    }
    case 'agent.tool': {
      const { call_id, tool, version, status, summary } = event.payload
      return { type, ...of, status: `tool_${status}`, message: summary, data: { call_id, tool, version } }
    }
    case 'agent.artifact_status':
      return { type, ...of, status: 'artifact_status', data: event.payload }
    case 'agent.ui':
      return { type, ...of, status: 'ui', data: { a2ui: event.payload.message } }
    default:
      return assertNever(event, 'event')
  }
}

function saidByUser(event: EventOf<'user.message'>, about: StandardAbout): StandardEventFrame {
  const { text, files, surface, via, replaces, schedule } = event.payload
  const first = files[0]
  return {
    type: 'user_message',
    ...logged(event, about),
    agent: agentOf(about),
    role: 'user',
    message_id: event.message_id,
    message: text,
    ...(first && { file_uuid: first.file_uuid, file_name: first.name }),
    metadata: { surface },
    data: { files, via, ...(replaces !== undefined && { replaces }), ...(schedule && { schedule }) },
  }
}

type Progress = EventOf<'agent.progress'>['payload']

function fileFrame({ label, progress }: Progress, file: NonNullable<Progress['file']>, of: Of): StandardEventFrame {
  const fields = {
    ...of,
    message: label,
    progress,
    file_uuid: file.file_uuid,
    file_name: file.name,
    ...(file.code !== undefined && { error_code: file.code }),
    ...(file.message !== undefined && { error_details: { message: file.message } }),
  }
  switch (file.status) {
    case 'selected':
      return { type: 'file_selected', ...fields, status: 'selected' }
    case 'processing':
      return { type: 'file_processing', ...fields, status: 'processing' }
    case 'complete':
      return { type: 'file_complete', ...fields, status: 'complete' }
    case 'error':
      return { type: 'file_error', ...fields, status: 'error' }
    default:
      return assertNever(file.status, 'status of a file')
  }
}

/** `message` is what a person reads; what there was of the answer is kept in `data.text`. [L9] */
const failed = ({ payload: { text, code, message, retryable, usage, cause } }: EventOf<'agent.failed'>) =>
  ({
    status: 'failed',
    message,
    error_code: code,
    error_details: { retryable },
    data: { text, usage, ...(cause && { cause }) },
  }) as const

const cancelled = ({ payload: { text, usage, cause } }: EventOf<'agent.cancelled'>) =>
  ({
    status: 'cancelled',
    message: 'The answer was cancelled.',
    error_code: 'CANCELLED',
    error_details: { retryable: false },
    data: { text, usage, ...(cause && { cause }) },
  }) as const

const logged = (event: ConversationEvent, about: StandardAbout) => ({
  timestamp: event.timestamp,
  session_id: about.session_id,
  event_id: event.event_id,
  ...(event.cursor !== undefined && { cursor: event.cursor }),
  conversation_id: event.conversation_id,
  pillar: about.pillar,
})

const ofAnswer = (event: AgentEvent, about: StandardAbout) => ({
  ...logged(event, about),
  agent: event.agent_id,
  role: 'assistant' as const,
  message_id: event.message_id,
  metadata: { invocation_id: event.invocation_id, attempt: event.attempt },
})

const ofConversation = (event: ConversationEvent, about: StandardAbout) => ({
  ...logged(event, about),
  agent: agentOf(about),
  role: 'system' as const,
  message_id: null,
})

/** The agent that the conversation belongs to, for a message of either side. */
const agentOf = ({ pillar }: StandardAbout): string =>
  pillar !== null && isPillar(pillar) ? PILLARS[pillar].liaison : GUIDE_GLOBAL
