// Parts of a question that frame the rest: analyses, charts, limits, order, “the row after …”.
import { isDate } from '../plan-scope.ts'
import { dateColumn } from './choose-columns.ts'
import {
  type Draft,
  findRole,
  groupOfItem,
  hasRole,
  isGlue,
  live,
  namesColumn,
  numberOfItem,
  numericOf,
  skipGlue,
  use,
} from './draft.ts'
import { readAnalysisWord } from './read-analysis.ts'
import { verbsOf } from './read-periods.ts'
import { filterOfValues } from './read-values.ts'

export function readShape(draft: Draft): void {
  const { items } = draft
  readAnalysisWord(draft)
  for (const item of items) {
    if (!live(item, 'chart') || item.columns.length > 0) continue
    draft.show = item.role.show
    use(item)
  }
}

/** “top 5”, “5 largest”, “first 3”, “the three customers with”, “top 10 %”, “bottom two”. */
export function readLimit(draft: Draft): void {
  const { items } = draft
  for (const [at, item] of items.entries()) {
    if (live(item, 'top') && item.columns.length === 0) {
      const next = skipGlue(draft, at + 1)
      const count = numberOfItem(items[next])
      use(item)
      const direction = item.role.direction === 'high' ? 'descending' : 'ascending'
      draft.order = [{ by: 0, direction }]
      if (count === null || count <= 0) {
        draft.limit = { count: 1, unit: 'lines' }
        continue
      }
      use(items[next])
      const percent = live(items[next + 1], 'percent') || items[next + 1]?.text.startsWith('%') === true
      if (percent) use(items[next + 1])
      draft.limit = { count, unit: percent ? 'percent' : 'lines' }
      return
    }
    const edge = !item.used && (item.role?.is === 'first' || item.role?.is === 'last')
    const count = numberOfItem(items[at + 1])
    if (
      edge &&
      count !== null &&
      item.columns.length === 0 &&
      !hasRole(items[at + 2], 'bucket') &&
      !hasRole(items[at + 2], 'unit')
    ) {
      use(item, items[at + 1])
      draft.limit = { count, unit: 'lines' }
      draft.shape = 'rows'
      const listed = hasRole(items[at + 2], 'row')
      const by = (listed ? undefined : dateColumn(draft, verbsOf(draft))?.name) ?? '__row'
      if (item.role?.is === 'last' || by !== '__row')
        draft.order = [{ by, direction: item.role?.is === 'last' ? 'descending' : 'ascending' }]
      return
    }
    const many = numberOfItem(item)
    if (
      many !== null &&
      many >= 1 &&
      many <= 100 &&
      Number.isInteger(many) &&
      draft.limit === null &&
      ranksNear(draft, at)
    ) {
      draft.limit = { count: many, unit: 'lines' }
      use(item)
      return
    }
  }
}

/** “the 3 largest …”, “three customers with the highest …” */
function ranksNear(draft: Draft, at: number): boolean {
  const { items } = draft
  if (hasRole(items[at - 1], 'compare') || hasRole(items[at + 1], 'unit') || hasRole(items[at + 1], 'currency'))
    return false
  const next = items[at + 1]
  if (live(next, 'superlative')) return true
  if (!next || next.used || (next.columns.length === 0 && !next.noun)) return false
  const later = findRole(draft, 'superlative', at + 2)
  return later >= 0 && later <= at + 6
}

export function readOrder(draft: Draft): void {
  const { items } = draft
  const sorted = findRole(draft, 'sorted')
  const ordered = findRole(draft, 'ordered')
  if (sorted < 0 && ordered < 0) return
  const descending =
    ordered >= 0 &&
    hasRole(items[ordered], 'ordered') &&
    items[ordered]?.role !== null &&
    live(items[ordered], 'ordered') &&
    items[ordered].role.direction === 'high'
  use(items[ordered])
  if (sorted < 0) {
    if (ordered >= 0) draft.order = [{ by: 0, direction: descending ? 'descending' : 'ascending' }]
    return
  }
  const next = skipGlue(draft, hasRole(items[sorted + 1], 'by') ? sorted + 2 : sorted + 1)
  const item = items[next]
  use(items[sorted], ...(hasRole(items[sorted + 1], 'by') ? [items[sorted + 1]] : []))
  if (!namesColumn(item)) {
    if (ordered < 0 && draft.order.length === 0) draft.order = [{ by: 0, direction: 'descending' }]
    return
  }
  const [column] = item.columns
  const number = numericOf(item)
  if (!column) return
  const direction = descending || (ordered < 0 && number !== null) ? 'descending' : 'ascending'
  draft.order = [{ by: (number ?? column).name, direction }]
  // What groups are sorted by is measured, and stays to be read.
  if (!number) use(item)
}

/** “directly after X”, “the next row after X”, “who came before X”: the neighbour in the file's order. */
export function readNeighbour(draft: Draft): void {
  const { items } = draft
  for (const [at, item] of items.entries()) {
    const step = live(item, 'directly') || live(item, 'next') || live(item, 'previous')
    const side = live(item, 'after') || live(item, 'before')
    if (!step && !side) continue
    const sideAt = side ? at : skipGlue(draft, at + 1)
    const word = items[sideAt]
    const after = live(word, 'after') || live(item, 'next')
    const before = live(word, 'before') || live(item, 'previous')
    if (!after && !before) continue
    const valueAt = skipGlue(draft, side || live(word, 'after') || live(word, 'before') ? sideAt + 1 : at + 1)
    const anchor = items[valueAt]
    if (!anchor || anchor.used || anchor.values.length === 0) continue
    const where = filterOfValues(draft, valueAt)
    if (!where) continue
    draft.neighbour = { where: [[where]], offset: after ? 1 : -1 }
    draft.shape = 'rows'
    use(item, word, anchor)
    for (let between = Math.min(at, sideAt); between < valueAt; between++)
      if (isGlue(items[between])) use(items[between])
    return
  }
}

/** Where a table's lines stand in the file: “the first order”, “the last listed”. */
export function readEdge(draft: Draft): void {
  const { items, lexicon } = draft
  if (draft.limit !== null || draft.order.length > 0) return
  for (const [at, item] of items.entries()) {
    if (item.used || (item.role?.is !== 'first' && item.role?.is !== 'last') || item.columns.length > 0) continue
    const next = items[skipGlue(draft, at + 1)]
    const row =
      next &&
      !next.used &&
      (next.noun ||
        hasRole(next, 'row') ||
        groupOfItem(next) !== null ||
        hasRole(next, 'be') ||
        hasRole(next, 'perform'))
    if (!row && at < items.length - 1 && !isGlue(items[at + 1])) continue
    use(item)
    draft.limit = { count: 1, unit: 'lines' }
    draft.shape = 'rows'
    const said = ['created', ...verbsOf(draft)].toReversed()
    const date = said
      .map((verb) => lexicon.columns.find(({ concepts, column }) => isDate(column) && concepts.has(verb)))
      .find((one) => one !== undefined)
    const listed = /listed|row|line|entry/.test(`${item.text} ${next?.text ?? ''}`.toLowerCase())
    const by = date?.column.name ?? (listed ? undefined : dateColumn(draft, verbsOf(draft))?.name) ?? '__row'
    draft.order = [{ by, direction: item.role.is === 'first' ? 'ascending' : 'descending' }]
    return
  }
}
