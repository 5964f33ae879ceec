// Describes the difference of two contract snapshots for a reviewer: added, widened, removed, narrowed.
import type { ContractSnapshot, Json } from './snapshot.ts'

export interface Difference {
  /** `added` and `removed` entries, and parts within `changed` ones. */
  kind: 'added' | 'removed' | 'changed'
  /** Section, entry, and where in it: `shapes › messageView › required`. */
  at: string[]
  /** What it was and what it is, shortened; empty for whole entries. */
  detail: string
}

/** What the contract `now` says otherwise than `before`; empty when they are the same. */
export function differencesOf(before: ContractSnapshot, now: ContractSnapshot): Difference[] {
  return compare(before, now, [])
}

/** One line for each difference. */
export const inWords = (differences: readonly Difference[]): string =>
  differences.map(({ kind, at, detail }) => `${kind.padEnd(7)} ${at.join(' › ')}${detail && `: ${detail}`}`).join('\n')

/** Sections and entries are as deep as an addition is a word; what is deeper shows its value. */
const ENTRY = 2

function compare(before: Json, now: Json, at: string[]): Difference[] {
  if (isRecord(before) && isRecord(now)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort()
    return names.flatMap((name) => comparePart(before[name], now[name], [...at, name]))
  }
  if (JSON.stringify(before) === JSON.stringify(now)) return []
  return [{ kind: 'changed', at, detail: `${short(before)} → ${short(now)}` }]
}

function comparePart(before: Json | undefined, now: Json | undefined, at: string[]): Difference[] {
  if (before === undefined) return [{ kind: 'added', at, detail: at.length > ENTRY ? short(now ?? null) : '' }]
  if (now === undefined) return [{ kind: 'removed', at, detail: at.length > ENTRY ? short(before) : '' }]
  return compare(before, now, at)
}

export type JsonRecord = { [name: string]: Json }

export const isRecord = (value: Json | undefined): value is JsonRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const SHORT = 160

/** As JSON, cut to the length of a line. */
export function short(value: Json | undefined): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length <= SHORT ? text : `${text.slice(0, SHORT - 1)}…`
}
