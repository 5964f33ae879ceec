// Renders a table: row numbers of the file, sorting, filter, chosen columns, totals, a highlighted row.
import type { TableColumn, TableData } from '@biplane/contracts/wire/artifacts'
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react'
import { Button } from '../design/buttons.tsx'
import type { Decimals } from '../design/format.ts'
import { ChevronDownIcon } from '../design/icons.tsx'
import { ScrollBox } from '../design/scroll-box.tsx'
import { STRINGS } from '../strings.ts'
import { type Cell, cellText, compareCells, decimalsOf, isNumeric } from './cells.ts'

/** Not in the first load: a table has it a moment later, in a place that is kept for it. */
const TableTools = lazy(() => import('./table-tools.tsx'))

/** A row to be brought into sight; a new `wish` is a new wish for the same row. */
export interface WantedRow {
  row: number
  wish: number
}

interface TableViewerProps {
  title: string
  table: TableData
  wanted?: WantedRow | null
}

/** Rows drawn at first; the rest is one click away. */
const FIRST_ROWS = 300
/** Shorter tables are seen at a glance. */
const FILTER_FROM = 12

/** By a column's key: its place changes with the columns that are shown. */
interface Sorting {
  column: string
  descending: boolean
}

export function TableViewer({ title, table: whole, wanted = null }: TableViewerProps) {
  const [sorting, setSorting] = useState<Sorting | null>(null)
  const [all, setAll] = useState(false)
  const [filter, setFilter] = useState('')
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set())
  const table = useMemo(() => withoutColumns(whole, hidden), [whole, hidden])
  const matching = useMemo(() => filtered(whole, filter), [whole, filter])
  const hides = wanted !== null && !matching.some((r) => r.row === wanted.row)
  // A requested row is shown in spite of filters.
  const inOrder = useMemo(() => {
    const at = whole.columns.findIndex(({ key }) => key === sorting?.column)
    return sorted(hides ? whole.rows : matching, sorting && at >= 0 ? { at, descending: sorting.descending } : null)
  }, [whole, matching, hides, sorting])
  const rows = useMemo(() => withoutColumns({ ...whole, rows: inOrder }, hidden).rows, [whole, inOrder, hidden])
  const wantedAt = wanted === null ? -1 : rows.findIndex((r) => r.row === wanted.row)
  const shown = all || wantedAt >= FIRST_ROWS ? rows : rows.slice(0, FIRST_ROWS)
  return (
    <div>
      {whole.rows.length > FILTER_FROM && (
        <RowFilter
          title={title}
          filter={filter}
          setFilter={setFilter}
          matching={matching.length}
          of={whole.rows.length}
        />
      )}
      <Grid title={title} table={table} rows={shown} wanted={wanted} sorting={sorting} onSort={setSorting} />
      <div className="flex min-h-10 flex-wrap items-center gap-x-2 px-4 text-xs text-ink-3">
        <span className="grow">{STRINGS.workspace.table.rows(shown.length, whole.total_rows)}</span>
        {shown.length < rows.length && (
          <Button tone="quiet" onClick={() => setAll(true)}>
            {STRINGS.workspace.table.showAll(rows.length)}
          </Button>
        )}
        <Suspense fallback={null}>
          <TableTools
            title={title}
            columns={whole.columns}
            hidden={hidden}
            choose={setHidden}
            table={{ ...table, rows }}
            held={whole.rows.length}
          />
        </Suspense>
      </div>
    </div>
  )
}

interface RowFilterProps {
  title: string
  filter: string
  setFilter: (filter: string) => void
  matching: number
  of: number
}

function RowFilter({ title, filter, setFilter, matching, of }: RowFilterProps) {
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 pb-2">
      <input
        type="search"
        value={filter}
        aria-label={STRINGS.workspace.table.filterOf(title)}
        placeholder={STRINGS.workspace.table.filter}
        onChange={(event) => setFilter(event.target.value)}
        className="min-h-8 w-full max-w-64 rounded-lg border border-line-strong/70 bg-card px-2.5 text-[0.8125rem] placeholder:text-ink-3"
      />
      <span role="status" className="text-xs text-ink-3 tabular-nums">
        {filter.trim() !== '' && STRINGS.workspace.table.filtered(matching, of)}
      </span>
    </div>
  )
}

interface GridProps {
  title: string
  table: TableData
  /** Those of the table that are drawn, in their order. */
  rows: TableData['rows']
  wanted: WantedRow | null
  sorting: Sorting | null
  onSort: (sorting: Sorting | null) => void
}

