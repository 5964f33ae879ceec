// How a question ranks: its superlative, what it ranks, and in which direction.

import type { ColumnReading } from '@biplane/contracts/wire/file-reading'
import { isDate, isNumeric } from '../plan-scope.ts'
import { unitOfColumn } from './bind-number.ts'
import { conceptColumn, durationPair, yearColumn } from './choose-columns.ts'
import { countsByWord } from './count-said.ts'
import {
  columnOperand,
  type Draft,
  findRole,
  groupOfItem,
  hasRole,
  isKey,
  live,
  numericOf,
  type RoleOf,
  skipGlue,
  use,
} from './draft.ts'
import type { Item } from './item.ts'
import type { Lexicon } from './lexicon.ts'
import { addBucket } from './read-groups.ts'
import { verbsOf } from './read-periods.ts'

export interface Ranking {
  role: RoleOf<'superlative'>
  /** What is ranked: a number, or the rows where nothing else is said. */
  column: ColumnReading | null
  aggregate: RoleOf<'aggregate'>['aggregate'] | null
  counts: boolean
  columnOthers: readonly ColumnReading[]
  words: readonly string[]
}

export function readRanking(draft: Draft): Ranking | null {
  const { items } = draft
  // A column called “Peak” ranks nothing by its name.
  const at = items.findIndex(
    (one) => live(one, 'superlative') && !(one.named === 'name' && one.columns.length > 0 && one.words.length === 1),
  )
  const item = items[at]
  if (!live(item, 'superlative')) return null
  use(item)
  let next = skipGlue(draft, at + 1)
  let aggregate: Ranking['aggregate'] = null
  if (live(items[next], 'aggregate')) {
    const role = items[next]?.role
    if (role?.is === 'aggregate') aggregate = role.aggregate
    use(items[next])
    next = skipGlue(draft, next + 1)
  }
  const base: Ranking = { role: item.role, column: null, aggregate, counts: false, columnOthers: [], words: item.words }
  if (item.words.join(' ').includes('number of')) base.counts = true
  const target = items[next]
  if (live(target, 'how_many')) {
    use(target)
    base.counts = true
    next = skipGlue(draft, next + 1)
  }
  // What stands behind the question mark is no target.
  if (items.slice(at + 1, next).some(({ text }) => text === '?')) return namedOrMeant(draft, base)
  return targetOf(draft, next, base)
}

