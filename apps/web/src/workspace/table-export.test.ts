import type { TableData } from '@biplane/contracts/wire/artifacts'
import { read } from '@e965/xlsx'
import { expect, test } from 'vitest'
import { toCsv, toTabbedText, toWorkbook } from './table-export.ts'

const TABLE: TableData = {
  columns: [
    { key: 'name', label: 'Name', type: 'text' },
    { key: 'day', label: 'Day', type: 'date' },
    { key: 'sum', label: 'Sum', type: 'currency', unit: 'EUR' },
    { key: 'took', label: 'Took', type: 'duration' },
    { key: 'share', label: 'Share', type: 'percent' },
    { key: 'paid', label: 'Paid', type: 'boolean' },
  ],
  rows: [
    { row: 2, cells: ['=1+1', '2026-03-01', 1234.5, 5_400, 12.5, true] },
    { row: 3, cells: ['two\nlines', 'soon', null, -60, null, false] },
  ],
  total_rows: 2,
}

async function sheetOf(table: TableData, title: string) {
  const book = read(await (await toWorkbook(table, title)).arrayBuffer(), { cellNF: true })
  const name = book.SheetNames[0] ?? ''
  return { name, cells: book.Sheets[name] ?? {} }
}

test('writes numbers, days and times as Excel holds them', async () => {
  const { cells } = await sheetOf(TABLE, 'Sums')
  expect(cells.B2).toMatchObject({ t: 'n', v: 46_082, z: 'yyyy-mm-dd' })
  expect(cells.C2).toMatchObject({ t: 'n', v: 1234.5, z: '#,##0.00' })
  expect(cells.D2).toMatchObject({ t: 'n', v: 0.0625, z: '[h]:mm:ss' })
  expect(cells.F3).toMatchObject({ t: 'b', v: false })
  expect([cells.C1?.v, cells.D1?.v, cells.E1?.v]).toEqual(['Sum (EUR)', 'Took', 'Share (%)'])
})

test('[SECURITY 21] writes no formula into a workbook', async () => {
  const { cells } = await sheetOf(TABLE, 'Sums')
  expect(cells.A2).toMatchObject({ t: 's', v: '=1+1' })
  expect(cells.A2?.f).toBeUndefined()
})

test('leaves a missing cell empty, and a word among days a word', async () => {
  const { cells } = await sheetOf(TABLE, 'Sums')
  expect(cells.C3).toBeUndefined()
  expect(cells.B3).toMatchObject({ t: 's', v: 'soon' })
  expect(cells.D3).toMatchObject({ t: 'n', v: -60 })
})

test('gives the sheet a name that Excel takes', async () => {
  expect((await sheetOf(TABLE, 'Late: [2026/27] a title that is longer than allowed')).name).toBe(
    'Late   2026 27  a title that is',
  )
  expect((await sheetOf(TABLE, '///')).name).toBe('Table')
})

test('writes an empty table as its heads alone', async () => {
  const { cells } = await sheetOf({ ...TABLE, rows: [], total_rows: 0 }, 'None')
  expect([cells.A1?.v, cells.A2]).toEqual(['Name', undefined])
})

test('copies one line for each row', () => {
  expect(toTabbedText(TABLE).split('\n')).toEqual([
    'Name\tDay\tSum (EUR)\tTook (seconds)\tShare (%)\tPaid',
    "'=1+1\t2026-03-01\t1234.5\t5400\t12.5\ttrue",
    'two lines\tsoon\t\t-60\t\tfalse',
  ])
})

test('names the unit of a column in the head of a CSV', () => {
  expect(toCsv(TABLE).split('\r\n')[0]).toBe('Name,Day,Sum (EUR),Took (seconds),Share (%),Paid')
})
