// Owns times in a question: “last quarter”, “in March”, “since 2026-01-01”. Pure. What “last” means is counted from the
// newest day of the file, never from the machine's clock.
import { boundsOfPeriod, formatDay, type Grain, readDay } from '../tools/calendar.ts'
import type { ColumnFacts } from '../tools/columns-tool.ts'
import type { LimitFilter } from '../tools/insights/limits.ts'
import type { namingsOf } from './column-mentions.ts'
import type { QuestionWords, WordTest } from './question-words.ts'

const GRAINS: [RegExp, Grain][] = [
  [/^months?$/, 'month'],
  [/^quarters?$/, 'quarter'],
  [/^years?$/, 'year'],
]
const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
]
const DATE = /^\d{4}-\d{2}-\d{2}$/
const YEAR = /^(?:19|20|21)\d\d$/
const COUNT = /^\d{1,3}$/

/** When a thing happened, rather than when it is due. */
export const defaultDate = (columns: readonly ColumnFacts[]): ColumnFacts | null =>
  columns.find((column) => column.role === 'invoice_date') ??
  columns.find((column) => column.type === 'date' && column.role !== 'due_date' && column.role !== 'as_of') ??
  null

/** The day that the file speaks of: what it says itself, else its newest day that is no due date. */
export function newestDay(columns: readonly ColumnFacts[]): number | null {
  const stated = columns.find((column) => column.role === 'as_of')?.newest
  const days = (
    stated ? [stated] : columns.flatMap(({ newest, role }) => (newest && role !== 'due_date' ? [newest] : []))
  )
    .map((text) => readDay(text, 'ymd'))
    .flatMap((read) => (read?.kind === 'day' ? [read.day] : []))
  return days.length === 0 ? null : Math.max(...days)
}

interface Span {
  first: number | null
  last: number | null
}

export function takePeriod(
  words: QuestionWords,
  columns: readonly ColumnFacts[],
  namings: ReturnType<typeof namingsOf>,
): { limits: LimitFilter[]; why?: string } {
  const taken = takeSpan(words, newestDay(columns))
  if (!taken) return { limits: [] }
  if ('why' in taken) return { limits: [], why: taken.why }
  const column = dateBefore(words, taken.at, namings) ?? defaultDate(columns)
  if (!column) return { limits: [], why: 'There is no column with dates in this file.' }
  const bound = (op: LimitFilter['op'], day: number | null): LimitFilter[] =>
    day === null ? [] : [{ column: column.name, op, value: formatDay(day) }]
  return { limits: [...bound('from', taken.span.first), ...bound('to', taken.span.last)] }
}

type Taken = { span: Span; at: number } | { why: string } | null

function takeSpan(words: QuestionWords, newest: number | null): Taken {
  return takeRelative(words, newest) ?? takeDates(words) ?? takeNamed(words, newest)
}

const NO_DAY = { why: 'The file has no day to count “last” from; name the dates.' }

/** `last quarter`, `this month`, `the last 3 months`, `previous year`. */
function takeRelative(words: QuestionWords, newest: number | null): Taken {
  for (const [unit, grain] of GRAINS) {
    const many = words.take(/^(?:last|past|previous)$/, COUNT, unit)
    if (many >= 0) {
      if (newest === null) return NO_DAY
      const count = Number(words.words[many + 1]?.text)
      // Whole periods that are over: the one that the newest day lies in is not.
      return {
        at: many,
        span: { first: boundsOfPeriod(newest, grain, -count).first, last: boundsOfPeriod(newest, grain, -1).last },
      }
    }
    for (const [test, moved] of [
      [/^(?:last|past|previous)$/, -1],
      [/^(?:this|current)$/, 0],
    ] as const) {
      const at = words.take(test, unit)
      if (at < 0) continue
      return newest === null ? NO_DAY : { at, span: boundsOfPeriod(newest, grain, moved) }
    }
  }
  const ytd = words.take(/^ytd$/) >= 0 ? 0 : words.take('year', 'to', 'date')
  if (ytd < 0) return null
  return newest === null ? NO_DAY : { at: ytd, span: { first: boundsOfPeriod(newest, 'year').first, last: newest } }
}

