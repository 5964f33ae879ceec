// The quotas of the store, from the table of limits.
import type { Limits } from '@biplane/contracts/vocabulary/limits'

export const quotasOf = (limits: Limits) => ({
  guest: {
    bytes: limits.guestBytes,
    conversations: limits.guestConversations,
    files: limits.guestFiles,
    schedules: limits.guestSchedules,
  },
  user: {
    bytes: limits.userBytes,
    conversations: limits.userConversations,
    files: limits.userFiles,
    schedules: limits.userSchedules,
  },
  addressBytes: limits.guestAddressBytes,
  tenantBytes: limits.tenantBytes,
  threadConversations: limits.threadConversations,
})
