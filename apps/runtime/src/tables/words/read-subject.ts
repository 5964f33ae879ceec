// What a question asks for (“which customers”, “who”, “how many tickets”) and how it ranks it.
import type { ColumnReading } from '@biplane/contracts/wire/file-reading'
import { isDate, isNumeric, isText } from '../plan-scope.ts'
import { conceptColumn, durationPair, labelColumn, yearColumn } from './choose-columns.ts'
import type { RoleOf } from './draft.ts'
import {
  columnOperand,
  type Draft,
  findRole,
  groupable,
  groupOfItem,
  hasRole,
  isGlue,
  isKey,
  live,
  numericOf,
  skipGlue,
  use,
} from './draft.ts'
import type { Item } from './items.ts'
import type { Lexicon } from './lexicon.ts'
import { addBucket } from './read-groups.ts'
import { verbsOf } from './read-periods.ts'

export interface Asked {
  /** How many, how much, which, who, when, a list, or nothing said. */
  kind: 'how_many' | 'how_much' | 'which' | 'who' | 'when' | 'list' | 'none'
  /** The rows themselves are the subject. */
  rows: boolean
}

export function readSubject(draft: Draft): Asked {
  const { items } = draft
  for (const [at, item] of items.entries()) {
    if (item.used || item.role === null || item.columns.length > 0) continue
    if (isRelative(draft, at)) {
      use(item)
      continue
    }
    switch (item.role.is) {
      case 'how_many': {
        use(item)
        // “flights delayed by two hours: how many?”
        const last = items.slice(at + 1).every((other) => other.used || isGlue(other) || other.text === '?')
        return { kind: 'how_many', rows: last ? takeLeadingSubject(draft, true) : takeSubject(draft, at) }
      }
      case 'how_much':
        use(item)
        return { kind: 'how_much', rows: false }
      case 'which':
        use(item)
        return { kind: 'which', rows: takeSubject(draft, at) }
      case 'who': {
        use(item)
        if (namesItsOwnSubject(draft)) return { kind: 'which', rows: false }
        draft.subject = labelColumn(draft.lexicon, true)
        return { kind: 'who', rows: draft.subject !== null && isKey(draft.subject, draft.lexicon) }
      }
      case 'when':
        use(item)
        takeBucketSubject(draft, item.words)
        return { kind: 'when', rows: true }
      case 'where':
        use(item)
        draft.subject = conceptColumn(draft.lexicon, 'city', isText) ?? conceptColumn(draft.lexicon, 'country', isText)
        if (!draft.subject) draft.problems.push('no column says where')
        return { kind: 'which', rows: false }
      case 'list':
        use(item)
        return { kind: 'list', rows: takeSubject(draft, at) }
      case 'what':
        use(item)
        if (subjectBeforeRank(draft, at)) return { kind: 'which', rows: false }
        continue
      default:
    }
  }
  return { kind: 'none', rows: takeLeadingSubject(draft) }
}

/** “customers who ordered”: the word refers to what stands before it. */
function isRelative({ items }: Draft, at: number): boolean {
  const item = items[at]
  if (!hasRole(item, 'who') && !hasRole(item, 'which') && !hasRole(item, 'when') && !hasRole(item, 'where'))
    return false
  const before = items[at - 1]?.text === ',' ? undefined : items[at - 1]
  return before !== undefined && !before.used && (before.noun || groupOfItem(before) !== null)
}

/** “who is our best sales rep” asks for sales reps. */
function namesItsOwnSubject(draft: Draft): boolean {
  const at = findRole(draft, 'superlative')
  if (at < 0) return false
  const target = draft.items[skipGlue(draft, at + 1)]
  return target !== undefined && !target.noun && groupOfItem(target) !== null && numericOf(target) === null
}

/** “which month had the most …” groups by months. */
function takeBucketSubject(draft: Draft, words: readonly string[]): void {
  const said = words.join(' ')
  const bucket = /month|monat/.test(said)
    ? 'month'
    : /year|jahr/.test(said)
      ? 'year'
      : /\b(?:day|date|tag)\b/.test(said)
        ? 'day'
        : null
  if (bucket === null || findRole(draft, 'superlative') < 0 || !addBucket(draft, bucket, null)) return
  const [group] = draft.by
  const plain =
    group?.bucket === undefined ? draft.lexicon.reading.columns.find(({ name }) => name === group?.column) : undefined
  if (!plain) return
  draft.subject = plain
  draft.by = []
}

/** “what product sells best”: a column right behind “what”, and a rank later. */
function subjectBeforeRank(draft: Draft, at: number): boolean {
  const next = skipGlue(draft, at + 1)
  const item = draft.items[next]
  if (findRole(draft, 'superlative') < next || next !== at + 1) return false
  const column = groupOfItem(item)
  if (!column || item?.noun) return false
  draft.subject = column
  use(item)
  return true
}

