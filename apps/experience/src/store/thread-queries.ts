// Finds conversations and invocations by a client's own names for them. Callers have checked who owns them. [D12.2]
import type { PrismaClient } from '@biplane/db/client'

/** Id of the session's conversation of this kind with this id or this name; `null` for none. */
const findThread = async (
  prisma: PrismaClient,
  { sessionId, agentType, thread }: { sessionId: string; agentType: string; thread: string },
) => {
  const where = { sessionId, agentType, deletedAt: null, OR: [{ id: thread }, { thread }] }
  return (await prisma.conversation.findFirst({ where, select: { id: true } }))?.id ?? null
}

const invocationOfMessage = async (
  prisma: PrismaClient,
  { conversationId, messageId }: { conversationId: string; messageId: string },
) => (await prisma.invocation.findFirst({ where: { conversationId, messageId }, select: { id: true } }))?.id ?? null

/** Id of the last message of a conversation that a person sent there; `null` for none. */
const lastMessageAsked = async (prisma: PrismaClient, { conversationId }: { conversationId: string }) => {
  const last = {
    where: { conversationId, role: 'user' },
    orderBy: { seq: 'desc' as const },
    select: { messageId: true },
  }
  return (await prisma.message.findFirst(last))?.messageId ?? null
}

export const THREAD_QUERIES = { findThread, invocationOfMessage, lastMessageAsked }
