// Decodes server frames of the standard sockets to events and notices. Needs no library, so a page can use it; trusts
// the shape of the frame, which `standardServerFrame` validates where needed. [D6]
import { assertNever } from '../vocabulary/assert-never.ts'
import type { ConversationEvent, EventOf } from '../wire/events.ts'
import type { StandardEventFrame, StandardRestored, StandardServerFrame } from '../wire/standard-message.ts'
import type { DoorReading, RefusedNotice, StandardNotice } from './door-notice.ts'
import { decodeMessage } from './restored-message.ts'

export type StandardReading = DoorReading<StandardNotice>

/** What a frame says. A `chat_response` reads as the event that ended its answer. */
export function decodeStandardFrame(frame: StandardServerFrame): StandardReading {
  switch (frame.type) {
    case 'conversation_restored':
      return restored(frame)
    case 'warning_message':
      return { kind: 'warning', message: frame.message }
    case 'pong':
      return { kind: 'pong' }
    case 'session_created':
    case 'session_updated': {
      const { expires_at, epoch, principal } = frame.data
      return { kind: frame.type, session: { expires_at, epoch, principal } }
    }
    case 'session_expired':
      return { kind: 'session_expired', message: frame.message }
    case 'agent_message': {
      const { agent, pillar, message_id, message, status, metadata, data } = frame
      return { kind: 'handed_over_answer', answer: { agent, pillar, message_id, message, status, metadata, data } }
    }
    case 'status_update':
      if (frame.status === 'already_accepted') {
        return { kind: 'already_accepted', accepted: { message_id: frame.message_id, ...frame.data } }
      }
      return frame.status === 'already_finished'
        ? { kind: 'already_finished', invocation_id: frame.data.invocation_id, status: frame.data.status }
        : { kind: 'event', event: decodeStandardEvent(frame) }
    case 'error_message':
      return frame.status === 'refused' ? refused(frame) : { kind: 'event', event: decodeStandardEvent(frame) }
    default:
      return { kind: 'event', event: decodeStandardEvent(frame) }
  }
}

/** The event that a frame of the log is: `decode(encode(event))` is the event. */
export function decodeStandardEvent(frame: StandardEventFrame): ConversationEvent {
  switch (frame.type) {
    case 'user_message':
      return {
        type: 'user.message',
        ...logged(frame),
        message_id: frame.message_id,
        payload: { text: frame.message, ...frame.data, ...frame.metadata },
      }
    case 'system_message':
      return frame.status === 'conversation_renamed'
        ? { type: 'conversation.renamed', ...logged(frame), payload: { title: frame.message } }
        : { type: 'conversation.deleted', ...logged(frame), payload: {} }
    case 'status_update':
      return statusEvent(frame)
    case 'error_message':
    case 'chat_response':
    case 'agent_complete':
      return endEvent(frame)
    default:
      return workEvent(frame)
  }
}

type FrameOf<T extends StandardEventFrame['type']> = Extract<StandardEventFrame, { type: T }>
type EndFrame = FrameOf<'error_message' | 'chat_response' | 'agent_complete'>
type WorkFrame = Exclude<StandardEventFrame, EndFrame | FrameOf<'user_message' | 'system_message' | 'status_update'>>

function workEvent(frame: WorkFrame): ConversationEvent {
  const of = ofAnswer(frame)
  switch (frame.type) {
    case 'agent_streaming':
      return { type: 'agent.token', ...of, payload: { text: frame.message, index: frame.stream_index } }
    case 'progress_update':
      return { type: 'agent.progress', ...of, payload: { progress: frame.progress, label: frame.message } }
    case 'file_selected':
    case 'file_processing':
    case 'file_complete':
    case 'file_error':
      return { type: 'agent.progress', ...of, payload: fileProgress(frame) }
    case 'question_answer':
    case 'visualization_data':
    case 'analysis_result':
    case 'workflow_generated':
    case 'sop_generated':
      return { type: 'agent.artifact', ...of, payload: frame.data }
    case 'handoff':
      return { type: 'agent.handoff', ...of, payload: frame.data }
    default:
      return assertNever(frame, 'frame')
  }
}

