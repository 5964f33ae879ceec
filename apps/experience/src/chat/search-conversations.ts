// Searches the messages of a session for words and returns them with their surroundings. Letters a to z match in either
// case. [L10]
import type { Caller } from '@biplane/contracts/experience-router'
import type { SearchHit } from '@biplane/contracts/wire/commands'
import type { FoundMessage } from '../store/queries.ts'
import type { StoreReads } from '../store/store-reads.ts'
import { rankMessages, wordsOf } from './rank-messages.ts'

const HITS = 40
/** Newest messages with the longest word, of which the best are given. */
const CANDIDATES = 400
/** Characters on either side of what was found. */
const AROUND = 70

interface Search {
  query: string
  limit?: number | undefined
}

/** Messages with exactly these words, newest first. */
export async function searchConversations(
  store: StoreReads,
  caller: Caller,
  { query, limit }: Search,
): Promise<SearchHit[]> {
  const rows = await candidates(store, caller, query, limit ?? HITS)
  return rows.map((row) => hitOf(row, query))
}

/** Messages with every one of the words, best first. [H3] */
export async function searchRanked(store: StoreReads, caller: Caller, { query, limit }: Search): Promise<SearchHit[]> {
  const words = wordsOf(query)
  const longest = words.toSorted((one, other) => other.length - one.length)[0]
  if (longest === undefined) return []
  const rows = rankMessages(await candidates(store, caller, longest, CANDIDATES), query).slice(0, limit ?? HITS)
  return rows.map((row) => hitOf(row, lower(row.content).includes(lower(query)) ? query : longest))
}

/** Page by page, so that a search over very many messages keeps nobody waiting. */
async function candidates(store: StoreReads, caller: Caller, words: string, take: number): Promise<FoundMessage[]> {
  const like = `%${words.replace(/[!%_]/g, '!$&')}%`
  const all: FoundMessage[] = []
  let before: number | undefined
  for (;;) {
    const wanted = { sessionId: caller.session_id, like, take: take - all.length }
    const { found, next } = await store.query('searchMessages', before === undefined ? wanted : { ...wanted, before })
    all.push(...found)
    if (next === null || all.length >= take) return all
    before = next
  }
}

function hitOf(row: FoundMessage, query: string): SearchHit {
  return {
    conversation_id: row.conversationId,
    agent_type: row.agentType,
    pillar: row.pillar,
    title: row.title,
    message_id: row.messageId,
    event_id: Number(row.seq),
    role: row.role === 'user' ? 'user' : 'assistant',
    timestamp: row.createdAt,
    snippet: snippetOf(row.content, query),
  }
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
