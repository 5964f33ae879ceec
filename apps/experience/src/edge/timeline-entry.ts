// Owns what an operator sees of an event: what happened, when and how much. Never a word of what was said. [G3]
import type { TimelineEntry } from '@biplane/contracts/wire/commands'
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
    case 'agent.failed':
      return event.payload.code
    case 'agent.completed':
    case 'agent.cancelled':
      return `${event.payload.text.length} characters`
    default:
      return ''
  }
}