function targetOf(draft: Draft, at: number, base: Ranking): Ranking {
  const { items, lexicon } = draft
  const item = items[at]
  const column = dimensionOf(base) === null ? numericOf(item) : null
  if (item && column && !(item.named === 'meaning' && item.noun)) {
    use(item)
    return { ...base, column, columnOthers: item.columns.filter(isNumeric), counts: false }
  }
  // “most returned product”: how often it was returned.
  const yesNo = item?.columns.find(({ kind }) => kind.value === 'boolean')
  const named = items[at + 1]
  const ofWhich = groupOfItem(named)
  if (item && yesNo && ofWhich && ofWhich !== yesNo && draft.subject === null) {
    use(item, named)
    draft.subject = ofWhich
    if (!draft.where.flat().some(({ operand }) => operand.of === 'column' && operand.column === yesNo.name))
      draft.where.push([{ operand: columnOperand(yesNo), op: 'eq', values: [true] }])
    return { ...base, counts: true }
  }
  const group = groupOfItem(item)
  if (item && !item.used && (item.noun || live(item, 'row'))) {
    use(item)
    // “most orders” counts; “the largest order” ranks rows.
    const plural = /s$|en$|er$/.test(item.words.at(-1) ?? '') || base.counts
    // “the longest visits” are ranked by length and not by number.
    if (base.role.ranked !== null || dimensionOf(base) !== null) return rankedByWord(draft, base, true)
    const most = /most|fewest|least|meisten|wenigsten/.test(base.words.join(' '))
    if (most || (plural && draft.subject !== null)) return { ...base, counts: true }
    // The largest flat has the most square metres; the largest invoice is the highest one.
    const area = /largest|biggest|smallest|grosste|kleinste/.test(base.words.join(' '))
      ? conceptColumn(lexicon, 'area', isNumeric)
      : null
    if (area) return { ...base, column: area }
    return rankedByWord(draft, base, true)
  }
  if (item && group && base.role.ranked === null) {
    use(item)
    if (draft.subject !== null && draft.subject !== group) return { ...base, counts: true, columnOthers: [group] }
    draft.subject = group
    if (dimensionOf(base) !== null) return rankedByWord(draft, base, true)
    // “most common category” counts.
    return { ...base, counts: countsByWord(base) }
  }
  // “the fastest picker” is a picker, by the time that one takes.
  if (item && group && base.role.ranked === 'duration' && draft.subject === null && !isKey(group, lexicon)) {
    use(item)
    draft.subject = group
    const named = namedOrMeant(draft, base)
    return { ...named, aggregate: named.aggregate ?? 'average' }
  }
  const dated = item && !item.used ? item.columns.find(isDate) : undefined
  if (item && dated) {
    use(item)
    return { ...base, column: dated }
  }
  // “busiest day of the week”, “best month”
  if (item && live(item, 'bucket') && draft.subject === null && addBucket(draft, item.role.bucket, null)) {
    use(item)
    return { ...base, counts: countsByWord(base) }
  }
  return namedOrMeant(draft, base)
}

/** A number that the question names is ranked before the one that the superlative could mean: “the longest waiting time”. */
function namedOrMeant(draft: Draft, base: Ranking): Ranking {
  const named = base.role.ranked === null || base.role.ranked === 'date' ? undefined : numberNamed(draft)
  // “the fastest 5 km” has the least time, and not the least distance.
  if (!named || (FAST.test(base.words.join(' ')) && unitOfColumn(named.column) === null))
    return rankedByWord(draft, base, draft.lexicon.columns.length > 0)
  use(named.item)
  return { ...base, column: named.column, columnOthers: named.item.columns.filter(isNumeric) }
}

const FAST = /^(?:fastest|slowest|quickest|schnellste|langsamste|am schnellsten|am langsamsten)/

function numberNamed(draft: Draft): { item: Item; column: ColumnReading } | undefined {
  for (const item of draft.items) {
    const column = item.named === 'name' || item.named === 'part' ? numericOf(item) : null
    if (column) return { item, column }
  }
  return undefined
}

/** Superlatives that say by themselves of what. */
const DIMENSIONS: readonly (readonly [RegExp, string])[] = [
  [/coldest|hottest|warmest|coolest/, 'temperature'],
  [/heaviest|lightest|schwerste/, 'weight'],
  [/tallest/, 'height'],
  [/furthest|farthest|nearest|closest/, 'distance'],
]

const dimensionOf = ({ words }: Pick<Ranking, 'words'>): string | null =>
  DIMENSIONS.find(([pattern]) => pattern.test(words.join(' ')))?.[1] ?? null

/** “heavier” compares weights, and no counts. */
export function dimensionSaid({ items }: Draft): string | null {
  const word = items.find((item) => hasRole(item, 'comparative') || hasRole(item, 'compare'))?.words[0] ?? ''
  return COMPARED.find(([pattern]) => pattern.test(word))?.[1] ?? null
}
const COMPARED: readonly (readonly [RegExp, string])[] = [
  [/^(?:heavier|lighter)$/, 'weight'],
  [/^(?:hotter|colder|warmer|cooler)$/, 'temperature'],
  [/^taller$/, 'height'],
  [/^(?:older|younger)$/, 'age'],
  [/^(?:cheaper|dearer)$/, 'price'],
  [/^(?:slower|faster|quicker|longer|shorter|langsamer|schneller|langer|kurzer)$/, 'duration'],
  [/^(?:better|worse|besser|schlechter)$/, 'rating'],
]

