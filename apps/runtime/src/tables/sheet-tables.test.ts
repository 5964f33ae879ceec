import { expect, test } from 'vitest'
import { gridOf, workbookOf } from '../tools/formats/office-files.test-support.ts'
import { toolFile } from '../tools/made-file.test-support.ts'
import { readSource } from './read-source.ts'

type Cells = (string | number)[][]

const read = (rows: Cells, part?: string) =>
  readSource(toolFile('book.xlsx', workbookOf({ Plan: gridOf(rows) })), part === undefined ? {} : { part })
const namesOf = async (rows: Cells, part?: string) =>
  (await read(rows, part)).records.find((cells) => cells.some((cell) => cell !== ''))

const BESIDE: Cells = [
  ['Region', 'Sales', '', 'Product', 'Units'],
  ['North', 100, '', 'A', 5],
  ['South', 200, '', 'B', 7],
  ['West', 300, '', 'C', 9],
  ['', '', '', 'D', 11],
]

test('takes the larger of two tables side by side and offers the other', async () => {
  const { part, records } = await read(BESIDE)
  expect(part).toMatchObject({ value: 'Plan!D1:E5', confidence: 'likely', alternatives: ['Plan!A1:B4'] })
  expect(records[4]).toEqual(['D', '11'])
})

test('reads the table beside it once it is chosen', async () => {
  const { part, records, lines } = await read(BESIDE, 'Plan!A1:B4')
  expect(part).toMatchObject({ value: 'Plan!A1:B4', confidence: 'corrected', alternatives: ['Plan!D1:E5'] })
  expect(records.slice(0, 4)).toEqual([
    ['Region', 'Sales'],
    ['North', '100'],
    ['South', '200'],
    ['West', '300'],
  ])
  expect(lines?.[1]).toBe(2)
})

const BELOW: Cells = [
  ['Region', 'Sales'],
  ['North', 100],
  ['South', 200],
  [''],
  ['Product', 'Units'],
  ['A', 5],
  ['B', 7],
]

test('offers the table below, and reads it with the rows of the sheet', async () => {
  expect((await read(BELOW)).part).toMatchObject({ value: 'Plan!A1:B3', alternatives: ['Plan!A5:B7'] })
  const { records, lines } = await read(BELOW, 'plan!a5:b7')
  expect(records).toEqual([
    ['Product', 'Units'],
    ['A', '5'],
    ['B', '7'],
  ])
  expect(lines).toEqual([5, 6, 7])
})

test.each<[string, Cells]>([
  [
    'an empty column within it',
    [
      ['a', 'b', '', 'c', 'd'],
      ['x', 1, '', 'y', 2],
      ['z', 3, '', 'w', 4],
    ],
  ],
  [
    'a totals row of one half',
    [
      ['a', 'b', '', 'c', 'd'],
      ['x', 1, '', 'y', 2],
      ['z', 3, '', 'w', 4],
      ['Total', 4],
    ],
  ],
  [
    'notes beside some rows',
    [
      ['a', 'b', '', 'note', 'by'],
      ['x', 1, '', 'late', 'Jo'],
      ['z', 3],
      ['w', 3, '', 'paid', 'Al'],
      ['v', 1],
    ],
  ],
  ['a gap within it', [['a', 'b'], ['x', 1], [''], ['z', 3], ['w', 4]]],
  [
    'no gap',
    [
      ['a', 'b'],
      ['x', 1],
    ],
  ],
])('keeps one table whole that has %s', async (_, rows) => {
  const { part, records } = await read(rows)
  expect(part).toMatchObject({ value: 'Plan', confidence: 'certain', alternatives: [] })
  expect(records).toHaveLength(rows.length)
})

test.each<[string, Cells, string[]]>([
  [
    'columns of the same name',
    [
      ['Item', 'Qty', '', 'Item', 'Qty'],
      ['x', 1, '', 'y', 2],
      ['z', 3, '', 'w', 4],
    ],
    ['Item', 'Qty'],
  ],
  [
    'titles in different rows',
    [
      ['2025', '', '', '', ''],
      ['a', 'b', '', 'c', 'd'],
      ['x', 1, '', 'e', 'f'],
      ['y', 2, '', 'z', 9],
      ['v', 5, '', 'q', 8],
    ],
    ['2025', ''],
  ],
])('parts two tables that have %s', async (_, rows, names) => {
  const { part } = await read(rows)
  if (names[0] === 'Item') expect(part?.alternatives).toHaveLength(1)
  expect((await namesOf(rows))?.[0]).toBe(names[0])
})