function statusEvent(frame: FrameOf<'status_update'>): ConversationEvent {
  const of = ofAnswer(frame)
  switch (frame.status) {
    case 'routed':
      return { type: 'agent.routed', ...of, payload: frame.data }
    case 'queued':
      return { type: 'agent.queued', ...of, payload: frame.data }
    case 'started':
      return { type: 'agent.started', ...of, payload: frame.data }
    case 'recovering':
      return { type: 'agent.recovering', ...of, payload: { reason: frame.message } }
    case 'cancelling':
      return { type: 'agent.cancelling', ...of, payload: frame.data ?? {} }
    case 'superseded':
      return { type: 'agent.superseded', ...of, payload: { ...frame.data, reason: frame.message } }
    case 'tool_started':
      return { type: 'agent.tool', ...of, payload: { ...frame.data, status: 'started', summary: frame.message } }
    case 'tool_finished':
      return { type: 'agent.tool', ...of, payload: { ...frame.data, status: 'finished', summary: frame.message } }
    case 'tool_failed':
      return { type: 'agent.tool', ...of, payload: { ...frame.data, status: 'failed', summary: frame.message } }
    case 'artifact_status':
      return { type: 'agent.artifact_status', ...of, payload: frame.data }
    case 'ui':
      return { type: 'agent.ui', ...of, payload: { message: frame.data.a2ui } }
    default:
      return assertNever(frame, 'status')
  }
}

function endEvent(frame: EndFrame): ConversationEvent {
  const of = ofAnswer(frame)
  switch (frame.status) {
    case 'completed':
      return { type: 'agent.completed', ...of, payload: { text: frame.message, usage: frame.data.usage } }
    case 'failed': {
      const { message, error_code, error_details, data } = frame
      const payload = { ...data, code: error_code, message, retryable: error_details.retryable }
      return { type: 'agent.failed', ...of, payload }
    }
    case 'cancelled':
      return { type: 'agent.cancelled', ...of, payload: frame.data }
    default:
      return assertNever(frame, 'status')
  }
}

function fileProgress(
  frame: FrameOf<'file_selected' | 'file_processing' | 'file_complete' | 'file_error'>,
): EventOf<'agent.progress'>['payload'] {
  const { progress, message: label, file_uuid, file_name: name, status, error_code, error_details } = frame
  const file = {
    file_uuid,
    name,
    status,
    ...(error_code !== undefined && { code: error_code }),
    ...(error_details && { message: error_details.message }),
  }
  return { progress, label, file }
}

function restored(frame: StandardRestored): StandardReading {
  const { epoch, conversation_id, agent_type, pillar, title, last_event_id, running } = frame
  const place = { epoch, conversation_id, agent_type, pillar, title, last_event_id, running }
  if (frame.resumed) return { kind: 'resumed', place }
  const { has_more, before, reason = 'no_cursor' } = frame
  const messages = frame.messages.map(decodeMessage)
  return { kind: 'restored', snapshot: { type: 'snapshot', ...place, messages, has_more, before, reason } }
}

function refused(frame: Extract<StandardServerFrame, { status: 'refused' }>): RefusedNotice {
  const { retryable, path, retry_after_ms } = frame.error_details
  return {
    kind: 'refused',
    refusal: {
      code: frame.error_code,
      message: frame.message,
      retryable,
      ...(path !== undefined && { path }),
      ...(retry_after_ms !== undefined && { retry_after_ms }),
    },
    ...(frame.message_id !== undefined && { message_id: frame.message_id }),
  }
}

const logged = ({ event_id, cursor, conversation_id, timestamp }: StandardEventFrame) => ({
  event_id,
  ...(cursor !== undefined && { cursor }),
  conversation_id,
  timestamp,
})

const ofAnswer = (frame: Extract<StandardEventFrame, { role: 'assistant' }>) => ({
  ...logged(frame),
  message_id: frame.message_id,
  agent_id: frame.agent,
  ...frame.metadata,
})
