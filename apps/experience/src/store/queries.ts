// Queries beside the hot path of the log: sessions, lists, files, artifacts, links, audit; typed by Prisma.
// Runs in the writer thread, on the one connection. Every lookup names the session, so a foreign id finds nothing. [L10]
import type { PrismaClient } from '@biplane/db/client'
import { API_KEY_QUERIES } from './api-key-queries.ts'
import { LIST_QUERIES } from './list-queries.ts'
import { JOIN_ASKED, MESSAGE_TEXT } from './message-text.ts'
import { SCHEDULE_QUERIES } from './schedule-queries.ts'
import { THREAD_QUERIES } from './thread-queries.ts'

export interface NewSession {
  id: string
  tenant: string
  principalKind: 'guest' | 'user'
  principalId: string
  /** `null`: what the principal's other sessions have, read in the same transaction. */
  roles: string[] | null
  tokenHash: string
  now: string
  expiresAt: string
  /** Keyed hash of the network that a guest came from. */
  origin?: string | null
  endsBy?: string | null
}

/** Returns the roles that the session has. */
const openSession = (prisma: PrismaClient, s: NewSession): Promise<string[]> =>
  prisma.$transaction(async (transaction) => {
    const { tenant, principalId } = s
    const other =
      s.roles === null
        ? await transaction.session.findFirst({ where: { tenant, principalId }, select: { roles: true } })
        : null
    const roles: string[] = s.roles ?? JSON.parse(other?.roles ?? '[]')
    await createSession(transaction, s, roles)
    return roles
  })

const createSession = (prisma: Pick<PrismaClient, 'session'>, s: NewSession, roles: string[]) =>
  prisma.session.create({
    data: {
      id: s.id,
      tenant: s.tenant,
      principalKind: s.principalKind,
      principalId: s.principalId,
      roles: JSON.stringify(roles),
      createdAt: s.now,
      lastUsedAt: s.now,
      expiresAt: s.expiresAt,
      origin: s.origin ?? null,
      tokens: {
        create: {
          hash: s.tokenHash,
          createdAt: s.now,
          lastUsedAt: s.now,
          expiresAt: s.expiresAt,
          endsBy: s.endsBy ?? null,
        },
      },
    },
  })

export interface AddToken {
  sessionId: string
  tokenHash: string
  now: string
  expiresAt: string
  endsBy: string
}

/** Another token for a session, which lives at least as long as it. */
const addToken = async (prisma: PrismaClient, { sessionId, tokenHash, now, expiresAt, endsBy }: AddToken) => {
  await prisma.sessionToken.create({
    data: { hash: tokenHash, sessionId, createdAt: now, lastUsedAt: now, expiresAt, endsBy },
  })
  const session = { lastUsedAt: now, expiresAt }
  await prisma.session.updateMany({ where: { id: sessionId }, data: session })
}

/** Roles belong to the principal: one update over all of its sessions, ended ones too. */
const setRoles = (
  prisma: PrismaClient,
  { tenant, principalId, roles }: { tenant: string; principalId: string; roles: string[] },
) => prisma.session.updateMany({ where: { tenant, principalId }, data: { roles: JSON.stringify(roles) } })

/** Those of the tokens that are neither revoked themselves nor with their session. */
const goodTokens = (prisma: PrismaClient, { hashes }: { hashes: string[] }) =>
  prisma.sessionToken.findMany({
    where: { hash: { in: hashes }, revokedAt: null, session: { revokedAt: null } },
    select: { hash: true },
  })

const findToken = (prisma: PrismaClient, { hash }: { hash: string }) =>
  prisma.sessionToken.findUnique({ where: { hash }, include: { session: true } })

export interface TokenUse {
  hash: string
  sessionId: string
  now: string
  expiresAt: string
  sessionExpiresAt: string
}

/** Slides the expiry of a token that is used, and of its session with it. */
const touchToken = async (prisma: PrismaClient, { hash, sessionId, now, expiresAt, sessionExpiresAt }: TokenUse) => {
  await prisma.sessionToken.updateMany({ where: { hash }, data: { lastUsedAt: now, expiresAt } })
  const session = { lastUsedAt: now, expiresAt: sessionExpiresAt }
  await prisma.session.updateMany({ where: { id: sessionId }, data: session })
}

