// Holds a shown answer against the truth. A figure may be rounded as far as it is shown rounded.
import type { Category, DurationUnit, Question, Truth } from './question.ts'
import type { ShownAnswer, ShownCell } from './shown-answer.ts'

export type Outcome = 'right' | 'asked' | 'refused' | 'wrong'

export function outcomeOf(
  { truth, language = 'en' }: Pick<Question, 'truth'> & Partial<Pick<Question, 'language'>>,
  answer: ShownAnswer,
): Outcome {
  const shown = language === 'de' ? inEnglishNumbers(answer) : answer
  if (truth.is === 'none') return shown.state === 'answered' ? 'wrong' : 'right'
  if (shown.state !== 'answered') return shown.state
  return fits(truth, shown) ? 'right' : 'wrong'
}

function fits(truth: Exclude<Truth, { is: 'none' }>, shown: ShownAnswer): boolean {
  switch (truth.is) {
    case 'figure':
      return figuresIn(shown).some((figure) => sameFigure(figure, truth.value, truth.unit))
    case 'figures': {
      const figures = figuresIn(shown)
      return truth.values.every((value) => figures.some((figure) => sameValue(figure, value)))
    }
    case 'winner':
      return isWinner(truth.names, shown)
    case 'groups':
      return sameGroups(truth, shown)
    case 'names':
      return sameNames(truth.names, shown)
    case 'verdict':
      return sameVerdict(truth, shown)
    case 'direction':
      return sameDirection(truth.up, shown)
    default:
      return assertNever(truth)
  }
}

function assertNever(value: never): never {
  throw new Error(`unexpected truth: ${JSON.stringify(value)}`)
}

/** `1.234,56` as `1,234.56`: an answer to a German question has to have German numbers. */
const inEnglishNumbers = (shown: ShownAnswer): ShownAnswer => ({
  ...shown,
  bold: shown.bold.map((text) =>
    text.replace(/\d[\d.,]*/g, (number) =>
      [...number].map((sign) => (sign === '.' ? ',' : sign === ',' ? '.' : sign)).join(''),
    ),
  ),
})

interface Figure {
  value: number
  decimals: number
  /** The word right behind it. */
  unit: string
}

const NUMBER = /([-−]?)(\d[\d,]*)(\.\d+)?(?: ?(%|[A-Za-z]+))?/g

export function readFigures(text: string): Figure[] {
  return [...text.matchAll(NUMBER)].map(([, sign = '', whole = '', fraction = '', unit = '']) => ({
    value: Number(`${sign === '' ? '' : '-'}${whole.replaceAll(',', '')}${fraction}`),
    decimals: Math.max(0, fraction.length - 1),
    unit: unit.toLowerCase(),
  }))
}

/** Figures that the answer gives as its result: in bold, or else alone in a one-line table. */
function figuresIn({ bold, rows, columns }: ShownAnswer): Figure[] {
  const inText = bold.flatMap(readFigures)
  const single = rows.length === 1 ? (rows[0] ?? []).flatMap((cell, at) => cellFigure(cell, columns[at] ?? '')) : []
  return [...inText, ...single]
}

function cellFigure(cell: ShownCell, column: string): Figure[] {
  const value =
    typeof cell === 'number' ? cell : typeof cell === 'string' && cell.trim() !== '' ? Number(cell) : Number.NaN
  if (!Number.isFinite(value)) return []
  const decimals = /\.(\d+)$/.exec(String(cell))?.[1]?.length ?? 0
  return [{ value, decimals: Math.min(decimals, 6), unit: column.includes('%') ? '%' : unitInName(column) }]
}

const UNIT_DAYS: Record<DurationUnit, number> = {
  seconds: 1 / 86_400,
  minutes: 1 / 1440,
  hours: 1 / 24,
  days: 1,
  weeks: 7,
  months: 30.436875,
  years: 365.2425,
}
const UNIT_WORDS: readonly [DurationUnit, readonly string[]][] = [
  ['seconds', ['s', 'sec', 'secs', 'second', 'seconds', 'sekunden']],
  ['minutes', ['min', 'mins', 'minute', 'minutes', 'minuten']],
  ['hours', ['h', 'hour', 'hours', 'stunden']],
  ['days', ['d', 'day', 'days', 'tage']],
  ['weeks', ['week', 'weeks', 'wochen']],
  ['months', ['month', 'months', 'monate']],
  ['years', ['year', 'years', 'jahre']],
]
const unitNamed = (word: string): DurationUnit | null =>
  UNIT_WORDS.find(([, words]) => words.includes(word))?.[0] ?? null

function unitInName(column: string): string {
  const words = column.toLowerCase().split(/[^a-z]/)
  return words.findLast((word) => word.length > 1 && unitNamed(word) !== null) ?? ''
}

const tolerance = (value: number, decimals: number): number =>
  (decimals > 0 ? 0.51 * 10 ** -decimals : 1e-6) + Math.abs(value) * 1e-9

const near = (figure: number, value: number, decimals: number): boolean =>
  Math.abs(figure - value) <= tolerance(value, decimals)

/** Which side is subtracted is a matter of taste. */
const sameValue = ({ value, decimals }: Figure, truth: number): boolean => near(value, truth, decimals)

