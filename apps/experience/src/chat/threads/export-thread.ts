// Exports a thread as a file: every message in the order of its place.
import { isAgentId, nameOf } from '@biplane/contracts/vocabulary/pillars'
import type { ConversationExport } from '@biplane/contracts/wire/commands'
import type { ThreadMessage } from '@biplane/contracts/wire/threads'
import type { PostOffice } from '../../smart-city/post-office.ts'
import type { ThreadRow } from '../../store/log-reader.ts'
import { allPages, jsonFile, markdownFile, sectionOf } from '../export-file.ts'
import { historyOfThread } from './thread-view.ts'

export function exportThread(
  postOffice: PostOffice,
  { id, title }: ThreadRow,
  format: 'markdown' | 'json',
): ConversationExport {
  const messages = allPages((before, limit) => historyOfThread(postOffice, id, before, limit))
  if (format === 'json') return jsonFile(title, 'thread', { thread_id: id, title, messages })
  const sections = messages
    // A handed-over question repeats the person's own; an answer without a text is only a handoff.
    .filter(({ via, content }) => via === null && content !== '')
    .map((message) => sectionOf(speakerOf(message), message))
  return markdownFile({ title, fallback: 'thread', heading: title || 'Thread', sections })
}

const speakerOf = ({ role, agent_id }: ThreadMessage): string =>
  role === 'user' ? 'You' : agent_id !== null && isAgentId(agent_id) ? nameOf(agent_id) : (agent_id ?? '')
