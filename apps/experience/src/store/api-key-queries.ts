// Reads and deletes API keys. Every query names the principal, so another principal's id finds nothing. [L10, D1.14]
import type { PrismaClient } from '@biplane/db/client'

interface Principal {
  tenant: string
  principalId: string
}

/** Newest first. No page: `apiKeysPerPrincipal` bounds them. */
const listApiKeys = (prisma: PrismaClient, { tenant, principalId }: Principal) =>
  prisma.sessionToken.findMany({
    where: { keyId: { not: null }, revokedAt: null, session: { tenant, principalId } },
    orderBy: [{ createdAt: 'desc' }, { keyId: 'desc' }],
  })

/** Returns the hash of the deleted key, or `null` if the principal has no such key. */
const deleteApiKey = async (prisma: PrismaClient, { tenant, principalId, keyId }: Principal & { keyId: string }) => {
  const found = await prisma.sessionToken.findFirst({ where: { keyId, session: { tenant, principalId } } })
  if (!found) return null
  await prisma.sessionToken.deleteMany({ where: { hash: found.hash } })
  return found.hash
}

export const API_KEY_QUERIES = { deleteApiKey, listApiKeys }
