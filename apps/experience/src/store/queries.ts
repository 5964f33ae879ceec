// Owns everything that is not the hot path of the log: sessions, lists, files, artifacts, links, audit; typed by Prisma.
// Runs in the writer thread, on the one connection. Every lookup names the session, so a foreign id finds nothing. [L10]
import type { PrismaClient } from '@biplane/db/client'
import { LIST_QUERIES } from './list-queries.ts'

export interface NewSession {
  id: string
  tenant: string
  principalKind: 'guest' | 'user'
  principalId: string
  roles: string[]
  tokenHash: string
  now: string
  expiresAt: string
  /** Keyed hash of the network that a guest came from. */
  origin?: string | null
}

const openSession = (prisma: PrismaClient, s: NewSession) =>
  prisma.session.create({
    data: {
      id: s.id,
      tenant: s.tenant,
      principalKind: s.principalKind,
      principalId: s.principalId,
      roles: JSON.stringify(s.roles),
      createdAt: s.now,
      lastUsedAt: s.now,
      expiresAt: s.expiresAt,
      origin: s.origin ?? null,
      tokens: { create: { hash: s.tokenHash, createdAt: s.now, lastUsedAt: s.now, expiresAt: s.expiresAt } },
    },
  })

export interface AddToken {
  sessionId: string
  tokenHash: string
  roles: string[]
  now: string
  expiresAt: string
}

/** Another token for a session, which lives at least as long as it and has the roles that its principal has now. */
const addToken = async (prisma: PrismaClient, { sessionId, tokenHash, roles, now, expiresAt }: AddToken) => {
  await prisma.sessionToken.create({ data: { hash: tokenHash, sessionId, createdAt: now, lastUsedAt: now, expiresAt } })
  const session = { roles: JSON.stringify(roles), lastUsedAt: now, expiresAt }
  await prisma.session.updateMany({ where: { id: sessionId }, data: session })
}

/** Those of the tokens that are neither revoked themselves nor with their session. */
const goodTokens = (prisma: PrismaClient, { hashes }: { hashes: string[] }) =>
  prisma.sessionToken.findMany({
    where: { hash: { in: hashes }, revokedAt: null, session: { revokedAt: null } },
    select: { hash: true },
  })

const findToken = (prisma: PrismaClient, { hash }: { hash: string }) =>
  prisma.sessionToken.findUnique({ where: { hash }, include: { session: true } })

/** Slides the expiry of a token that is used, and of its session with it. */
const touchToken = async (
  prisma: PrismaClient,
  { hash, sessionId, now, expiresAt }: { hash: string; sessionId: string; now: string; expiresAt: string },
) => {
  await prisma.sessionToken.updateMany({ where: { hash }, data: { lastUsedAt: now, expiresAt } })
  await prisma.session.updateMany({ where: { id: sessionId }, data: { lastUsedAt: now, expiresAt } })
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

const getSession = (prisma: PrismaClient, { sessionId }: { sessionId: string }) =>
  prisma.session.findUnique({ where: { id: sessionId } })

/** Messages of the session's conversations that hold these words, newest first. Without regard to case in plain letters. */
const searchMessages = (
  prisma: PrismaClient,
  { sessionId, like, take }: { sessionId: string; like: string; take: number },
) =>
  prisma.$queryRaw<FoundMessage[]>`
    SELECT m.messageId, m.conversationId, m.seq, m.role, m.content, m.createdAt, c.agentType, c.pillar, c.title
    FROM Message AS m JOIN Conversation AS c ON c.id = m.conversationId
    WHERE m.sessionId = ${sessionId} AND c.sessionId = ${sessionId} AND c.deletedAt IS NULL
      AND m.content LIKE ${like} ESCAPE '!'
    ORDER BY m.id DESC LIMIT ${take}`

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

const getInvocation = (prisma: PrismaClient, { sessionId, id }: { sessionId: string; id: string }) =>
  prisma.invocation.findFirst({ where: { id, sessionId } })

const findFiles = (prisma: PrismaClient, { sessionId, ids }: { sessionId: string; ids: string[] }) =>
  prisma.file.findMany({ where: { sessionId, id: { in: ids }, deletedAt: null } })

/** For a signed address, which names the file itself. */
const getStoredFile = (prisma: PrismaClient, { id }: { id: string }) =>
  prisma.file.findFirst({ where: { id, deletedAt: null } })

const getArtifact = (
  prisma: PrismaClient,
  { sessionId, id, version }: { sessionId: string; id: string; version?: number },
) =>
  prisma.artifact.findFirst({
    where: { sessionId, id, ...(version === undefined ? {} : { version }) },
    orderBy: { version: 'desc' },
  })

/** No connection outlives the process that held it. */
const unlinkAll = (prisma: PrismaClient, { now }: { now: string }) =>
  prisma.connectionLink.updateMany({ where: { unlinkedAt: null }, data: { unlinkedAt: now } })

/** A page of the trail, newest first, before an entry. */
const listAudit = (
  prisma: PrismaClient,
  { before, action, take }: { before?: number; action?: string; take: number },
) =>
  prisma.auditEntry.findMany({
    where: {
      ...(before === undefined ? {} : { id: { lt: before } }),
      ...(action === undefined ? {} : { action }),
    },
    orderBy: { id: 'desc' },
    take,
  })

const countOpenInvocations = (prisma: PrismaClient, _: Record<never, never>) =>
  prisma.invocation.groupBy({
    by: ['status'],
    where: { status: { in: ['queued', 'running', 'cancelling'] } },
    _count: { _all: true },
  })

export const QUERIES = {
  ...LIST_QUERIES,
  addToken,
  countOpenInvocations,
  findFiles,
  findToken,
  getArtifact,
  getInvocation,
  getSession,
  getStoredFile,
  goodTokens,
  guestsUnusedSince,
  listAudit,
  openSession,
  revokeToken,
  searchMessages,
  touchToken,
  unlinkAll,
}

export type QueryName = keyof typeof QUERIES
export type QueryInput<N extends QueryName> = Parameters<(typeof QUERIES)[N]>[1]
export type QueryOutput<N extends QueryName> = Awaited<ReturnType<(typeof QUERIES)[N]>>
