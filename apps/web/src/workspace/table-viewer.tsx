// Renders a table: row numbers of the file, sorting, totals, a highlighted row.
import type { TableColumn, TableData } from '@biplane/contracts/wire/artifacts'
import { useEffect, useMemo, useRef, useState } from 'react'
import { Button, IconButton } from '../design/buttons.tsx'
import type { Decimals } from '../design/format.ts'
import { ChevronDownIcon, DownloadIcon } from '../design/icons.tsx'
import { ScrollBox } from '../design/scroll-box.tsx'
import { saveFile } from '../files/save-file.ts'
import { STRINGS } from '../strings.ts'
import { type Cell, cellText, compareCells, decimalsOf, isNumeric, toCsv } from './cells.ts'

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

interface Sorting {
  column: number
  descending: boolean
}

export function TableViewer({ title, table, wanted = null }: TableViewerProps) {
  const [sorting, setSorting] = useState<Sorting | null>(null)
  const [all, setAll] = useState(false)
  const body = useRef<HTMLTableSectionElement>(null)
  const [filter, setFilter] = useState('')
  const matching = useMemo(() => filtered(table, filter), [table, filter])
  const hides = wanted !== null && !matching.some((r) => r.row === wanted.row)
  // A requested row is shown in spite of filters.
  const rows = useMemo(() => sorted(hides ? table.rows : matching, sorting), [table.rows, matching, hides, sorting])
  const wantedAt = wanted === null ? -1 : rows.findIndex((r) => r.row === wanted.row)
  const shown = all || wantedAt >= FIRST_ROWS ? rows : rows.slice(0, FIRST_ROWS)
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
    <div>
      {table.rows.length > FILTER_FROM && (
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
            {filter.trim() !== '' && STRINGS.workspace.table.filtered(matching.length, table.rows.length)}
          </span>
        </div>
      )}
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
              {table.columns.map((column, at) => (
                <Head key={column.key} column={column} at={at} sorting={sorting} onSort={setSorting} />
              ))}
            </tr>
          </thead>
          <tbody ref={body}>
            {shown.map((row, at) => (
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
      <div className="flex min-h-10 items-center gap-2 px-4 text-xs text-ink-3">
        <span className="grow">{STRINGS.workspace.table.rows(shown.length, table.total_rows)}</span>
        {shown.length < rows.length && (
          <Button tone="quiet" onClick={() => setAll(true)}>
            {STRINGS.workspace.table.showAll(rows.length)}
          </Button>
        )}
        <IconButton
          label={STRINGS.workspace.table.download}
          size="small"
          onClick={() => saveFile(new Blob([toCsv(table)], { type: 'text/csv' }), `${title}.csv`)}
        >
          <DownloadIcon size={14} />
        </IconButton>
      </div>
    </div>
  )
}

const CELL = 'border-b border-line/70 px-2.5 py-1.5 align-top whitespace-nowrap'
const HEAD = 'sticky top-0 z-10 border-b border-line bg-sunken px-2.5 py-1.5 font-medium whitespace-nowrap'
const FOOT = 'sticky bottom-0 z-10 border-t border-line-strong bg-sunken px-2.5 py-1.5 font-semibold whitespace-nowrap'
const WANTED = 'bg-mark outline-none [animation:found_1.4s_ease-out]'

interface HeadProps {
  column: TableColumn
  at: number
  sorting: Sorting | null
  onSort: (sorting: Sorting | null) => void
}

function Head({ column, at, sorting, onSort }: HeadProps) {
  const mine = sorting?.column === at ? sorting : null
  const next = mine ? (mine.descending ? null : { column: at, descending: true }) : { column: at, descending: false }
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

function sorted(rows: TableData['rows'], sorting: Sorting | null): TableData['rows'] {
  if (!sorting) return rows
  const { column, descending } = sorting
  return rows.toSorted((a, b) => compareCells(a.cells[column], b.cells[column], descending))
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
