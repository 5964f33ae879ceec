// Named assumptions: numbers that were not measured, each with source and bounds, changeable in words. Pure.
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

const SET = /\b(?:set|change|make|use|put|assume) (?:the )?/giu
const VALUE = / (?:to|=|as|at|of) (?:EUR|USD|GBP|€|\$|£)? ?(-?\d[\d,]{0,20}(?:\.\d{1,12})?)/iu
/** A name is not longer. */
const NAME_CHARS = 90
const VALUE_CHARS = 45
/** A change is said in a sentence, not in a page. */
const READ_CHARS = 2_000

/** Two searches, one within the other and bounded: one pattern for both would be quadratic. */
function setIn(text: string): { words: string; digits: string }[] {
  const read = text.slice(0, READ_CHARS).replace(/\s+/g, ' ')
  const found: { words: string; digits: string }[] = []
  let done = 0
  for (const verb of read.matchAll(SET)) {
    if (verb.index < done) continue
    const from = verb.index + verb[0].length
    const value = VALUE.exec(read.slice(from + 2, from + NAME_CHARS + VALUE_CHARS))
    if (!value || value.index > NAME_CHARS - 2) continue
    found.push({ words: read.slice(from, from + 2 + value.index), digits: value[1] ?? '' })
    done = from + 2 + value.index + value[0].length
  }
  return found
}

/** “set discount rate to 12 %” among these assumptions; empty when nothing is set. */
export function changesSaid(text: string, assumptions: readonly Assumption[]): SaidChange[] {
  return setIn(text).map(({ words, digits }): SaidChange => {
    const value = Number(digits.replaceAll(',', ''))
    const found = closestAssumption(words, assumptions)
    if (!found) return { kind: 'unknown', words }
    if (value < found.min || value > found.max) return { kind: 'out_of_bounds', assumption: found, value }
    return { kind: 'set', name: found.name, value }
  })
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []

/** By name, else the one whose name and label hold all the words and the fewest others. */
export function closestAssumption(words: string, assumptions: readonly Assumption[]): Assumption | null {
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
  assumptions !== undefined && changesSaid(text, assumptions).some(({ kind }) => kind !== 'unknown')
