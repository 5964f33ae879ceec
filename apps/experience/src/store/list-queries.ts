// Pages of lists, newest first. Each order ends in an id, so a position names one row and no row is skipped or repeated
// while the list grows. Runs in the writer thread like every query.
import type { Prisma, PrismaClient } from '@biplane/db/client'

export interface PageOf<After> {
  take: number
  /** The values of the last row of the page before; absent at the beginning. */
  after?: After
}

export interface ListedConversation {
  id: string
  agentType: string
  pillar: string | null
  title: string
  current: boolean
  threadId: string
  createdAt: string
  updatedAt: string
}

/** The last active first. */
const listConversations = async (
  prisma: PrismaClient,
  { sessionId, take, after }: PageOf<{ updatedAt: string; id: string }> & { sessionId: string },
): Promise<ListedConversation[]> => {
  const here = await prisma.thread.findFirst({ where: { sessionId, current: true }, select: { id: true } })
  const rows = await prisma.conversation.findMany({
    where: {
      sessionId,
      deletedAt: null,
      ...(after && {
        OR: [{ updatedAt: { lt: after.updatedAt } }, { updatedAt: after.updatedAt, id: { lt: after.id } }],
      }),
    },
    orderBy: [{ updatedAt: 'desc' }, { id: 'desc' }],
    take,
  })
  // Current of its kind in its thread; the paths reach it where the thread is the current one too.
  return rows.map((row) => ({ ...row, current: row.current && row.threadId === here?.id }))
}

export interface ListedThread {
  id: string
  sessionId: string
  tenant: string
  title: string
  current: number
  pinned: number
  archivedAt: string | null
  heldBy: string | null
  createdAt: string
  updatedAt: string
  messages: number
}

const THREADS = `
  SELECT t.id, t.sessionId, t.tenant, t.title, CAST(t.current AS INTEGER) AS current, CAST(t.pinned AS INTEGER) AS pinned,
    t.archivedAt, t.heldBy, t.createdAt, t.updatedAt,
    (SELECT count(*) FROM Conversation AS c JOIN Message AS m ON m.conversationId = c.id WHERE c.threadId = t.id) AS messages
  FROM Thread AS t WHERE t.sessionId = ? AND (t.archivedAt IS NOT NULL) = ?
    AND (t.pinned, t.updatedAt, t.id) < (?, ?, ?)
  ORDER BY t.pinned DESC, t.updatedAt DESC, t.id DESC LIMIT ?`

/** After every thread that there can be. */
const FIRST_THREAD = { pinned: 2, updatedAt: '', id: '' }

/** Pinned ones first, then the last active ones. */
const listThreads = async (
  prisma: PrismaClient,
  {
    sessionId,
    archived,
    take,
    after = FIRST_THREAD,
  }: PageOf<{ pinned: number; updatedAt: string; id: string }> & { sessionId: string; archived: boolean },
): Promise<ListedThread[]> => {
  const { pinned, updatedAt, id } = after
  const values = [sessionId, archived ? 1 : 0, pinned, updatedAt, id, take]
  const rows = await prisma.$queryRawUnsafe<ListedThread[]>(THREADS, ...values)
  return rows.map((row) => ({
    ...row,
    current: Number(row.current),
    pinned: Number(row.pinned),
    messages: Number(row.messages),
  }))
}

/** How many messages each of these conversations, a page at most, has. */
const countMessages = (prisma: PrismaClient, { conversationIds }: { conversationIds: string[] }) =>
  prisma.message.groupBy({
    by: ['conversationId'],
    where: { conversationId: { in: conversationIds } },
    _count: { _all: true },
  })

export interface AfterInvocation {
  /** 0 for a row from before commits were numbered: it comes last. */
  askedIn: number
  createdAt: string
  id: string
}

const invocationsAfter = (after: AfterInvocation | undefined): Prisma.InvocationWhereInput => {
  if (!after) return {}
  const { askedIn, createdAt, id } = after
  const within = { OR: [{ createdAt: { lt: createdAt } }, { createdAt, id: { lt: id } }] }
  if (askedIn === 0) return { askedIn: null, ...within }
  return { OR: [{ askedIn: { lt: askedIn } }, { askedIn: null }, { askedIn, ...within }] }
}

