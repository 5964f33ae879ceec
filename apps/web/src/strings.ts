// Owns where every English word that the page itself says is found; each room's words are in a file of their own.
// What agents and refusals say comes from the server.
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