const BOUNDS: [WordTest[], (day: number) => Span][] = [
  [['since'], (day) => ({ first: day, last: null })],
  [['from'], (day) => ({ first: day, last: null })],
  [['starting'], (day) => ({ first: day, last: null })],
  [['after'], (day) => ({ first: day + 1, last: null })],
  [['before'], (day) => ({ first: null, last: day - 1 })],
  [['until'], (day) => ({ first: null, last: day })],
  [['up', 'to'], (day) => ({ first: null, last: day })],
]

/** `since 2026-01-01`, `between 2026-01-01 and 2026-03-31`. */
function takeDates(words: QuestionWords): Taken {
  for (const [lead, join] of [
    [['between'], 'and'],
    [['from'], 'to'],
    [['from'], 'until'],
  ] as const) {
    const at = words.take(...lead, DATE, join, DATE)
    if (at < 0) continue
    const [first, last] = [dayAt(words, at + 1), dayAt(words, at + 3)]
    if (first === null || last === null) return { why: 'One of these days is none that the calendar has.' }
    return { at, span: { first, last } }
  }
  for (const [lead, spanOf] of BOUNDS) {
    const at = words.take(...lead, DATE)
    if (at < 0) continue
    const day = dayAt(words, at + lead.length)
    return day === null
      ? { why: `${words.words[at + lead.length]?.text} is not a day that the calendar has.` }
      : { at, span: spanOf(day) }
  }
  return null
}

function dayAt(words: QuestionWords, at: number): number | null {
  const read = readDay(words.words[at]?.text ?? '', 'ymd')
  return read?.kind === 'day' ? read.day : null
}

/** `in 2026`, `in March`, `in March 2026`, `in Q1 2026`, `since March`. A month without a year is the last one of that name. */
function takeNamed(words: QuestionWords, newest: number | null): Taken {
  for (let at = 0; at < words.words.length; at++) {
    const lead = words.words[at]?.text ?? ''
    if (!/^(?:in|during|for|of|since|before|after|until)$/.test(lead) || !words.standsAt(at, [lead])) continue
    const named = namedAt(words, at + 1, newest)
    if (!named) continue
    if ('why' in named) return named
    words.use(at, named.count + 1)
    return { at, span: placed(lead, named) }
  }
  return null
}

function placed(lead: string, { first, last }: { first: number; last: number }): Span {
  if (lead === 'since') return { first, last: null }
  if (lead === 'after') return { first: last + 1, last: null }
  if (lead === 'before') return { first: null, last: first - 1 }
  return lead === 'until' ? { first: null, last } : { first, last }
}

function namedAt(
  words: QuestionWords,
  at: number,
  newest: number | null,
): { first: number; last: number; count: number } | { why: string } | null {
  const text = words.words[at]?.text ?? ''
  const following = words.words[at + 1]?.text ?? ''
  const hasYear = YEAR.test(following)
  if (YEAR.test(text)) return { ...spanOf(`${text}-01-01`, 'year'), count: 1 }
  const quarter = /^q([1-4])$/.exec(text)?.[1]
  const month = text.length < 3 ? -1 : MONTHS.findIndex((name) => name === text || name.slice(0, 3) === text)
  if (quarter === undefined && month < 0) return null
  const place = quarter === undefined ? month : 3 * (Number(quarter) - 1)
  const grain = quarter === undefined ? 'month' : 'quarter'
  const begin = (year: number) => spanOf(`${year}-${String(place + 1).padStart(2, '0')}-01`, grain)
  if (hasYear) return { ...begin(Number(following)), count: 2 }
  if (newest === null) return NO_DAY
  const year = Number(formatDay(newest).slice(0, 4))
  const thisYear = begin(year)
  return { ...(thisYear.first <= newest ? thisYear : begin(year - 1)), count: 1 }
}

function spanOf(iso: string, grain: Grain): { first: number; last: number } {
  const read = readDay(iso, 'ymd')
  return boundsOfPeriod(read?.kind === 'day' ? read.day : 0, grain)
}

/** `due date before …`: the column that stands right before the words of the time. */
function dateBefore(words: QuestionWords, at: number, namings: ReturnType<typeof namingsOf>): ColumnFacts | null {
  for (const { column, words: name } of namings) {
    if (column.type !== 'date' || !words.standsAt(at - name.length, name)) continue
    words.use(at - name.length, name.length)
    return column
  }
  return null
}
