// Stores results between two invocations as Experience does, newest first, for tests of agents in sequence.
import type { KnownArtifact } from '@biplane/contracts/wire/agent-events'
import { artifactsOf, type Said } from './agent-probe.test-support.ts'

/** The newest version of each artifact of these answers, as it travels with the next invocation. */
export function keepAs(pillar: string, ...said: readonly Said[]): KnownArtifact[] {
  const kept = new Map<string, KnownArtifact>()
  for (const { kind, key, title, summary, provenance, data } of said.flatMap(artifactsOf)) {
    const version = (kept.get(key)?.version ?? 0) + 1
    kept.delete(key)
    kept.set(key, { artifact_id: `${pillar}.${key}`, version, kind, title, summary, pillar, key, provenance, data })
  }
  return [...kept.values()].reverse()
}
