// Parameters of a plan in plain words: “at 12 %”, “over 5 years”, “120 € an hour”, “confirm the discount rate”. A number that
// has no place in the plan is named, never dropped. Pure.
import type { Assumption } from '@biplane/contracts/wire/process-artifacts'
import { closestAssumption } from '../../../tools/assumptions.ts'

export interface PlanWords {
  set: { name: string; value: number }[]
  /** Why something that was said is not used. */
  refused: string[]
}

const READ_CHARS = 2_000
const COUNTS: Record<string, number> = Object.fromEntries([
  ...'one two three four five six seven eight nine ten eleven twelve'.split(' ').map((word, at) => [word, at + 1]),
  ...'ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf'.split(' ').map((word, at) => [word, at + 1]),
])
const AMOUNT =
  /(?<![\p{L}\p{N}.,/-])(\d{1,9}(?:[.,]\d{1,4})?|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf)(?![\p{L}\p{N}/-])/giu
const WORKING_DAYS = 21
const A_MONTH: Record<string, number> = {
  day: 21,
  tag: 21,
  week: 21 / 5,
  woche: 21 / 5,
  month: 1,
  monat: 1,
  year: 1 / 12,
  jahr: 1 / 12,
}

interface Said {
  value: number
  text: string
  before: string
  after: string
}

/** The pattern of what follows a number, and what it sets. */
const AFTER: [RegExp, (said: Said, unit: string) => { name: string; value: number } | null][] = [
  [/^ ?(?:%|percent|prozent)()/, ({ value }) => ({ name: 'discount_rate', value })],
  [
    /^ ?(?:€|eur|euros?|\$|usd|£)? ?(?:an?|per|each|pro|die|je) (hour|stunde|day|tag)\b/,
    ({ value }, unit) => ({ name: unit === 'hour' || unit === 'stunde' ? 'hourly_cost' : 'day_rate', value }),
  ],
  [
    /^ ?(years?|jahren?|jahre|months?|monaten?|monate)\b/,
    ({ value }, unit) => ({ name: 'horizon_months', value: unit.startsWith('m') ? value : value * 12 }),
  ],
  [
    /^ (?:cases|orders|requests|tickets|invoices|refunds|fälle|anträge|vorgänge|aufträge) (?:an?|per|each|every|pro|am|im) (day|tag|week|woche|month|monat|year|jahr)\b/,
    ({ value }, unit) => ({
      name: 'cases_per_month',
      value: Math.round(value * (A_MONTH[unit] ?? WORKING_DAYS) * 100) / 100,
    }),
  ],
]
/** These name the plan, not a number of it. */
const NAMED = /^ ?(?:days? plan|day\b|kpis?|indicators?|risks?|assumptions?|liaisons?)/
const CHANGES = /\b(?:set|change|seed|confirm)\b/i

export function planParameters(text: string, assumptions: readonly Assumption[]): PlanWords {
  const read = text.slice(0, READ_CHARS).toLowerCase().replace(/\s+/g, ' ')
  const words: PlanWords = { set: [], refused: [] }
  // “set … to 6” has a reader of its own.
  if (CHANGES.test(read)) return words
  for (const found of read.matchAll(AMOUNT)) {
    const digits = found[1] ?? ''
    const end = found.index + digits.length
    const said: Said = {
      value: COUNTS[digits] ?? Number(digits.replace(',', '.')),
      text: digits,
      before: read.slice(Math.max(0, found.index - 30), found.index),
      after: read.slice(end, end + 40),
    }
    if (!NAMED.test(said.after)) take(said, assumptions, words)
  }
  return words
}

function take(said: Said, assumptions: readonly Assumption[], words: PlanWords): void {
  for (const [pattern, read] of AFTER) {
    const found = pattern.exec(said.after)
    const wanted = found && read(said, found[1] ?? '')
    if (!wanted) continue
    if (wanted.name === 'discount_rate' && !isRate(said)) break
    put(wanted, assumptions, words)
    return
  }
  const shown = `${said.text}${
    said.after
      .split(/[,.;!?]/, 1)[0]
      ?.split(' ')
      .slice(0, 3)
      .join(' ') ?? ''
  }`.trim()
  words.refused.push(
    `“${shown}” is no number of this plan; it was not used. Numbers of a process belong to its simulation.`,
  )
}

const isRate = ({ before, after }: Said): boolean =>
  /(?:\bat|\bwith|\bbei|\bmit|\bzu|rate|rate of|zins|zinssatz|zinssatz von|capital|capital of) $/.test(before) &&
  !/^ ?(?:%|percent|prozent) (?:of|more|less|fewer|der|des|mehr|weniger)\b/.test(after)

function put(
  { name, value }: { name: string; value: number },
  assumptions: readonly Assumption[],
  words: PlanWords,
): void {
  const known = assumptions.find((each) => each.name === name)
  if (!known)
    words.refused.push(`The plan has no assumption “${name.replaceAll('_', ' ')}” yet; ${value} was not used.`)
  else if (value < known.min || value > known.max)
    words.refused.push(`${known.label} takes ${known.min} to ${known.max} ${known.unit}; ${value} was not taken.`)
  else words.set.push({ name, value })
}

const CONFIRM = /\b(?:confirm|bestätige|bestätigen|i agree with|keep) (?:the |die |den |das )?(.{2,300})/i
const ALL = /^(?:all|everything|them|them all|all assumptions|assumptions|alle|alle annahmen|alles)\b/i

/** What is confirmed keeps its value and is no default any more. */
export function confirmedIn(text: string, assumptions: readonly Assumption[]): PlanWords {
  const words: PlanWords = { set: [], refused: [] }
  const named = CONFIRM.exec(text.slice(0, READ_CHARS).replace(/\s+/g, ' '))?.[1]
  if (named === undefined) return words
  const open = assumptions.filter(({ kind }) => kind === 'default')
  if (ALL.test(named)) return { ...words, set: open.map(({ name, value }) => ({ name, value })) }
  for (const part of named.split(/,| and | und |[.!?;]/).slice(0, 20)) {
    const said = part.trim().replace(/^(?:the|die|den|das) /, '')
    if (said === '') continue
    const found = closestAssumption(said, assumptions)
    if (found) words.set.push({ name: found.name, value: found.value })
    else words.refused.push(`There is no assumption called “${said}”.`)
  }
  return words
}

export const asksToConfirm = (text: string): boolean => CONFIRM.test(text.slice(0, READ_CHARS).replace(/\s+/g, ' '))
