// What a question asks for: “which customers”, “who”, “how many tickets”.
import type { ColumnReading } from '@biplane/contracts/wire/file-reading'
import { isText } from '../plan-scope.ts'
import { conceptColumn, doerColumns, labelColumn } from './choose-columns.ts'
import {
  type Draft,
  findRole,
  groupOfItem,
  hasRole,
  isGlue,
  isKey,
  live,
  numberAsName,
  numericOf,
  skipGlue,
  use,
} from './draft.ts'
import { addBucket } from './read-groups.ts'
import { stemsOf } from './tokens.ts'

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
        if (draft.limit !== null && hasRole(items[at - 1], 'by')) return countedSubject(draft, at)
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
        draft.subject = doerSaid(draft) ?? labelColumn(draft.lexicon, true)
        checkPerson(draft, at)
        return { kind: 'who', rows: draft.subject !== null && isKey(draft.subject, draft.lexicon) }
      }
      case 'when':
        use(item)
        takeBucketSubject(draft, item.words)
        return { kind: 'when', rows: true }
      case 'where':
        use(item)
        draft.subject = conceptColumn(draft.lexicon, 'city', isText) ?? conceptColumn(draft.lexicon, 'country', isText)
        if (!draft.subject) draft.problems.push({ is: 'no_where' })
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

/**
 * “Who borrows most” asks for “Borrowed by”. Where such a column stands beside another one of people and no word says which of
 * them is meant, the question is open.
 */
function doerSaid({ items, lexicon, problems }: Draft): ColumnReading | null {
  const doers = doerColumns(lexicon)
  const said = new Set(items.flatMap(({ words }) => words.flatMap(stemsOf)))
  const found = doers.find(({ verbs }) => verbs.some((verb) => said.has(verb)))
  if (found) return found.column
  const other = labelColumn(lexicon, true)
  const [first] = doers
  // An employee does what the rows are about; an author does it in other tables.
  const isDoer = lexicon.columns.some(({ column, concepts }) => column === other && concepts.has('doer'))
  if (first && other && isDoer && other !== first.column && !items.some(({ columns }) => columns.includes(other)))
    problems.push({ is: 'which_people', columns: [other.name, ...doers.map(({ column }) => column.name)] })
  return null
}

/** An identifier or an opponent cannot answer “who”. */
function checkPerson({ subject, lexicon, items, problems }: Draft, at: number): void {
  const name = lexicon.columns.find(({ column }) => column === subject)
  const against = [items[at - 1], items[at]].some((item) => /against|gegen|whom/.test(item?.text.toLowerCase() ?? ''))
  if (subject?.additivity.value === 'identifier' || (name?.concepts.has('opponent') && !against))
    problems.push({ is: 'no_who' })
}

/** “top 3 customers by number of orders” ranks the customers by the rows that each has. */
function countedSubject(draft: Draft, at: number): Asked {
  takeSubject(draft, at)
  const named = draft.items.slice(0, at).find((item) => groupOfItem(item) !== null)
  draft.subject = groupOfItem(named)
  use(named)
  return { kind: 'which', rows: false }
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
  const column = groupOfItem(item) ?? (hasRole(items[at], 'which') ? numberAsName(item, lexicon) : null)
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
  const column = groupOfItem(item) ?? (draft.limit === null ? null : numberAsName(item, lexicon))
  if (item.noun && (!column || isKey(column, lexicon))) {
    use(item)
    return true
  }
  if (!column) return false
  draft.subject = column
  use(item)
  return isKey(column, lexicon)
}
