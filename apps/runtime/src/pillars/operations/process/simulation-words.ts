// Parameters of a simulation in plain words: “10 cases a day with two clerks”, “15 minutes a step”. A number that is not used
// is named, never dropped. Pure.
import type { Assumption } from '@biplane/contracts/wire/process-artifacts'

export interface SaidParameters {
  set: { name: string; value: number }[]
  /** Why something that was said is not used. */
  refused: string[]
}

const NUMBERS: Record<string, number> = Object.fromEntries(
  'one two three four five six seven eight nine ten eleven twelve'.split(' ').map((word, at) => [word, at + 1]),
)
Object.assign(NUMBERS, { a: 1, an: 1, zwei: 2, drei: 3, vier: 4, fünf: 5, sechs: 6, zehn: 10 })
const AMOUNT =
  /(?<![\p{L}\p{N}.,])(\d{1,7}(?:\.\d{1,4})?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|zwei|drei|vier|fünf|sechs|zehn) (.{1,60})/giu
const CASES =
  /^(?:new )?(?:cases|orders|requests|tickets|invoices|claims|applications|refunds|customers|fälle|anträge|vorgänge|aufträge) (?:a|an|per|each|every|pro|am) (day|hour|week|month|tag|stunde|woche|monat)/i
const PER_DAY: Record<string, number> = {
  day: 1,
  tag: 1,
  hour: 8,
  stunde: 8,
  week: 1 / 5,
  woche: 1 / 5,
  month: 1 / 21,
  monat: 1 / 21,
}
const MINUTES = /^(?:min|minutes|minuten) (?:a|per|each|for each|pro|for every) (step|decision|schritt|entscheidung)/i
/** These are read elsewhere. */
const OTHER = /^(?:cases|runs|simulations|percent|%)/i

export function parametersSaid(said: string, assumptions: readonly Assumption[]): SaidParameters {
  const text = said.slice(0, 2_000).replace(/\s+/g, ' ')
  const result: SaidParameters = { set: [], refused: [] }
  // “set … to 6” and “seed 7” have readers of their own.
  if (/\b(?:set|change|seed)\b/i.test(text)) return result
  let from = 0
  for (let found = next(text, from); found; found = next(text, from)) {
    const [whole, digits = '', rest = ''] = found
    from += found.index + whole.length - rest.length
    take(NUMBERS[digits.toLowerCase()] ?? Number(digits), rest, assumptions, result)
  }
  return result
}

function next(text: string, from: number): RegExpExecArray | null {
  AMOUNT.lastIndex = 0
  return AMOUNT.exec(text.slice(from))
}

function take(value: number, rest: string, assumptions: readonly Assumption[], result: SaidParameters): void {
  const period = CASES.exec(rest)?.[1]?.toLowerCase()
  const worked = MINUTES.exec(rest)?.[1]
  if (period !== undefined) {
    put('cases_per_day', value * (PER_DAY[period] ?? 1), assumptions, result)
    return
  }
  if (worked !== undefined) {
    put(/^(?:step|schritt)/i.test(worked) ? 'minutes_per_step' : 'minutes_per_decision', value, assumptions, result)
    return
  }
  if (OTHER.test(rest)) return
  const words = rest
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .slice(0, 4)
  const people = assumptions.filter(({ name }) => name.startsWith('people_'))
  const owned = people.map((each) => ({
    each,
    words: each.label
      .replace(/^People at work as /, '')
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u),
  }))
  const fits = (own: readonly string[], length: number) =>
    own.slice(-length).every((word, at) => [word, `${word}s`, word.replace(/y$/, 'ies')].includes(words[at] ?? ''))
  const full = owned.filter(({ words: own }) => fits(own, own.length))
  const meant = full.length > 0 ? full : owned.filter(({ words: own }) => fits(own, 1))
  const [only] = meant
  if (meant.length > 1) {
    result.refused.push(
      `“${value} ${words[0]}” could be ${meant.map(({ each }) => each.label.replace('People at work as ', '')).join(' or ')}: say which.`,
    )
  } else if (only) put(only.each.name, value, assumptions, result)
  else
    result.refused.push(
      `“${value} ${words.slice(0, 2).join(' ').trim()}” is no number that the simulation knows; it was not used.`,
    )
}

function put(name: string, value: number, assumptions: readonly Assumption[], result: SaidParameters): void {
  const known = assumptions.find((each) => each.name === name)
  if (!known) return
  if (value < known.min || value > known.max) {
    result.refused.push(`${known.label} takes ${known.min} to ${known.max} ${known.unit}; ${value} was not taken.`)
  } else result.set.push({ name, value: Math.round(value * 10_000) / 10_000 })
}