/** True where the rows are meant. */
function takeSubject(draft: Draft, at: number): boolean {
  const { items, lexicon } = draft
  let next = at + 1
  while (
    next < items.length &&
    (live(items[next], 'filler') ||
      live(items[next], 'of') ||
      live(items[next], 'be') ||
      live(items[next], 'and') ||
      items[next]?.used ||
      (live(items[next], 'aggregate') && hasRole(items[next], 'aggregate') && distinctAt(draft, next)))
  )
    next++
  const item = items[next]
  if (!item || item.used) return false
  if (live(item, 'bucket') && (item.columns.length === 0 || item.named !== 'name')) {
    if (addBucket(draft, item.role.bucket, null)) use(item)
    return false
  }
  if (live(item, 'row') && item.columns.length === 0) {
    use(item)
    return true
  }
  const column = groupOfItem(item)
  // “which book is borrowed most” ranks the column that is meant by the word, where rows have no number of their own.
  if (item.noun && column && item.named !== 'name' && !isKey(column, lexicon) && isText(column) && countsMost(draft)) {
    draft.subject = column
    use(item)
    return false
  }
  if (
    item.noun &&
    (!column || column.additivity.value === 'identifier' || isKey(column, lexicon) || item.named !== 'name')
  ) {
    use(item)
    if (column?.additivity.value === 'identifier' && !isKey(column, lexicon)) {
      draft.subject = column
      return false
    }
    return true
  }
  if (!column || column.kind.value === 'boolean' || (item.values.length > 0 && item.named !== 'name')) return false
  draft.subject = column
  use(item)
  return isKey(column, lexicon)
}

const countsMost = ({ items }: Draft): boolean =>
  hasRole(items[0], 'which') &&
  items.some(
    (item) =>
      live(item, 'superlative') && /^(?:the )?most|most often|least often|am meisten$/.test(item.words.join(' ')),
  ) &&
  !items.some((item) => numericOf(item) !== null && item.named !== 'meaning')

function distinctAt({ items }: Draft, at: number): boolean {
  const item = items[at]
  return hasRole(item, 'aggregate') && item.role.aggregate === 'count_distinct'
}

/** “customers who ordered more than once”, “employees in Berlin”: the first noun is the subject. */
function takeLeadingSubject(draft: Draft, counted = false): boolean {
  const { items, lexicon } = draft
  const first = items.findIndex(
    (item) =>
      !item.used && !hasRole(item, 'filler') && !hasRole(item, 'of') && !hasRole(item, 'be') && !hasRole(item, 'only'),
  )
  const item = items[first]
  if (!item || item.used) return false
  if (live(item, 'row') && item.columns.length === 0) {
    use(item)
    return true
  }
  if (
    !counted &&
    !item.noun &&
    draft.pendingHaving === null &&
    findRole(draft, 'superlative') < 0 &&
    draft.limit === null
  )
    return false
  const column = groupOfItem(item)
  if (item.noun && (!column || isKey(column, lexicon))) {
    use(item)
    return true
  }
  if (!column) return false
  draft.subject = column
  use(item)
  return isKey(column, lexicon)
}

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
  const column = numericOf(item)
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
    // “most common category” counts.
    return { ...base, counts: OFTEN.test(base.words.join(' ')) }
  }
  const dated = item && !item.used ? item.columns.find(isDate) : undefined
  if (item && dated) {
    use(item)
    return { ...base, column: dated }
  }
  // “busiest day of the week”, “best month”
  if (item && live(item, 'bucket') && draft.subject === null && addBucket(draft, item.role.bucket, null)) {
    use(item)
    return { ...base, counts: OFTEN.test(base.words.join(' ')) }
  }
  return namedOrMeant(draft, base)
}

const OFTEN = /common|frequent|popular|often|rarest|busiest|quietest|haufig|seltenst|beliebt/

/** A number that the question names is ranked before the one that the superlative could mean: “the longest waiting time”. */
function namedOrMeant(draft: Draft, base: Ranking): Ranking {
  const named = base.role.ranked === null || base.role.ranked === 'date' ? undefined : numberNamed(draft)
  if (!named) return rankedByWord(draft, base, draft.lexicon.columns.length > 0)
  use(named.item)
  return { ...base, column: named.column, columnOthers: named.item.columns.filter(isNumeric) }
}

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
]

/** `oldest`, `cheapest`, `latest`, `longest` say by themselves what they rank. */
function rankedByWord(draft: Draft, base: Ranking, any: boolean): Ranking {
  const { lexicon } = draft
  const dimension = DIMENSIONS.find(([words]) => words.test(base.words.join(' ')))?.[1]
  if (dimension !== undefined) {
    const column = conceptColumn(lexicon, dimension, isNumeric)
    if (!column) draft.problems.push(`no column says what is “${base.words.join(' ')}”`)
    return { ...base, column }
  }
  if (!any || base.role.ranked === null) return base
  const found = columnByWord(draft, base)
  const measurable = base.role.ranked === 'duration' && durationPair(lexicon, verbsOf(draft)) !== null
  if (found.column === null && !measurable) draft.problems.push(`no column says what is “${base.words.join(' ')}”`)
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
      const born = lexicon.columns.find(({ column }) => isDate(column)) ?? yearNamed(lexicon)
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
              (concepts.has('hours') || concepts.has('distance') || column.unit === 'h' || column.unit === 'min'),
          )?.column ?? null,
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

export { groupable }