function Grid({ title, table, rows, wanted, sorting, onSort }: GridProps) {
  const body = useRef<HTMLTableSectionElement>(null)
  const decimals = useMemo(() => table.columns.map((_, at) => decimalsOf(table, at)), [table])
  const hasRows = table.rows.some((r) => r.row !== null)

  useEffect(() => {
    if (!wanted) return
    const row = body.current?.querySelector<HTMLElement>(`[data-row="${wanted.row}"]`)
    if (!row) return
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches
    row.scrollIntoView({ block: 'center', behavior: still ? 'auto' : 'smooth' })
    row.focus({ preventScroll: true })
  }, [wanted])

  return (
    <ScrollBox
      label={STRINGS.workspace.table.scroll(title)}
      className="max-h-[25rem] overscroll-x-contain border-y border-line"
    >
      <table className="w-full border-separate border-spacing-0 text-[0.8125rem] tabular-nums">
        <caption className="spoken">{title}</caption>
        <thead>
          <tr>
            {hasRows && (
              <th scope="col" className={`${HEAD} w-px text-end text-ink-3`}>
                {STRINGS.workspace.table.row}
              </th>
            )}
            {table.columns.map((column) => (
              <Head key={column.key} column={column} sorting={sorting} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody ref={body}>
          {rows.map((row, at) => (
            <tr
              key={row.row ?? `computed ${at}`}
              data-row={row.row ?? undefined}
              tabIndex={row.row === wanted?.row && row.row !== null ? -1 : undefined}
              className={row.row !== null && row.row === wanted?.row ? WANTED : 'hover:bg-hover/60'}
            >
              {hasRows && (
                <th scope="row" className={`${CELL} text-end font-normal text-ink-3`}>
                  {row.row ?? ''}
                </th>
              )}
              {table.columns.map((column, i) => (
                <td key={column.key} className={`${CELL} ${styleOf(column, row.cells[i])}`}>
                  {cellText(row.cells[i], column, decimals[i], table.locale)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        {table.totals && (
          <tfoot>
            <tr>
              {hasRows && <td className={FOOT} />}
              {table.columns.map((column, i) => (
                <td key={column.key} className={`${FOOT} ${isNumeric(column) ? 'text-end' : ''}`}>
                  {totalText(table.totals?.[i], column, { at: i, decimals: decimals[i], locale: table.locale })}
                </td>
              ))}
            </tr>
          </tfoot>
        )}
      </table>
      {table.rows.length === 0 && <p className="p-4 text-[0.8125rem] text-ink-3">{STRINGS.workspace.table.empty}</p>}
    </ScrollBox>
  )
}

const CELL = 'border-b border-line/70 px-2.5 py-1.5 align-top whitespace-nowrap'
const HEAD = 'sticky top-0 z-10 border-b border-line bg-sunken px-2.5 py-1.5 font-medium whitespace-nowrap'
const FOOT = 'sticky bottom-0 z-10 border-t border-line-strong bg-sunken px-2.5 py-1.5 font-semibold whitespace-nowrap'
const WANTED = 'bg-mark outline-none [animation:found_1.4s_ease-out]'

interface HeadProps {
  column: TableColumn
  sorting: Sorting | null
  onSort: (sorting: Sorting | null) => void
}

function Head({ column, sorting, onSort }: HeadProps) {
  const { key } = column
  const mine = sorting?.column === key ? sorting : null
  const next = mine ? (mine.descending ? null : { column: key, descending: true }) : { column: key, descending: false }
  return (
    <th
      scope="col"
      aria-sort={mine ? (mine.descending ? 'descending' : 'ascending') : 'none'}
      className={`${HEAD} ${isNumeric(column) ? 'text-end' : 'text-start'}`}
    >
      <button
        type="button"
        title={STRINGS.workspace.table.sort(column.label)}
        onClick={() => onSort(next)}
        className={`inline-flex items-center gap-1 rounded font-medium text-ink-2 hover:text-ink`}
      >
        {column.label}
        {column.unit !== undefined && <span className="font-normal text-ink-3">{column.unit}</span>}
        <ChevronDownIcon
          size={11}
          className={`transition-transform ${isNumeric(column) ? 'order-first' : ''} ${mine ? 'text-accent' : 'opacity-0'} ${mine && !mine.descending ? 'rotate-180' : ''}`}
        />
      </button>
    </th>
  )
}

/** Rows of which a cell, as it is shown, holds every word. */
function filtered({ rows, columns, locale }: TableData, filter: string): TableData['rows'] {
  const words = filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  if (words.length === 0) return rows
  return rows.filter(({ cells }) => {
    const text = columns
      .map((column, at) => cellText(cells[at] ?? null, column, undefined, locale))
      .join('\n')
      .toLowerCase()
    return words.every((word) => text.includes(word))
  })
}

function sorted(rows: TableData['rows'], sorting: { at: number; descending: boolean } | null): TableData['rows'] {
  if (!sorting) return rows
  const { at, descending } = sorting
  return rows.toSorted((a, b) => compareCells(a.cells[at], b.cells[at], descending))
}

/** The table without these columns, its totals too. */
function withoutColumns(table: TableData, hidden: ReadonlySet<string>): TableData {
  if (hidden.size === 0) return table
  const kept = table.columns.flatMap(({ key }, at) => (hidden.has(key) ? [] : [at]))
  const keep = <T,>(cells: readonly T[]): T[] => kept.flatMap((at) => (at in cells ? [cells[at] as T] : []))
  const rows = table.rows.map((row) => ({ ...row, cells: keep(row.cells) }))
  return { ...table, columns: keep(table.columns), rows, ...(table.totals && { totals: keep(table.totals) }) }
}

function styleOf(column: TableColumn, cell: Cell | undefined): string {
  const missing = cell === null || cell === undefined || cell === ''
  return `${isNumeric(column) ? 'text-end' : ''} ${missing ? 'text-ink-3' : ''}`
}

interface TotalStyle {
  at: number
  decimals: Decimals | undefined
  locale: string | undefined
}

function totalText(cell: Cell | undefined, column: TableColumn, { at, decimals, locale }: TotalStyle): string {
  if (cell === null || cell === undefined) return at === 0 ? STRINGS.workspace.table.totals : ''
  return cellText(cell, column, decimals, locale)
}