/** The commit is the order; what is older than its numbers has only its time. */
const NEWEST_ASKED: Prisma.InvocationOrderByWithRelationInput[] = [
  { askedIn: 'desc' },
  { createdAt: 'desc' },
  { id: 'desc' },
]

/**
 * A page without what a deleted conversation has left for the slices. Where it would be short, it is filled up. [L16]
 */
async function keptOf<Place extends { conversationId: string }, Row extends Place>(
  prisma: PrismaClient,
  take: number,
  read: (last: Place | undefined) => Promise<Row[]>,
): Promise<Row[]> {
  const kept: Row[] = []
  for (let last: Place | undefined; ; ) {
    const rows = await read(last)
    const ids = [...new Set(rows.map(({ conversationId }) => conversationId))]
    const there = await prisma.conversation.findMany({ where: { id: { in: ids } }, select: { id: true } })
    const known = new Set(there.map(({ id }) => id))
    kept.push(...rows.filter(({ conversationId }) => known.has(conversationId)))
    last = rows.at(-1)
    if (kept.length >= take || rows.length < take) return kept.slice(0, take)
  }
}

type InvocationPlace = Omit<AfterInvocation, 'askedIn'> & { askedIn: number | null; conversationId: string }
type ArtifactPlace = Omit<AfterArtifact, 'madeIn'> & { madeIn: number | null; conversationId: string }

const listInvocations = (
  prisma: PrismaClient,
  {
    sessionId,
    conversationId,
    status,
    take,
    after,
  }: PageOf<AfterInvocation> & { sessionId: string; conversationId?: string; status?: string },
) =>
  keptOf(prisma, take, (last: InvocationPlace | undefined) =>
    prisma.invocation.findMany({
      where: {
        sessionId,
        ...(conversationId === undefined ? {} : { conversationId }),
        ...(status === undefined ? {} : { status }),
        ...invocationsAfter(last ? { ...last, askedIn: last.askedIn ?? 0 } : after),
      },
      // What was asked can be long, and no list shows it.
      omit: { input: true },
      orderBy: NEWEST_ASKED,
      take,
    }),
  )

/** What runs and ran, of everybody: for operators, who see no word of what was said. */
const listAllInvocations = (
  prisma: PrismaClient,
  { tenant, status, take, after }: PageOf<AfterInvocation> & { tenant: string | null; status?: string },
) =>
  prisma.invocation.findMany({
    where: {
      ...(tenant === null ? {} : { tenant }),
      ...(status === undefined ? {} : { status }),
      ...invocationsAfter(after),
    },
    omit: { input: true, reason: true },
    orderBy: NEWEST_ASKED,
    take,
  })

