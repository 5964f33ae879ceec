// Searches the messages of a session for words and returns them with their surroundings. Matches literally; letters a
// to z match in either case. [L10]
import type { Caller } from '@biplane/contracts/experience-router'
import type { SearchHit } from '@biplane/contracts/wire/commands'
import type { StoreReads } from '../store/store-reads.ts'

const HITS = 40
/** Characters on either side of what was found. */
const AROUND = 70

export async function searchConversations(
  store: StoreReads,
  caller: Caller,
  { query, limit }: { query: string; limit?: number | undefined },
): Promise<SearchHit[]> {
  const rows = await store.query('searchMessages', {
    sessionId: caller.session_id,
    like: `%${query.replace(/[!%_]/g, '!$&')}%`,
    take: limit ?? HITS,
  })
  return rows.map((row) => ({
    conversation_id: row.conversationId,
    agent_type: row.agentType,
    pillar: row.pillar,
    title: row.title,
    message_id: row.messageId,
    event_id: Number(row.seq),
    role: row.role === 'user' ? 'user' : 'assistant',
    timestamp: row.createdAt,
    snippet: snippetOf(row.content, query),
  }))
}

/** The first place where it is said, and a few words around it on one line. Pure. */
export function snippetOf(content: string, query: string): SearchHit['snippet'] {
  const at = Math.max(0, lower(content).indexOf(lower(query)))
  const end = Math.min(content.length, at + query.length)
  const from = Math.max(0, at - AROUND)
  const to = Math.min(content.length, end + AROUND)
  return {
    before: `${from > 0 ? '…' : ''}${line(content.slice(from, at)).trimStart()}`,
    match: line(content.slice(at, end)),
    after: `${line(content.slice(end, to)).trimEnd()}${to < content.length ? '…' : ''}`,
  }
}

/** As the database compares: other letters than a to z are as they are, so that lengths stay. */
const lower = (text: string) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
/** Half a character may be left at a cut. */
const line = (text: string) => text.replace(/\s+/g, ' ').replace(/\p{Cs}/gu, '')
