// Exports a thread as a file: every message in the order of its place.
import { isAgentId, nameOf } from '@biplane/contracts/vocabulary/pillars'
import type { ConversationExport } from '@biplane/contracts/wire/commands'
import type { ThreadMessage } from '@biplane/contracts/wire/threads'
import type { PostOffice } from '../../smart-city/post-office.ts'
import type { ThreadRow } from '../../store/log-reader.ts'
import { historyOfThread } from './thread-view.ts'

const PAGE = 100

export function exportThread(
  postOffice: PostOffice,
  thread: ThreadRow,
  format: 'markdown' | 'json',
): ConversationExport {
  const messages = allMessages(postOffice, thread.id)
  const name = thread.title.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '') || 'thread'
  if (format === 'json') {
    const content = JSON.stringify({ thread_id: thread.id, title: thread.title, messages }, null, 2)
    return { filename: `${name}.json`, mime: 'application/json', content }
  }
  const parts = messages
    // A handed-over question repeats the person's own; an answer without a text is only a handoff.
    .filter(({ via, content }) => via === null && content !== '')
    .map((message) => `## ${speakerOf(message)} · ${message.timestamp}${mark(message)}\n\n${message.content}`)
  return {
    filename: `${name}.md`,
    mime: 'text/markdown',
    content: [`# ${thread.title || 'Thread'}`, ...parts, ''].join('\n\n'),
  }
}

const speakerOf = ({ role, agent_id }: ThreadMessage): string =>
  role === 'user' ? 'You' : agent_id !== null && isAgentId(agent_id) ? nameOf(agent_id) : (agent_id ?? '')

const mark = ({ status }: ThreadMessage): string => (status === 'complete' ? '' : ` (${status})`)

function allMessages(postOffice: PostOffice, threadId: string): ThreadMessage[] {
  const pages: ThreadMessage[][] = []
  for (let before: number | undefined; ; ) {
    const page = historyOfThread(postOffice, threadId, before, PAGE)
    pages.unshift(page.messages)
    if (page.before === null) return pages.flat()
    before = page.before
  }
}
