// Owns which files an agent may read for a message: what was attached, or what the session has where that is meant.
import { readIntent, scorePillars } from '@biplane/contracts/vocabulary/intent'
import { type AgentId, classOf, pillarOfAgent } from '@biplane/contracts/vocabulary/pillars'

export interface WorkFilesInput {
  agent: AgentId
  text: string
  attached: readonly string[]
  /** The session's newest files, asked for only when they matter. */
  ofSession(): string[]
}

/**
 * Attached files always. Else a liaison works on the session's files, and the content liaison, who reads whatever it is
 * given, only when the words speak of content. A guide reads none.
 */
export function workFiles({ agent, text, attached, ofSession }: WorkFilesInput): string[] {
  if (attached.length > 0) return [...attached]
  if (classOf(agent) === 'guide') return []
  if (pillarOfAgent(agent) !== 'content') return ofSession()
  const intent = readIntent(scorePillars(text, 0))
  return intent.kind === 'clear' && intent.best.pillar === 'content' ? ofSession() : []
}

/** How many of the session's files count. */
export const SESSION_FILES = 20
