// Limits of storage: per guest, user, address and tenant. [Q1]

export interface Quotas {
  guest: PrincipalQuota
  user: PrincipalQuota
  /** All guests of one address together. */
  addressBytes: number
  /** All users of one tenant together. */
  tenantBytes: number
  /** Conversations of one thread. */
  threadConversations: number
}

export interface PrincipalQuota {
  bytes: number
  conversations: number
  files: number
  schedules: number
}

const NONE = {
  bytes: Number.MAX_SAFE_INTEGER,
  conversations: Number.MAX_SAFE_INTEGER,
  files: Number.MAX_SAFE_INTEGER,
  schedules: Number.MAX_SAFE_INTEGER,
}
export const NO_QUOTAS: Quotas = {
  guest: NONE,
  user: NONE,
  addressBytes: Number.MAX_SAFE_INTEGER,
  tenantBytes: Number.MAX_SAFE_INTEGER,
  threadConversations: Number.MAX_SAFE_INTEGER,
}
