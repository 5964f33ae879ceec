// Exports a conversation as a file.
import type { ConversationExport } from '@biplane/contracts/wire/commands'
import type { PostOffice } from '../smart-city/post-office.ts'
import type { ConversationRow } from '../store/log-reader.ts'
import { historyOf } from './conversation-view.ts'
import { allPages, jsonFile, markdownFile, sectionOf } from './export-file.ts'

export function exportConversation(
  postOffice: PostOffice,
  { id, title, agentType }: ConversationRow,
  format: 'markdown' | 'json',
): ConversationExport {
  const messages = allPages((before, limit) => historyOf(postOffice, id, before, limit))
  if (format === 'json') return jsonFile(title, agentType, { title, agent_type: agentType, messages })
  const sections = messages.map((message) => sectionOf(message.role === 'user' ? 'You' : message.agent_id, message))
  return markdownFile({ title, fallback: agentType, heading: title || agentType, sections })
}