/** `oldest`, `cheapest`, `latest`, `longest` say by themselves what they rank. */
function rankedByWord(draft: Draft, base: Ranking, any: boolean): Ranking {
  const { lexicon } = draft
  const dimension = dimensionOf(base)
  if (dimension !== null) {
    const column = conceptColumn(lexicon, dimension, isNumeric)
    if (!column) draft.problems.push({ is: 'no_column', said: base.words.join(' ') })
    return { ...base, column }
  }
  if (!any || base.role.ranked === null) return base
  const found = columnByWord(draft, base)
  const measurable = base.role.ranked === 'duration' && durationPair(lexicon, verbsOf(draft)) !== null
  if (found.column === null && !measurable) draft.problems.push({ is: 'no_column', said: base.words.join(' ') })
  return found
}

function columnByWord(draft: Draft, base: Ranking): Ranking {
  const { lexicon } = draft
  const numeric = (concept: string) => conceptColumn(lexicon, concept, isNumeric)
  switch (base.role.ranked) {
    case 'price':
      return { ...base, column: numeric('price') ?? numeric('cost') ?? numeric('amount') }
    case 'age': {
      const age = numeric('age')
      if (age) return { ...base, column: age }
      // A book is as old as its year, and not as the day on which it was bought.
      const born =
        lexicon.columns.find(({ column, concepts }) => isNumeric(column) && concepts.has('made')) ??
        lexicon.columns.find(({ column }) => isDate(column)) ??
        yearNamed(lexicon)
      // The oldest has the earliest date.
      return born
        ? {
            ...base,
            column: born.column,
            role: { ...base.role, direction: base.role.direction === 'high' ? 'low' : 'high' },
          }
        : base
    }
    case 'duration': {
      const longest = presentLongest(draft, base)
      if (longest) return longest
      return {
        ...base,
        column:
          lexicon.columns.find(
            ({ column, concepts }) =>
              isNumeric(column) &&
              (concepts.has('hours') ||
                (concepts.has('distance') && !FAST.test(base.words.join(' ')) && !takesTime(draft)) ||
                column.unit === 'h' ||
                column.unit === 'min'),
          )?.column ??
          lexicon.columns.find(
            ({ column }) =>
              isNumeric(column) && unitOfColumn(column) !== null && !(takesTime(draft) && DELAY.test(column.name)),
          )?.column ??
          null,
      }
    }
    case 'date':
      return {
        ...base,
        column: lexicon.columns.find(({ column, concepts }) => isDate(column) && !concepts.has('due'))?.column ?? null,
      }
    default:
      return base
  }
}

const DELAY = /delay|late|versp/i

/** What takes or lasts longest is measured in time, and not in length. */
const takesTime = ({ items }: Draft): boolean =>
  items.some(({ words }) => /^(?:takes?|took|lasts?|lasted|waits?|waited|dauert|dauerte|dauern)$/.test(words.join(' ')))

/** The oldest film has the earliest year. */
function yearNamed(lexicon: Lexicon): { column: ColumnReading } | undefined {
  const column = yearColumn(lexicon)
  return column && isNumeric(column) ? { column } : undefined
}

/** “who has been with us the longest”: who came first, of those that have not left. */
function presentLongest(draft: Draft, base: Ranking): Ranking | null {
  const { items, lexicon } = draft
  const tenure = items[findRole(draft, 'tenure')]
  const hired = conceptColumn(lexicon, 'hired', isDate)
  if (!tenure || !hired) return null
  use(tenure)
  const left = conceptColumn(lexicon, 'left', isDate)
  if (left) draft.where.push([{ operand: columnOperand(left), op: 'empty' }])
  return { ...base, column: hired, role: { ...base.role, direction: base.role.direction === 'high' ? 'low' : 'high' } }
}
