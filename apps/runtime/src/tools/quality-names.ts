// Findings about names: stray spaces, several spellings. Pure.
import type { QualityFinding } from '@biplane/contracts/wire/artifacts'
import { isEmptyCell } from './cell-values.ts'
import type { Column } from './columns.ts'
import { NameNormalizer, rememberedFold, tidySpaces } from './name-normalizer.ts'
import { examplesOf, finding, namesItsRow, quoteCell, quoteColumn, soundRows } from './quality-finding.ts'
import { cellAt, type Sheet } from './sheet.ts'
import { counted } from './shown-text.ts'

/** A column in which hardly any value comes twice holds remarks, not names. */
const NAMES_REPEAT = 0.9

export function nameFindings(sheet: Sheet): QualityFinding[] {
  const rows = soundRows(sheet)
  return sheet.columns
    .filter((column) => column.type === 'text')
    .flatMap((column) => [
      ...straySpaces(sheet, column, rows),
      ...spellings(sheet, column, rows),
      ...currencies(sheet, column, rows),
    ])
}

function straySpaces(sheet: Sheet, column: Column, rows: number[]): QualityFinding[] {
  const stray = rows.filter((row) => {
    const cell = cellAt(sheet, row, column)
    return cell.trim() !== '' && cell !== cell.trim()
  })
  if (stray.length === 0) return []
  return [
    finding({
      rule: 'surrounding_spaces',
      severity: 'warning',
      title: `${quoteColumn(column)} has spaces around its value in ${counted(stray.length, 'row')}`,
      detail: `${examplesOf(sheet, column, stray)}. They make the same name look like another one.`,
      column,
      rows: stray,
    }),
  ]
}

function spellings(sheet: Sheet, column: Column, rows: number[]): QualityFinding[] {
  if (namesItsRow(sheet, column)) return []
  const book = new NameNormalizer()
  let filled = 0
  for (const row of rows) {
    const cell = cellAt(sheet, row, column)
    if (isEmptyCell(cell)) continue
    book.note(cell)
    filled++
  }
  // Of remarks hardly any comes twice: they are not even folded.
  if (book.cells > filled * NAMES_REPEAT && book.size > filled * NAMES_REPEAT) return []
  const varied = new Set(book.varied())
  if (varied.size === 0) return []
  const fold = rememberedFold()
  const odd = rows.flatMap((row) => {
    const cell = cellAt(sheet, row, column)
    if (isEmptyCell(cell)) return []
    const [name, tidy] = [fold(cell), tidySpaces(cell)]
    return varied.has(name) && tidy !== book.shown(name) ? [{ row, name, tidy }] : []
  })
  const shown = odd
    .slice(0, 3)
    .map(({ row, name, tidy }) => `row ${row} says ${quoteCell(tidy)} for ${quoteCell(book.shown(name))}`)
  return [
    finding({
      rule: 'name_variants',
      severity: 'warning',
      title: `${quoteColumn(column)} spells ${counted(varied.size, 'name')} in more than one way`,
      detail: `${shown.join(', ')}. They are counted as one.`,
      column,
      rows: odd.map(({ row }) => row),
    }),
  ]
}

function currencies(sheet: Sheet, column: Column, rows: number[]): QualityFinding[] {
  if (column !== sheet.roles.currency) return []
  const codes = new Set(
    rows.map((row) => cellAt(sheet, row, column).trim().toUpperCase()).filter((code) => !isEmptyCell(code)),
  )
  if (codes.size < 2) return []
  return [
    finding({
      rule: 'several_currencies',
      severity: 'info',
      title: `The amounts are in ${counted(codes.size, 'currency', 'currencies')}`,
      detail: `${[...codes].slice(0, 10).join(', ')}. They are never added to each other.`,
      column,
      rows: [],
      count: codes.size,
    }),
  ]
}
