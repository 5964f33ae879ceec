// Owns named assumptions: numbers that nobody measured, each with its source, its bounds, and open to be set in words. Pure.
import type { Assumption } from '@biplane/contracts/wire/process-artifacts'

/** Values by name, as a person set them. */
export type Changes = Readonly<Record<string, number>>

/** With a source it was computed; `kind` says so where that is not so, for it was computed of defaults. */
export type Default = Omit<Assumption, 'source' | 'kind'> & { source?: string; kind?: 'default' }

/** The defaults with what was set put in their place. */
export const assumed = (changes: Changes, defaults: readonly Default[]): Assumption[] =>
  defaults.map(({ source, kind, ...each }): Assumption => {
    const value = Object.hasOwn(changes, each.name) ? changes[each.name] : undefined
    if (value !== undefined) return { ...each, value, source: 'set by you', kind: 'set' }
    return { ...each, source: source ?? 'default', kind: kind ?? (source === undefined ? 'default' : 'computed') }
  })

/** What was set of these, to be carried into the next version. */
export const changesIn = (assumptions: readonly Assumption[]): Record<string, number> =>
  Object.fromEntries(assumptions.filter(({ kind }) => kind === 'set').map(({ name, value }) => [name, value]))

export type SaidChange =
  | { kind: 'set'; name: string; value: number }
  /** There is one of that name, and it does not take this value. */
  | { kind: 'out_of_bounds'; assumption: Assumption; value: number }
  | { kind: 'unknown'; words: string }

const SET =
  /\b(?:set|change|make|use|put|assume)\s+(?:the\s+)?(.{2,90}?)\s+(?:to|=|as|at|of)\s+(?:EUR|USD|GBP|€|\$|£)?\s*(-?\d[\d,]*(?:\.\d+)?)/giu

/** “set discount rate to 12 %” among these assumptions; empty when nothing is set. */
export function changesSaid(text: string, assumptions: readonly Assumption[]): SaidChange[] {
  return [...text.matchAll(SET)].map(([, words = '', digits = '']): SaidChange => {
    const value = Number(digits.replaceAll(',', ''))
    const found = closest(words, assumptions)
    if (!found) return { kind: 'unknown', words }
    if (value < found.min || value > found.max) return { kind: 'out_of_bounds', assumption: found, value }
    return { kind: 'set', name: found.name, value }
  })
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []

/** By name, else the one whose name and label hold all the words and the fewest others. */
function closest(words: string, assumptions: readonly Assumption[]): Assumption | null {
  const said = wordsOf(words)
  const name = said.join('_')
  const exact = assumptions.find((each) => each.name === name)
  if (exact) return exact
  const fitting = assumptions.filter((each) => {
    const own = new Set([...wordsOf(each.name.replaceAll('_', ' ')), ...wordsOf(each.label)])
    return said.every((word) => own.has(word))
  })
  return fitting.toSorted((a, b) => a.label.length - b.label.length)[0] ?? null
}

/** Is one of these meant, whether or not it takes the value? */
export const speaksOf = (text: string, assumptions: readonly Assumption[] | undefined): boolean =>
  changesSaid(text, assumptions ?? []).some(({ kind }) => kind !== 'unknown')
