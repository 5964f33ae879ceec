// Owns questions that one number does not answer: trends, forecasts, what changed, what moves together, who comes again,
// what to do. Pure; what is computed is named by the rest of the question, or by the question before it.
import type { AggregateQuery } from '../tools/aggregate-query.ts'
import type { Grain } from '../tools/calendar.ts'
import type { ColumnFacts } from '../tools/columns-tool.ts'
import type { Subject } from '../tools/insights/selected.ts'
import { namingsOf, takeColumnAt } from './column-mentions.ts'
import { defaultMeasure, readMentions, whichMeasure } from './question-aggregate.ts'
import { type Question, takeAsOf, unclear } from './question-shape.ts'
import { QuestionWords, type WordTest } from './question-words.ts'

interface Timed extends Subject {
  date: string | null
  grain: Grain
}

export type AnalysisAsk =
  | { tool: 'profile' }
  | { tool: 'statistics'; args: Subject }
  | { tool: 'correlation'; args: { columns: [string, string] | null; where: AggregateQuery['where'] } }
  | { tool: 'trend'; args: Timed }
  | { tool: 'forecast'; args: Timed & { periods: number } }
  | { tool: 'change'; args: Timed & { by: string | null; from: string | null; to: string | null } }
  | { tool: 'cohort'; args: Timed & { who: string | null } }
  | { tool: 'compare'; args: { key: string | null } }
  | { tool: 'recommend'; args: { as_of: string | null } }

const KINDS: [AnalysisAsk['tool'], WordTest[][]][] = [
  [
    'forecast',
    [[/^(?:forecast|forecasts|predict|predicts|prediction|predictions|project|projection|outlook|expected)$/]],
  ],
  [
    'correlation',
    [
      [/^(?:correlat\w*|relationship|relation|related)$/],
      ['depend', 'on'],
      ['depends', 'on'],
      [/^moves?$/, 'together'],
    ],
  ],
  ['cohort', [[/^(?:cohorts?|retention)$/], ['come', 'again'], ['come', 'back'], ['comes', 'back'], [/^returning$/]]],
  [
    'compare',
    [
      [
        /^(?:compare|difference|differences|different|changed|new)$/,
        /^(?:between|in|of)$/,
        /^(?:the|these|those|both|two)$/,
        /^(?:two|both|files?|tables?|versions?)$/,
      ],
      [/^compare$/, /^(?:the|these|those|both|two)$/, /^(?:two|files?|tables?|versions?|both)$/],
      [/^compare$/, /^(?:files?|versions?|both|them)$/],
      ['what', 'is', 'new'],
      ['what', 'is', 'different'],
      [/^differences?$/, 'between'],
    ],
  ],
  [
    'change',
    [
      ['what', 'changed'],
      ['what', 'has', 'changed'],
      ['what', 'drives'],
      ['what', 'drove'],
      ['what', 'explains'],
      ['why'],
      [/^explain$/],
    ],
  ],
  [
    'recommend',
    [
      [/^(?:recommend\w*|advice|advise|suggest\w*|actions?)$/],
      ['what', 'should'],
      ['what', 'to', 'do'],
      ['next', 'steps'],
    ],
  ],
  ['trend', [[/^(?:trends?|trending|slope)$/], ['how', 'does'], ['growth']]],
  ['statistics', [[/^(?:statistics|statistic|stats|describe|quartiles?|deviation|spread|percentiles?)$/]]],
  ['profile', [[/^(?:profile|profiling)$/]]],
]

/** Words that go with the kind of question and say nothing more. */
const COMPANIONS =
  /^(?:analysis|report|change|changed|changes|changing|difference|drop|dropped|drops|fall|fell|falls|falling|rise|rose|rises|rising|increase|increased|decrease|decreased|decline|declined|grow|grew|growing|up|down|go|went|gone|move|moved|moves|moving|happened|happen|do|we|standard|summary|next|coming|future|business|customers?|column|columns|numbers?|values?|strongest|strongly|most|develop|developed|versions?|them|each|other|about|against|version|earlier|later|old|new)$/
const COUNT = /^\d{1,2}$/
const UNITS: [RegExp, Grain][] = [
  [/^months?$/, 'month'],
  [/^quarters?$/, 'quarter'],
  [/^years?$/, 'year'],
]
const PERIODS = 3
const MOST_PERIODS = 24

/** `null` for a question of another kind. `before` is the query that a short one such as “why?” goes on from. */
export function readAnalysis(
  text: string,
  columns: readonly ColumnFacts[],
  before: AggregateQuery | null = null,
): Question | null {
  const words = new QuestionWords(text)
  const { day } = takeAsOf(words)
  const tool = takeKind(words)
  if (!tool) return null
  if (tool === 'profile' || tool === 'compare' || tool === 'recommend') {
    takeCompanions(words)
    if (words.unused().length > 0) return tool === 'profile' ? unclear(words) : null
    if (tool === 'profile') return asking({ tool })
    return tool === 'compare' ? asking({ tool, args: { key: null } }) : asking({ tool, args: { as_of: day } })
  }
  if (tool === 'correlation') return correlation(words, columns)
  return overTime(tool, words, { columns, before })
}