const listFiles = (
  prisma: PrismaClient,
  { sessionId, take, after }: PageOf<{ createdAt: string; id: string }> & { sessionId: string },
) =>
  prisma.file.findMany({
    where: {
      sessionId,
      deletedAt: null,
      ...(after && {
        OR: [{ createdAt: { lt: after.createdAt } }, { createdAt: after.createdAt, id: { lt: after.id } }],
      }),
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take,
  })

export interface AfterArtifact {
  /** 0 for a row from before commits were numbered: it comes last. */
  madeIn: number
  createdAt: string
  version: number
  id: string
}

const artifactsAfter = (after: AfterArtifact | undefined): Prisma.ArtifactWhereInput => {
  if (!after) return {}
  const { madeIn, createdAt, version, id } = after
  const within = {
    OR: [
      { createdAt: { lt: createdAt } },
      { createdAt, version: { lt: version } },
      { createdAt, version, id: { lt: id } },
    ],
  }
  if (madeIn === 0) return { madeIn: null, ...within }
  return { OR: [{ madeIn: { lt: madeIn } }, { madeIn: null }, { madeIn, ...within }] }
}

const conversationIdsOf = async (prisma: PrismaClient, where: { sessionId: string; threadId: string }) =>
  (await prisma.conversation.findMany({ where, select: { id: true } })).map(({ id }) => id)

const listArtifacts = async (
  prisma: PrismaClient,
  {
    sessionId,
    conversationId,
    threadId,
    pillar,
    take,
    after,
  }: PageOf<AfterArtifact> & { sessionId: string; conversationId?: string; threadId?: string; pillar?: string },
) => {
  const inThread = threadId === undefined ? undefined : await conversationIdsOf(prisma, { sessionId, threadId })
  return keptOf(prisma, take, (last: ArtifactPlace | undefined) =>
    prisma.artifact.findMany({
      where: {
        sessionId,
        ...(conversationId === undefined ? {} : { conversationId }),
        ...(inThread && { AND: { conversationId: { in: inThread } } }),
        ...(pillar === undefined ? {} : { pillar }),
        ...artifactsAfter(last ? { ...last, madeIn: last.madeIn ?? 0 } : after),
      },
      omit: { data: true, provenance: true },
      orderBy: [{ madeIn: 'desc' }, { createdAt: 'desc' }, { version: 'desc' }, { id: 'desc' }],
      take,
    }),
  )
}

/** The sessions of a principal that are not revoked, the last used one first. */
const listSessions = (
  prisma: PrismaClient,
  {
    tenant,
    principalId,
    take,
    after,
  }: PageOf<{ lastUsedAt: string; id: string }> & { tenant: string; principalId: string },
) =>
  prisma.session.findMany({
    where: {
      tenant,
      principalId,
      revokedAt: null,
      ...(after && {
        OR: [{ lastUsedAt: { lt: after.lastUsedAt } }, { lastUsedAt: after.lastUsedAt, id: { lt: after.id } }],
      }),
    },
    orderBy: [{ lastUsedAt: 'desc' }, { id: 'desc' }],
    take,
  })

/** The sessions that are not revoked: of one tenant or of all (`null`), of one principal or of all; the last used one first. */
const listTenantSessions = (
  prisma: PrismaClient,
  {
    tenant,
    principalId,
    take,
    after,
  }: PageOf<{ lastUsedAt: string; id: string }> & { tenant: string | null; principalId?: string },
) =>
  prisma.session.findMany({
    where: {
      revokedAt: null,
      ...(tenant === null ? {} : { tenant }),
      ...(principalId === undefined ? {} : { principalId }),
      ...(after && {
        OR: [{ lastUsedAt: { lt: after.lastUsedAt } }, { lastUsedAt: after.lastUsedAt, id: { lt: after.id } }],
      }),
    },
    orderBy: [{ lastUsedAt: 'desc' }, { id: 'desc' }],
    take,
  })

/** One of a principal's sessions that is not revoked. */
const findSessionOf = (
  prisma: PrismaClient,
  { tenant, principalId, id }: { tenant: string; principalId: string; id: string },
) => prisma.session.findFirst({ where: { tenant, principalId, id, revokedAt: null } })

const countSessions = (prisma: PrismaClient, where: { tenant: string; principalId: string }) =>
  prisma.session.count({ where: { ...where, revokedAt: null } })

/** Sessions of guests that ended by their clock: nobody can come back to them. */
const expiredGuestSessions = async (prisma: PrismaClient, { before, take }: { before: string; take: number }) => {
  const where = { principalKind: 'guest', expiresAt: { lt: before } }
  return (await prisma.session.findMany({ where, select: { id: true }, take })).map(({ id }) => id)
}

/** Which of these names on the disk, a page at most, belong to a file. */
const storedBlobs = async (prisma: PrismaClient, { names }: { names: string[] }) => {
  const where = { storedAs: { in: names }, deletedAt: null }
  return (await prisma.file.findMany({ where, select: { storedAs: true } })).map(({ storedAs }) => storedAs)
}

export const LIST_QUERIES = {
  expiredGuestSessions,
  storedBlobs,
  countSessions,
  countMessages,
  findSessionOf,
  listAllInvocations,
  listArtifacts,
  listConversations,
  listFiles,
  listInvocations,
  listSessions,
  listTenantSessions,
  listThreads,
}
