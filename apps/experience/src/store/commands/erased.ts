// What a deletion reports: counts by kind for the receipt, and the ids and blob names that the caller must still clean up.
import type { ErasedCounts } from '@biplane/contracts/wire/commands'

export interface Erased {
  counts: ErasedCounts
  /** Invocations that were at work: their runs in this process stop. */
  running: string[]
  /** Invocations whose runs Runtime drops. */
  invocations: string[]
  /** Sessions that are gone. */
  sessions: string[]
  /** Names under FILES_DIR. They are removed after the commit; the reaper finds those that a crash leaves. */
  blobs: string[]
}

export const nothingErased = (): Erased => ({
  counts: {
    sessions: 0,
    conversations: 0,
    messages: 0,
    answers: 0,
    events: 0,
    artifacts: 0,
    invocations: 0,
    workflows: 0,
    files: 0,
    schedules: 0,
    connections: 0,
  },
  running: [],
  invocations: [],
  sessions: [],
  blobs: [],
})

/** Several deletions of one transaction as one. */
export function joined(parts: readonly Erased[]): Erased {
  const all = nothingErased()
  for (const part of parts) {
    for (const kind of Object.keys(all.counts) as (keyof ErasedCounts)[]) all.counts[kind] += part.counts[kind]
    all.running.push(...part.running)
    all.invocations.push(...part.invocations)
    all.sessions.push(...part.sessions)
    all.blobs.push(...part.blobs)
  }
  return all
}