const asking = (ask: AnalysisAsk): Question => ({ kind: 'analysis', ask })

function takeKind(words: QuestionWords): AnalysisAsk['tool'] | null {
  for (const [tool, phrases] of KINDS) {
    for (const phrase of phrases) {
      // “How does revenue develop” is about time only with such a word behind it.
      if (phrase[0] === 'how' && words.find([/^(?:develop\w*|move|moves|change|changes|grow|grows|trend)$/]) < 0)
        continue
      if (words.take(...phrase) >= 0) return tool
    }
  }
  return null
}

function takeCompanions(words: QuestionWords): void {
  while (words.take(COMPANIONS) >= 0);
}

function correlation(words: QuestionWords, columns: readonly ColumnFacts[]): Question {
  const namings = namingsOf(columns)
  const named: string[] = []
  for (let at = 0; at < words.words.length; at++) {
    const column = takeColumnAt(words, at, namings)
    if (column && !named.includes(column.name)) named.push(column.name)
  }
  takeCompanions(words)
  if (words.unused().length > 0) return unclear(words)
  const [a, b] = named
  if (named.length > 2) return { kind: 'unclear', why: 'Name two columns, or none for every pair.' }
  if (a === undefined || b === undefined) {
    return named.length === 1
      ? { kind: 'unclear', why: 'Name a second column, or none for every pair.' }
      : asking({ tool: 'correlation', args: { columns: null, where: [] } })
  }
  const words2 = [a, b].map((name) => columns.find((column) => column.name === name))
  const wordless = words2.find((column) => column && !isNumber(column))
  if (wordless) return { kind: 'unclear', why: `“${wordless.name}” holds no numbers; only numbers can move together.` }
  return asking({ tool: 'correlation', args: { columns: [a, b], where: [] } })
}

const isNumber = ({ type }: ColumnFacts): boolean =>
  type === 'integer' || type === 'number' || type === 'currency' || type === 'percent'

interface Ground {
  columns: readonly ColumnFacts[]
  before: AggregateQuery | null
}

function overTime(
  tool: 'forecast' | 'trend' | 'change' | 'cohort' | 'statistics',
  words: QuestionWords,
  { columns, before }: Ground,
): Question {
  const ahead = tool === 'forecast' ? takeAhead(words) : null
  const grain = takeGrain(words) ?? ahead?.grain ?? null
  const mentions = readMentions(words, columns)
  if ('why' in mentions) return { kind: 'unclear', why: mentions.why }
  takeCompanions(words)
  if (words.unused().length > 0) return unclear(words)
  const { by, measure, noun, rows, where, limits, operation } = mentions
  const own = measure !== null || rows || operation === 'count'
  const counts = operation === 'count' || (rows && measure === null && tool !== 'change' && tool !== 'trend')
  const column = counts
    ? null
    : (measure?.name ?? (own ? null : before?.column) ?? defaultMeasure(columns)?.name ?? null)
  const subject: Subject = {
    column: !own && before?.operation === 'count' ? null : column,
    where: where.length > 0 || !before ? where : before.where,
    limits: limits.length > 0 || !before ? limits : (before.limits ?? []),
  }
  if (tool === 'statistics')
    return asking({ tool, args: { ...subject, column: measure?.name ?? before?.column ?? null } })
  if (column === null && !counts && tool !== 'cohort' && columns.filter((c) => c.measure).length > 1) {
    return { kind: 'unclear', why: whichMeasure(columns) }
  }
  const said = by?.grain ? by : before?.by?.grain ? before.by : null
  const timed: Timed = { ...subject, date: said?.column ?? null, grain: grain ?? said?.grain ?? 'month' }
  const named = by && !by.grain ? by.column : (noun?.name ?? null)
  if (tool === 'trend') return asking({ tool, args: timed })
  if (tool === 'forecast') return asking({ tool, args: { ...timed, periods: ahead?.count ?? PERIODS } })
  if (tool === 'cohort') return asking({ tool, args: { ...timed, column: null, who: named } })
  return asking({ tool, args: { ...timed, by: named, from: null, to: null } })
}

/** `the next 6 months`, `next quarter`. */
function takeAhead(words: QuestionWords): { count: number; grain: Grain } | null {
  for (const [unit, grain] of UNITS) {
    const many = words.take(/^(?:next|coming|following)$/, COUNT, unit)
    if (many >= 0) {
      const count = Number(words.words[many + 1]?.text)
      return { count: Math.min(MOST_PERIODS, Math.max(1, count)), grain }
    }
    if (words.take(/^(?:next|coming|following)$/, unit) >= 0) return { count: 1, grain }
  }
  return null
}

const ADVERBS: [string, Grain][] = [
  ['monthly', 'month'],
  ['quarterly', 'quarter'],
  ['yearly', 'year'],
]

function takeGrain(words: QuestionWords): Grain | null {
  for (const [adverb, grain] of ADVERBS) if (words.take(adverb) >= 0) return grain
  for (const [unit, grain] of UNITS) if (words.take(/^(?:by|per|each|every)$/, unit) >= 0) return grain
  return null
}
