// Names the conversations of a session: the guide's, and one for each pillar's liaison.
import { PILLAR_NAMES, type Pillar, type Surface } from '@biplane/contracts/vocabulary/pillars'

/** Whose conversation: the guide's, or the liaison's of a pillar. */
export type ConversationTarget = 'guide' | Pillar

export const CONVERSATION_TARGETS: readonly ConversationTarget[] = ['guide', ...PILLAR_NAMES]

/** Where the person is when speaking. */
export const surfaceOf = (place: ConversationTarget): Surface => (place === 'guide' ? 'home' : `${place}_pillar`)
