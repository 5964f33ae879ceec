// Decides which files an agent may read for a message: those attached to it, or those that the session has.
import { type AgentId, classOf } from '@biplane/contracts/vocabulary/pillars'

export interface WorkFilesInput {
  agent: AgentId
  attached: readonly string[]
  /** The session's newest files, asked for only when they matter. */
  ofSession(): string[]
}

/**
 * Attached files always. Else a liaison may read the session's files: a file that was attached once is there in every
 * later turn, and which one is meant is read from the words by the agent. A guide reads none.
 */
export function workFiles({ agent, attached, ofSession }: WorkFilesInput): string[] {
  if (attached.length > 0) return [...attached]
  return classOf(agent) === 'guide' ? [] : ofSession()
}

/** How many of the session's files count. */
export const SESSION_FILES = 20
