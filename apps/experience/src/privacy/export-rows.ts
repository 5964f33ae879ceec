// The rows of an export, a page at a time.
import type { Caller } from '@biplane/contracts/experience-router'
import type { SessionView } from '@biplane/contracts/wire/commands'
import type { PostOffice } from '../smart-city/post-office.ts'
import type { TrafficCop } from '../smart-city/traffic-cop.ts'
import type { QueryOutput } from '../store/queries.ts'
import type { Store } from '../store/store.ts'

const PAGE = 100
/** Results are large: two hundred kilobytes each at most. */
const ARTIFACTS = 10

export async function sessionsOf(trafficCop: Pick<TrafficCop, 'list'>, caller: Caller): Promise<SessionView[]> {
  const sessions: SessionView[] = []
  for (let cursor: string | undefined; ; ) {
    const page = await trafficCop.list(caller, { limit: PAGE, ...(cursor !== undefined && { cursor }) })
    sessions.push(...page.map(({ cursor: _, ...session }) => session))
    cursor = page.at(-1)?.cursor
    if (page.length < PAGE || cursor === undefined) return sessions
  }
}

type Listed = QueryOutput<'listConversations'>[number]

export async function* conversationsOf(store: Store, sessionId: string): AsyncGenerator<Listed> {
  for (let after: { updatedAt: string; id: string } | undefined; ; ) {
    const page: Listed[] = await store.query('listConversations', { sessionId, take: PAGE, ...(after && { after }) })
    yield* page
    after = page.at(-1)
    if (page.length < PAGE || !after) return
  }
}

type StoredFile = QueryOutput<'listFiles'>[number]

export async function* filesOf(store: Store, sessionId: string): AsyncGenerator<StoredFile> {
  for (let after: { createdAt: string; id: string } | undefined; ; ) {
    const page: StoredFile[] = await store.query('listFiles', { sessionId, take: PAGE, ...(after && { after }) })
    yield* page
    after = page.at(-1)
    if (page.length < PAGE || !after) return
  }
}

/** Oldest first. */
export async function* messageLines({ reader }: PostOffice, conversationId: string) {
  for (let after = 0; ; ) {
    const page = reader.messagesAfter(conversationId, after, PAGE)
    for (const row of page) {
      const { messageId, role, status, agentId, createdAt } = row
      const view = reader.shown(row)
      const content = view?.content ?? row.content
      yield { message_id: messageId, role, status, agent_id: agentId, content, created_at: createdAt, view }
    }
    after = page.at(-1)?.seq ?? after
    if (page.length < PAGE) return
  }
}

export async function* eventLines({ reader }: PostOffice, conversationId: string) {
  for (let after = 0; ; ) {
    const page = reader.eventsAfter(conversationId, after, PAGE)
    yield* page
    after = page.at(-1)?.event_id ?? after
    // A page that is large in bytes has fewer events: only an empty one is the end.
    if (page.length === 0) return
  }
}

export async function* artifactLines({ reader }: PostOffice, sessionId: string) {
  for (let after = 0; ; ) {
    const page = reader.artifactsOf(sessionId, after, ARTIFACTS)
    for (const { row: _, provenance, data, ...artifact } of page) {
      yield { ...artifact, provenance: provenance === null ? null : JSON.parse(provenance), data: JSON.parse(data) }
    }
    after = page.at(-1)?.row ?? after
    if (page.length < ARTIFACTS) return
  }
}

/** Each with its runs. */
export async function* scheduleLines(store: Store, sessionId: string) {
  for (const schedule of await store.query('listSchedules', { sessionId })) {
    const runs = await store.query('listScheduleRuns', { sessionId, scheduleId: schedule.id })
    yield { ...schedule, runs: runs.map(({ run }) => run) }
  }
}
