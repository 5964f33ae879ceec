// Exports a conversation as a file.
import type { ConversationExport } from '@biplane/contracts/wire/commands'
import type { MessageView } from '@biplane/contracts/wire/events'
import type { PostOffice } from '../smart-city/post-office.ts'
import type { ConversationRow } from '../store/log-reader.ts'
import { historyOf } from './conversation-view.ts'

const PAGE = 100

export function exportConversation(
  postOffice: PostOffice,
  conversation: ConversationRow,
  format: 'markdown' | 'json',
): ConversationExport {
  const messages = allMessages(postOffice, conversation.id)
  const name = conversation.title.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '') || conversation.agentType
  if (format === 'json') {
    const content = JSON.stringify({ title: conversation.title, agent_type: conversation.agentType, messages }, null, 2)
    return { filename: `${name}.json`, mime: 'application/json', content }
  }
  const parts = messages.map(
    (m) => `## ${m.role === 'user' ? 'You' : m.agent_id} · ${m.timestamp}${mark(m)}\n\n${m.content}`,
  )
  return {
    filename: `${name}.md`,
    mime: 'text/markdown',
    content: [`# ${conversation.title || conversation.agentType}`, ...parts, ''].join('\n\n'),
  }
}

const mark = ({ status }: MessageView): string => (status === 'complete' ? '' : ` (${status})`)

function allMessages(postOffice: PostOffice, conversationId: string): MessageView[] {
  const pages: MessageView[][] = []
  for (let before: number | undefined; ; ) {
    const page = historyOf(postOffice, conversationId, before, PAGE)
    pages.unshift(page.messages)
    if (page.before === null) return pages.flat()
    before = page.before
  }
}