const revokeToken = (prisma: PrismaClient, { hash, now }: { hash: string; now: string }) =>
  prisma.sessionToken.updateMany({ where: { hash }, data: { revokedAt: now } })

/** Sessions of guests that nobody has used since then, the longest unused first. */
const guestsUnusedSince = async (prisma: PrismaClient, { before, take }: { before: string; take: number }) => {
  const rows = await prisma.session.findMany({
    where: { principalKind: 'guest', lastUsedAt: { lt: before } },
    select: { id: true },
    orderBy: { lastUsedAt: 'asc' },
    take,
  })
  return rows.map(({ id }) => id)
}

/** Every token of these sessions ends. What is in the sessions stays with their principal. */
const revokeTokens = (prisma: PrismaClient, { sessionIds, now }: { sessionIds: string[]; now: string }) =>
  prisma.sessionToken.updateMany({
    where: { sessionId: { in: sessionIds }, revokedAt: null },
    data: { revokedAt: now },
  })

/** The same for at most so many sessions of a principal that have a token; their ids. Asked again until there are none. */
const revokeSessionsOf = async (
  prisma: PrismaClient,
  { tenant, principalId, now, take }: { tenant: string; principalId: string; now: string; take: number },
): Promise<string[]> => {
  const rows = await prisma.session.findMany({
    where: { tenant, principalId, tokens: { some: { revokedAt: null } } },
    select: { id: true },
    take,
  })
  const sessionIds = rows.map(({ id }) => id)
  await revokeTokens(prisma, { sessionIds, now })
  return sessionIds
}

const getSession = (prisma: PrismaClient, { sessionId }: { sessionId: string }) =>
  prisma.session.findUnique({ where: { id: sessionId } })

/** As many messages are looked at in one statement; between two of them other work has its turn. */
const SEARCHED_AT_ONCE = 1_000

/** Where a page of a session's messages ends, newest first. */
const SEARCHED = `
  SELECT min(id) AS "from", count(*) AS count
  FROM (SELECT id FROM Message WHERE sessionId = ? AND id < ? ORDER BY id DESC LIMIT ${SEARCHED_AT_ONCE})`

const SEARCH = `
  SELECT m.messageId, m.conversationId, m.seq, m.role, ${MESSAGE_TEXT} AS content, m.createdAt,
    c.agentType, c.pillar, c.title
  FROM Message AS m JOIN Conversation AS c ON c.id = m.conversationId ${JOIN_ASKED}
  WHERE m.sessionId = ? AND m.id >= ? AND m.id < ? AND c.sessionId = ? AND c.deletedAt IS NULL
    AND ${MESSAGE_TEXT} LIKE ? ESCAPE '!'
  ORDER BY m.id DESC LIMIT ?`

export interface SearchPage {
  found: FoundMessage[]
  /** Where the next page begins; `null` after the oldest message. */
  next: number | null
}

/**
 * One page of the session's messages, newest first: those that hold these words, without regard to case in plain letters.
 * `before` is where the page begins; absent for the newest one.
 */
async function searchMessages(
  prisma: PrismaClient,
  { sessionId, like, take, before }: { sessionId: string; like: string; take: number; before?: number | undefined },
): Promise<SearchPage> {
  // "Unsafe" is the name for SQL that is put together: here of constants, and every value is bound.
  const until = before ?? Number.MAX_SAFE_INTEGER
  const [page] = await prisma.$queryRawUnsafe<{ from: bigint | number | null; count: bigint | number }[]>(
    SEARCHED,
    sessionId,
    until,
  )
  if (!page || page.from === null) return { found: [], next: null }
  const from = Number(page.from)
  const found = await prisma.$queryRawUnsafe<FoundMessage[]>(SEARCH, sessionId, from, until, sessionId, like, take)
  return { found, next: Number(page.count) < SEARCHED_AT_ONCE ? null : from }
}

export interface FoundMessage {
  messageId: string
  conversationId: string
  seq: number
  role: string
  content: string
  createdAt: string
  agentType: string
  pillar: string | null
  title: string
}

