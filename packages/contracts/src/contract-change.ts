// One change of the contract: its verdict, the direction in which the value travels, and whether it breaks a client.

export type Direction = 'client → server' | 'server → client'

/**
 * What a change does to the set of values that are allowed.
 * `added`: a part that an older client ignores. `widened`: more values. `narrowed`: fewer values.
 * `removed`: a part is gone. `changed`: neither set contains the other, or it is unknown.
 */
export type Verdict = 'added' | 'widened' | 'narrowed' | 'removed' | 'changed'

export interface SchemaChange {
  verdict: Verdict
  /** Names of the path to it, the section first: `shapes`, `sendInput`, `message`. */
  at: readonly string[]
  /** What it was and what it is, shortened. */
  words: string
}

export interface ContractChange extends SchemaChange {
  direction: Direction
  /** Whether a client of the release before cannot go on unchanged. [F12] */
  breaking: boolean
}

/** Changes that the side without the update cannot handle. */
const BREAKING: Record<Direction, ReadonlySet<Verdict>> = {
  // An older client sends what it always sent, which must be accepted.
  'client → server': new Set(['narrowed', 'removed', 'changed']),
  // An older client must understand what it receives. It ignores fields and frame types that it does not know. [F12]
  'server → client': new Set(['widened', 'removed', 'changed']),
}

export const judged = (change: SchemaChange, direction: Direction): ContractChange => ({
  ...change,
  direction,
  breaking: BREAKING[direction].has(change.verdict),
})

/** One sentence for each change; what breaks comes first. */
export function changesInWords(changes: readonly ContractChange[]): string {
  const line = ({ verdict, at, words, direction, breaking }: ContractChange) =>
    `${breaking ? 'BREAKING ' : ''}${verdict} (${direction}): ${at.join(' › ')}${words && `: ${words}`}`
  const breaking = changes.filter((change) => change.breaking)
  return [...breaking, ...changes.filter((change) => !change.breaking)].map(line).join('\n')
}
