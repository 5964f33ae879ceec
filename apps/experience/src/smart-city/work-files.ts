// Decides which files an agent may read for a message: those attached to it, or those in scope of its thread.
import { type AgentId, classOf } from '@biplane/contracts/vocabulary/pillars'

export interface WorkFilesInput {
  agent: AgentId
  attached: readonly string[]
  /** The thread's newest files, asked for only when they matter. */
  ofThread(): string[]
}

/**
 * Attached files always. Else a liaison may read the thread's files: a file that was attached once is there in every
 * later turn, and which one is meant is read from the words by the agent. A guide reads none.
 */
export function workFiles({ agent, attached, ofThread }: WorkFilesInput): string[] {
  if (attached.length > 0) return [...attached]
  return classOf(agent) === 'guide' ? [] : ofThread()
}

/** How many of a thread's files count. */
export const THREAD_FILES = 20
