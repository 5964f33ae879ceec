// Reduces an event to what an operator may see: what happened, when and how much. Never a text. [G3]
import type { TimelineEntry } from '@biplane/contracts/wire/commands'
import type { EndCause } from '@biplane/contracts/wire/end-cause'
import type { ConversationEvent } from '@biplane/contracts/wire/events'

export const timelineEntry = (event: ConversationEvent): TimelineEntry => ({
  event_id: event.event_id,
  type: event.type,
  at: event.timestamp,
  attempt: 'attempt' in event ? event.attempt : 1,
  note: noteOf(event),
})

function noteOf(event: ConversationEvent): string {
  switch (event.type) {
    case 'user.message':
      return `${event.payload.text.length} characters, ${event.payload.files.length} files`
    case 'agent.routed':
      return `${event.payload.agent_id} by ${event.payload.source}, ${Math.round(100 * event.payload.confidence)} %`
    case 'agent.queued':
      return `position ${event.payload.position}`
    case 'agent.started':
      return `recovery ${event.payload.recovery}`
    case 'agent.token':
      return `piece ${event.payload.index}, ${event.payload.text.length} characters`
    case 'agent.progress':
      return `${Math.round(100 * event.payload.progress)} %`
    case 'agent.tool':
      return `${event.payload.tool}@${event.payload.version} ${event.payload.status}`
    case 'agent.artifact':
      return `${event.payload.kind}, version ${event.payload.version}`
    case 'agent.artifact_status':
      return `version ${event.payload.version} ${event.payload.status}`
    case 'agent.ui':
      return `${JSON.stringify(event.payload.message).length} characters of A2UI`
    case 'agent.handoff':
      return `to ${event.payload.to_agent}, ${Math.round(100 * event.payload.confidence)} %`
    case 'agent.superseded':
      return `attempt ${event.payload.attempt} given up`
    case 'agent.cancelling':
      return causeNote(event.payload.cause)
    case 'agent.failed':
      return `${event.payload.code}${causeNote(event.payload.cause, ', ')}`
    case 'agent.completed':
      return `${event.payload.text.length} characters`
    case 'agent.cancelled':
      return `${event.payload.text.length} characters${causeNote(event.payload.cause, ', ')}`
    default:
      return ''
  }
}

/** By whom, and the id of the message or session that did it. */
function causeNote(cause: EndCause | undefined, before = ''): string {
  if (!cause) return ''
  const what = cause.message_id
    ? ` (message ${cause.message_id})`
    : cause.session_id
      ? ` (session ${cause.session_id})`
      : ''
  return `${before}by ${cause.by}${what}`
}
