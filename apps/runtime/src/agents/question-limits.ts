// Owns bounds in a question: “above 10 000”, “between 5k and 20k”, “except West”. Pure; each takes its words.
import type { ColumnFacts } from '../tools/columns-tool.ts'
import type { LimitFilter } from '../tools/insights/limits.ts'
import type { namingsOf } from './column-mentions.ts'
import { type QuestionWords, splitWords, type WordTest } from './question-words.ts'

type Op = LimitFilter['op']

const LEADS: [Op, WordTest[][]][] = [
  ['from', [['at', 'least'], ['no', 'less', 'than'], ['minimum', 'of'], ['>=']]],
  ['to', [['at', 'most'], ['no', 'more', 'than'], ['up', 'to'], ['maximum', 'of'], ['<=']]],
  [
    'above',
    [
      ['more', 'than'],
      ['greater', 'than'],
      ['larger', 'than'],
      ['bigger', 'than'],
      ['higher', 'than'],
      ['over'],
      ['above'],
      ['exceeding'],
      ['>'],
    ],
  ],
  ['below', [['less', 'than'], ['smaller', 'than'], ['lower', 'than'], ['fewer', 'than'], ['under'], ['below'], ['<']]],
]
const NUMBER = /^\d+(?:[.,]\d+)*$/
const GROUP = /^\d{3}$/
const SCALES: [RegExp, number][] = [
  [/^(?:k|thousand)$/, 3],
  [/^(?:m|mn|mio|million)$/, 6],
]
/** A number of these is a time and not an amount. */
const TIME = /^(?:days?|weeks?|months?|quarters?|years?)$/
const MONEY = /^(?:eur|euros?|usd|dollars?|gbp|pounds?|chf|percent)$/

/**
 * Bounds on numbers, and the column that was named with one. The column is the one that is named before the bound, else the one that `fallback` gives; `why` says
 * what is wrong where none can be meant.
 */
export function takeLimits(
  words: QuestionWords,
  namings: ReturnType<typeof namingsOf>,
  fallback: ColumnFacts | null,
): { limits: LimitFilter[]; named: ColumnFacts | null; why?: string } {
  const limits: LimitFilter[] = []
  let named: ColumnFacts | null = null
  const columnAt = (at: number): ColumnFacts | null => {
    const before = columnBefore(words, at, namings)
    named ??= before
    return before ?? fallback
  }
  const bound = (at: number, op: Op, value: string): string | undefined => {
    const column = columnAt(at)
    if (!column) return 'Say which column is to be compared with that number.'
    limits.push({ column: column.name, op, value })
    return undefined
  }
  for (let at = 0; at < words.words.length; at++) {
    if (words.standsAt(at, ['between'])) {
      const low = numberAt(words, at + 1)
      const high = low && words.standsAt(low.next, ['and']) ? numberAt(words, low.next + 1) : null
      if (!low || !high || isTime(words, high.next)) continue
      words.use(at, high.next - at)
      takeUnit(words, high.next)
      const column = columnAt(at)
      if (!column) return { limits, named, why: 'Say which column is to be compared with these numbers.' }
      limits.push(
        { column: column.name, op: 'from', value: low.value },
        { column: column.name, op: 'to', value: high.value },
      )
      continue
    }
    for (const [op, phrases] of LEADS) {
      const phrase = phrases.find((lead) => words.standsAt(at, lead))
      const number = phrase && numberAt(words, at + phrase.length)
      if (!phrase || !number || isTime(words, number.next)) continue
      words.use(at, number.next - at)
      takeUnit(words, number.next)
      const why = bound(at, op, number.value)
      if (why) return { limits, named, why }
    }
  }
  return { limits, named }
}

const isTime = (words: QuestionWords, at: number): boolean => words.standsAt(at, [TIME])

function takeUnit(words: QuestionWords, at: number): void {
  if (words.standsAt(at, [MONEY])) words.use(at, 1)
}

/** `amount` of `amount above 10`; used up only where it stands right before the bound, over `is` or `of`. */
function columnBefore(words: QuestionWords, at: number, namings: ReturnType<typeof namingsOf>): ColumnFacts | null {
  const bridged = /^(?:is|are|of|was|were)$/.test(words.words[at - 1]?.text ?? '') ? at - 1 : at
  for (const { column, words: name } of namings) {
    if (!column.measure || !words.standsAt(bridged - name.length, name)) continue
    words.use(bridged - name.length, name.length)
    return column
  }
  return null
}

/** `10 000`, `10,000.50`, `10k` → `10000.50`; where the words behind it begin. */
function numberAt(words: QuestionWords, from: number): { value: string; next: number } | null {
  const first = words.words[from]?.text
  if (first === undefined || !words.standsAt(from, [NUMBER])) return null
  let digits = plain(first)
  let next = from + 1
  while (/^\d{1,3}(?:\d{3})*$/.test(digits) && words.standsAt(next, [GROUP])) digits += words.words[next++]?.text ?? ''
  for (const [unit, zeros] of SCALES) {
    if (!words.standsAt(next, [unit])) continue
    digits = shifted(digits, zeros)
    next++
    break
  }
  return { value: digits, next }
}

/** Commas group unless what follows the last one could only be a fraction: `1,5` is one and a half. */
function plain(text: string): string {
  if (/^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(text)) return text.replaceAll(',', '')
  if (/^\d{1,3}(?:\.\d{3})+(?:,\d+)?$/.test(text) && !/^\d+\.\d{3}$/.test(text))
    return text.replaceAll('.', '').replace(',', '.')
  return text.replace(',', '.')
}

function shifted(digits: string, zeros: number): string {
  const [whole = '', fraction = ''] = digits.split('.')
  const moved = fraction.padEnd(zeros, '0')
  const rest = moved.slice(zeros)
  return `${whole}${moved.slice(0, zeros)}${rest === '' ? '' : `.${rest}`}`.replace(/^0+(?=\d)/, '')
}

const EXCEPT: WordTest[][] = [
  ['other', 'than'],
  ['but', 'not'],
  ['apart', 'from'],
  ['except', 'for'],
  ['except'],
  ['excluding'],
  ['without'],
  ['not', 'in'],
]

/** `except West`: rows of every other name. */
export function takeExceptions(words: QuestionWords, columns: readonly ColumnFacts[]): LimitFilter[] {
  const limits: LimitFilter[] = []
  const values = columns
    .flatMap((column) =>
      column.values.map((value) => ({ column: column.name, value, spelt: splitWords(value).map(({ text }) => text) })),
    )
    .filter(({ spelt }) => spelt.length > 0)
    .sort((a, b) => b.spelt.length - a.spelt.length)
  for (const lead of EXCEPT) {
    for (let at = words.find(lead); at >= 0; at = words.find(lead, at + 1)) {
      const after = words.standsAt(at + lead.length, ['the']) ? at + lead.length + 1 : at + lead.length
      const found = values.find(({ spelt }) => words.standsAt(after, spelt))
      if (!found) continue
      words.use(at, after - at + found.spelt.length)
      limits.push({ column: found.column, op: 'not', value: found.value })
    }
  }
  return limits
}
