// Owns a question with two groupings as a table with both, and as bars that show what each consists of. Pure.
import type { TableColumn } from '@biplane/contracts/wire/artifacts'
import { type AggregateView, isMoney, provenance, questionKey, titleOf } from '../aggregate-artifacts.ts'
import { compute, type Group, type Outcome } from '../aggregate-compute.ts'
import type { SelectedRow } from '../aggregate-rows.ts'
import { boundedTable, type Cell, type ChartDraft, type TableDraft } from '../artifact-shapes.ts'
import { stackedChart } from '../charts.ts'
import { toNumber } from '../decimal.ts'
import { groupBy } from '../group-by.ts'
import { counted, shownCell } from '../shown-text.ts'

/** Wider tables are not read, and such charts have no colours left. */
const MOST_PARTS = 24
const CHART_GROUPS = 24

export function pivotOf(
  view: AggregateView,
  rows: SelectedRow[],
  groups: readonly Group[],
  whole: Outcome | null,
): { table: TableDraft; chart: ChartDraft | null } {
  const { query, measure, sheet, currency } = view
  const parts = partsOf(view, rows)
  const shownParts = parts.slice(0, MOST_PARTS)
  const byGroup = groupBy(rows, ({ group }) => group)
  const shown = groups.slice(0, query.top ?? groups.length)
  const numberOf = (inside: SelectedRow[]): number | null => {
    const outcome = compute(query.operation, inside)
    return outcome && toNumber(outcome.value)
  }
  const partsIn = (label: string) => groupBy(byGroup.get(label) ?? [], ({ across }) => across)
  const type = measure && isMoney(sheet, measure) && query.operation !== 'count' ? 'currency' : 'number'
  const number = (key: string, label: string): TableColumn => ({
    key,
    label: shownCell(label),
    type: query.operation === 'count' ? 'integer' : type,
    ...(currency && query.operation !== 'count' ? { unit: currency } : {}),
  })
  const lines = shown.map(({ label, value }) => {
    const inside = partsIn(label)
    return { label, cells: shownParts.map((part) => numberOf(inside.get(part) ?? [])), all: toNumber(value) }
  })
  const byPart = groupBy(rows, ({ across }) => across)
  const totals: Cell[] = [
    'All',
    ...shownParts.map((part) => numberOf(byPart.get(part) ?? [])),
    whole && toNumber(whole.value),
  ]
  const summary = `${counted(shown.length, 'group')} × ${counted(shownParts.length, 'column')}${parts.length > shownParts.length ? ` of ${parts.length}` : ''}`
  const table: TableDraft = {
    kind: 'table',
    key: questionKey('pivot', view),
    title: titleOf(query),
    summary,
    provenance: provenance(view, rows, whole),
    data: boundedTable({
      columns: [
        { key: 'group', label: shownCell(query.by?.column ?? 'group'), type: 'text' },
        ...shownParts.map((part, at) => number(`p${at}`, part)),
        number('all', 'All'),
      ],
      rows: lines.map(({ label, cells, all }) => ({ row: null, cells: [shownCell(label), ...cells, all] })),
      ...(shown.length === groups.length ? { totals } : {}),
    }),
  }
  return { table, chart: chartOf(view, { table, lines, parts: shownParts }) }
}

/** Periods in their order, names by how many rows they have. */
function partsOf({ query }: AggregateView, rows: SelectedRow[]): string[] {
  const parts = [...groupBy(rows, ({ across }) => across)]
  return parts
    .sort(([a, left], [b, right]) => (query.across?.grain ? 0 : right.length - left.length) || (a < b ? -1 : 1))
    .map(([part]) => part)
}

/** Only what adds up can be stacked. */
function chartOf(
  view: AggregateView,
  { table, lines, parts }: { table: TableDraft; lines: { label: string; cells: (number | null)[] }[]; parts: string[] },
): ChartDraft | null {
  const { query, currency } = view
  const adds = query.operation === 'sum' || query.operation === 'count'
  if (!adds || lines.length < 2 || lines.some(({ cells }) => cells.some((cell) => cell !== null && cell < 0)))
    return null
  const measure = `${query.operation} of ${query.column ?? 'rows'}${currency ? ` (${currency})` : ''}`
  const points = lines
    .slice(0, CHART_GROUPS)
    .flatMap(({ label, cells }) =>
      cells.flatMap((value, at) =>
        value === null ? [] : [{ label: shownCell(label), part: shownCell(parts[at] ?? ''), value }],
      ),
    )
  return {
    kind: 'chart',
    key: questionKey('chart', view),
    title: table.title,
    summary: table.summary,
    provenance: table.provenance,
    data: {
      spec: stackedChart({
        points,
        axis: shownCell(query.by?.column ?? 'group'),
        parts: shownCell(query.across?.column ?? 'part'),
        measure: shownCell(measure),
        lying: !query.by?.grain,
      }),
      table: { ...table.data, rows: table.data.rows.slice(0, 100) },
    },
  }
}