export function sameFigure(shownFigure: Figure, truth: number, unit?: 'share' | DurationUnit): boolean {
  // A length of time of 4.99 days is shown as 5 days.
  const figure =
    unit === undefined || unit === 'share'
      ? shownFigure
      : { ...shownFigure, decimals: Math.min(1, shownFigure.decimals || 1) }
  if (unit === undefined) return sameValue(figure, truth)
  if (unit === 'share') {
    if (figure.unit === '%' || figure.value > 1) return near(figure.value, truth * 100, figure.decimals)
    return sameValue(figure, truth) || near(figure.value, truth * 100, figure.decimals)
  }
  const shown = unitNamed(figure.unit)
  if (shown === null || shown === unit) return sameValue(figure, truth)
  const scale = UNIT_DAYS[unit] / UNIT_DAYS[shown]
  return near(figure.value, truth * scale, figure.decimals)
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** One spelling for names, months, quarters and yes/no. */
export function keyOf(cell: ShownCell): string {
  if (cell === true) return 'yes'
  if (cell === false) return 'no'
  const text = String(cell ?? '')
    .trim()
    .toLowerCase()
  const quarter = /^q([1-4])[ -](\d{4})$/.exec(text) ?? /^(\d{4})[ -]q([1-4])$/.exec(text)
  if (quarter) return [quarter[1] ?? '', quarter[2] ?? ''].toSorted((a, b) => b.length - a.length).join('-q')
  const germanDay = /^(\d{2})\.(\d{2})\.(\d{4})$/.exec(text)
  if (germanDay) return `${germanDay[3]}-${germanDay[2]}-${germanDay[1]}`
  const month = /^([a-z]{3})[a-z]* (\d{4})$/.exec(text)
  const at = MONTHS.indexOf(month?.[1] ?? '')
  if (month && at >= 0) return `${month[2]}-${String(at + 1).padStart(2, '0')}`
  if (/^\d{4}-\d{2}-\d{2}[t ]00:00/.test(text)) return text.slice(0, 10)
  return text
}

const named = (cells: readonly ShownCell[], name: string): boolean => cells.some((cell) => keyOf(cell) === keyOf(name))

function isWinner(names: readonly string[], { rows, bold, headline }: ShownAnswer): boolean {
  const [first] = rows
  const firstIs = first !== undefined && names.some((name) => named(first, name))
  const lead = bold[0] ?? ''
  const saidFirst = names.some(
    (name) => keyOf(lead) === keyOf(name) || lead.split(', ').some((part) => keyOf(part) === keyOf(name)),
  )
  if (saidFirst) return true
  // A table of all groups answers only when it stands in order, with the winner on top.
  return firstIs && names.some((name) => headline.includes(name))
}

function sameGroups(truth: Extract<Truth, { is: 'groups' }>, { rows, columns }: ShownAnswer): boolean {
  const lines = rows.filter((cells) => cells[0] !== null)
  if (lines.length !== truth.lines.length) return false
  return truth.lines.every(({ keys, value }) =>
    lines.some(
      (cells) =>
        keys.every((key) => named(cells.slice(0, keys.length + 1), key)) &&
        cells.slice(keys.length).some((cell, at) => cellFits(cell, columns[at + keys.length] ?? '', value, truth.unit)),
    ),
  )
}

function cellFits(cell: ShownCell, column: string, value: number, unit?: 'share' | DurationUnit): boolean {
  return (
    typeof cell === 'string' ? [...cellFigure(cell, column), ...readFigures(cell)] : cellFigure(cell, column)
  ).some((figure) => sameFigure(figure, value, unit))
}

function sameNames(names: readonly string[], { rows, bold, headline }: ShownAnswer): boolean {
  const wanted = new Set(names.map(keyOf))
  const same = (found: readonly ShownCell[]) => {
    const set = new Set(found.map(keyOf))
    return set.size === wanted.size && [...wanted].every((name) => set.has(name))
  }
  if (wanted.size === 0) return rows.length === 0 && /^(?:No|Keine?)\b/.test(headline)
  const width = Math.max(0, ...rows.map((cells) => cells.length))
  for (let at = 0; at < width; at++) if (same(rows.map((cells) => cells[at] ?? null))) return true
  return wanted.size === 1 && bold.some((text) => wanted.has(keyOf(text)))
}

function sameVerdict({ yes, figures }: Extract<Truth, { is: 'verdict' }>, shown: ShownAnswer): boolean {
  const lead = shown.headline.replaceAll('*', '').trim().toLowerCase()
  if (/^(yes|ja)\b/.test(lead)) return yes
  if (/^(no|nein)\b/.test(lead)) return !yes
  const found = figuresIn(shown)
  return figures.length > 0 && figures.every((value) => found.some((figure) => sameValue(figure, value)))
}

const UP = /\b(up|rising|rises|rose|growing|grows|grew|increas\w*|higher)\b/i
const DOWN = /\b(down|falling|falls|fell|shrinking|declin\w*|decreas\w*|lower)\b/i
function sameDirection(up: boolean, { headline }: ShownAnswer): boolean {
  return UP.test(headline) === up && DOWN.test(headline) !== up
}

export type { Category }
