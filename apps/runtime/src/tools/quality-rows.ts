// Findings about rows and header: repeated, ragged, empty, unnamed. Pure.
import type { QualityFinding } from '@biplane/contracts/wire/artifacts'
import { rowsInWords } from './artifact-shapes.ts'
import { isEmptyCell } from './cell-values.ts'
import { examplesOf, finding, namesItsRow, quoteColumn, soundRows } from './quality-finding.ts'
import { cellAt, type Sheet } from './sheet.ts'
import { counted, shownCell } from './shown-text.ts'

export function rowFindings(sheet: Sheet): QualityFinding[] {
  const { table } = sheet
  const found: QualityFinding[] = []
  const ragged = [...table.ragged.keys()]
  if (ragged.length > 0) {
    const shown = ragged.slice(0, 3).map((row) => `row ${row} has ${table.ragged.get(row)}`)
    found.push(
      finding({
        rule: 'ragged_rows',
        severity: 'error',
        title: `${counted(ragged.length, 'row')} with another number of cells than the header`,
        detail: `The header has ${table.columns.length} cells; ${shown.join(', ')}. Their values may stand in the wrong columns.`,
        rows: ragged,
      }),
    )
  }
  if (table.brokenQuotes.length > 0) {
    found.push(
      finding({
        rule: 'broken_quotes',
        severity: 'error',
        title: 'A quotation mark that is not closed where it should be',
        detail: `It begins in ${rowsInWords(table.brokenQuotes)}; what follows may have run together into one cell.`,
        rows: table.brokenQuotes,
      }),
    )
  }
  found.push(...duplicateRows(sheet), ...duplicateKeys(sheet))
  const empty = [...sheet.empty]
  if (empty.length > 0) {
    found.push(
      finding({
        rule: 'empty_rows',
        severity: 'info',
        title: `${counted(empty.length, 'row')} without any value`,
        detail: `They are not counted in any result: ${rowsInWords(empty)}.`,
        rows: empty,
      }),
    )
  }
  return [...found, ...headerFindings(sheet)]
}

function duplicateRows(sheet: Sheet): QualityFinding[] {
  const rows = [...sheet.repeats.keys()]
  if (rows.length === 0) return []
  const pairs = [...sheet.repeats].slice(0, 5).map(([row, first]) => `row ${row} repeats row ${first}`)
  return [
    finding({
      rule: 'duplicate_rows',
      severity: 'warning',
      title: `${counted(rows.length, 'row')} that ${rows.length === 1 ? 'repeats' : 'repeat'} an earlier one exactly`,
      detail: `${pairs.join(', ')}${rows.length > pairs.length ? ' …' : '.'}`,
      rows,
    }),
  ]
}

/** The same number on rows that differ: one of them is not what it says. */
function duplicateKeys(sheet: Sheet): QualityFinding[] {
  return sheet.columns
    .filter((column) => namesItsRow(sheet, column))
    .flatMap((column) => {
      const first = new Map<string, number>()
      const again: number[] = []
      let filled = 0
      for (const row of soundRows(sheet)) {
        const cell = cellAt(sheet, row, column).trim()
        if (isEmptyCell(cell) || sheet.repeats.has(row)) continue
        filled++
        if (first.has(cell)) again.push(row)
        else first.set(cell, row)
      }
      // A column that repeats often names something else than its row.
      if (again.length === 0 || again.length > filled * 0.05) return []
      return [
        finding({
          rule: 'duplicate_keys',
          severity: 'error',
          title: `${quoteColumn(column)} names ${counted(again.length, 'row')} with a value that another row has`,
          detail: `${examplesOf(sheet, column, again)}; the rows differ in other columns.`,
          column,
          rows: again,
        }),
      ]
    })
}

function headerFindings({ table }: Sheet): QualityFinding[] {
  if (!table.header) {
    return [
      finding({
        rule: 'no_header',
        severity: 'info',
        title: 'There is no header line',
        detail: `The first line already holds data, so the columns are called ${table.columns.slice(0, 3).join(', ')} …`,
        rows: [],
        count: 1,
      }),
    ]
  }
  if (table.renamed.length === 0) return []
  return [
    finding({
      rule: 'column_names',
      severity: 'warning',
      title: `${counted(table.renamed.length, 'column')} with an empty or repeated name`,
      detail: `Called here: ${table.renamed.slice(0, 10).map(shownCell).join(', ')}.`,
      rows: [],
      count: table.renamed.length,
    }),
  ]
}
