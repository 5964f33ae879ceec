// Index of every English text of the page; each area has a file of its own. Texts of agents and errors come from the
// server.
import { CHAT_STRINGS } from './strings/chat-strings.ts'
import { CONVERSATION_STRINGS } from './strings/conversation-strings.ts'
import { PLACE_STRINGS } from './strings/place-strings.ts'
import { WORKSPACE_STRINGS } from './strings/workspace-strings.ts'

export const STRINGS = {
  ...PLACE_STRINGS,
  ...CHAT_STRINGS,
  ...WORKSPACE_STRINGS,
  ...CONVERSATION_STRINGS,
} as const