/** Whether an invocation is one of this tenant's. */
const isOfTenant = async (prisma: PrismaClient, { tenant, id }: { tenant: string; id: string }) =>
  (await prisma.invocation.count({ where: { id, tenant } })) > 0

/** The row, unless it is only left for the slices of a deletion. [L16] */
async function ifKept<Row extends { conversationId: string }>(prisma: PrismaClient, row: Row | null) {
  if (row === null) return null
  return (await prisma.conversation.count({ where: { id: row.conversationId } })) > 0 ? row : null
}

const getInvocation = async (prisma: PrismaClient, { sessionId, id }: { sessionId: string; id: string }) =>
  ifKept(prisma, await prisma.invocation.findFirst({ where: { id, sessionId } }))

const findFiles = (prisma: PrismaClient, { sessionId, ids }: { sessionId: string; ids: string[] }) =>
  prisma.file.findMany({ where: { sessionId, id: { in: ids }, deletedAt: null } })

/** For a signed address, which names the file itself. */
const getStoredFile = (prisma: PrismaClient, { id }: { id: string }) =>
  prisma.file.findFirst({ where: { id, deletedAt: null } })

const getArtifact = async (
  prisma: PrismaClient,
  { sessionId, id, version }: { sessionId: string; id: string; version?: number },
) =>
  ifKept(
    prisma,
    await prisma.artifact.findFirst({
      where: { sessionId, id, ...(version === undefined ? {} : { version }) },
      orderBy: { version: 'desc' },
    }),
  )

/** No connection outlives the process that held it. */
const unlinkAll = (prisma: PrismaClient, { now }: { now: string }) =>
  prisma.connectionLink.updateMany({ where: { unlinkedAt: null }, data: { unlinkedAt: now } })

/**
 * A page of the trail, newest first, before an entry: of one tenant, or of all (`null`). What happened before anybody was
 * known has no tenant and names nobody: every operator sees it.
 */
const listAudit = (
  prisma: PrismaClient,
  { tenant, before, action, take }: { tenant: string | null; before?: number; action?: string; take: number },
) =>
  prisma.auditEntry.findMany({
    where: {
      ...(tenant === null ? {} : { OR: [{ tenant }, { tenant: null }] }),
      ...(before === undefined ? {} : { id: { lt: before } }),
      ...(action === undefined ? {} : { action }),
    },
    orderBy: { id: 'desc' },
    take,
  })

/** Entries after one, oldest first, of one tenant or of all: for an export that goes on where it stopped. */
const auditAfter = (
  prisma: PrismaClient,
  { tenant, after, take }: { tenant: string | null; after: number; take: number },
) =>
  prisma.auditEntry.findMany({
    where: { id: { gt: after }, ...(tenant === null ? {} : { OR: [{ tenant }, { tenant: null }] }) },
    orderBy: { id: 'asc' },
    take,
  })

const countOpenInvocations = (prisma: PrismaClient, { tenant }: { tenant?: string | null }) =>
  prisma.invocation.groupBy({
    by: ['status'],
    where: { status: { in: ['queued', 'running', 'cancelling'] }, ...(tenant != null && { tenant }) },
    _count: { _all: true },
  })

export const QUERIES = {
  ...API_KEY_QUERIES,
  ...LIST_QUERIES,
  ...SCHEDULE_QUERIES,
  ...THREAD_QUERIES,
  addToken,
  auditAfter,
  countOpenInvocations,
  findFiles,
  findToken,
  getArtifact,
  getInvocation,
  getSession,
  getStoredFile,
  goodTokens,
  guestsUnusedSince,
  isOfTenant,
  listAudit,
  openSession,
  revokeSessionsOf,
  revokeTokens,
  revokeToken,
  searchMessages,
  setRoles,
  touchToken,
  unlinkAll,
}

export type QueryName = keyof typeof QUERIES
export type QueryInput<N extends QueryName> = Parameters<(typeof QUERIES)[N]>[1]
export type QueryOutput<N extends QueryName> = Awaited<ReturnType<(typeof QUERIES)[N]>>
