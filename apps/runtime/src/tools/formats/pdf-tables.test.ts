import { expect, test } from 'vitest'
import { readSource } from '../../tables/read-source.ts'
import { toolFile } from '../made-file.test-support.ts'
import { documentText } from './document-text.ts'
import { placedPdf } from './office-files.test-support.ts'
import { type PlacedText, pageText } from './pdf-tables.ts'

/** Each cell with its left edge in points; letters are about half as wide as high. */
type Row = [x: number, text: string][]

const place = (rows: Row[], step = 14): PlacedText[] =>
  rows.flatMap((row, at) =>
    row.map(([x, text], cell) => ({
      text,
      x,
      y: 700 - at * step,
      width: text.length * 5,
      size: 10,
      endsLine: cell === row.length - 1,
    })),
  )

/** Right-aligned at `edge`. */
const right = (edge: number, text: string): [number, string] => [edge - text.length * 5, text]

const SALES: Row[] = [
  [[50, 'Region'], right(250, 'Units'), right(350, 'Sales')],
  [[50, 'North'], right(250, '12'), right(350, '1,200.50')],
  [[50, 'South and West'], right(250, '7'), right(350, '300.00')],
  [[50, 'East'], right(250, '1,009'), right(350, '–')],
]

test('writes a table of aligned words as a table, between its prose', () => {
  const prose: Row = [[50, 'Sales rose in all regions but one, which nobody had expected.']]
  expect(pageText(place([prose, ...SALES, prose])).split('\n')).toEqual([
    'Sales rose in all regions but one, which nobody had expected.',
    '',
    '| Region | Units | Sales |',
    '| North | 12 | 1,200.50 |',
    '| South and West | 7 | 300.00 |',
    '| East | 1,009 | – |',
    '',
    'Sales rose in all regions but one, which nobody had expected.',
  ])
})

test('joins a cell of two lines with its row', () => {
  const rows: Row[] = [
    [[50, 'Item'], [150, 'Reason'], right(400, 'Cost')],
    [[50, 'Pump'], [150, 'worn out after'], right(400, '90.00')],
    [[150, 'nine years']],
    [[50, 'Hose'], [150, 'burst'], right(400, '12.50')],
  ]
  expect(pageText(place(rows))).toContain('| Pump | worn out after nine years | 90.00 |')
})

test.each<[string, Row[]]>([
  [
    'prose in two columns',
    Array.from(
      { length: 6 },
      (): Row => [
        [50, 'words of the first column that run along'],
        [320, 'and words of the second column, as long'],
      ],
    ),
  ],
  [
    'a list of fields',
    [
      [
        [50, 'Name:'],
        [150, 'Anna Weber'],
      ],
      [
        [50, 'Place:'],
        [150, 'Hamburg'],
      ],
      [
        [50, 'Phone:'],
        [150, 'on request'],
      ],
    ],
  ],
  [
    'two lines',
    [
      [[50, 'Total'], right(250, '12')],
      [[50, 'Tax'], right(250, '2')],
    ],
  ],
  [
    'cells that lie across two columns',
    [
      [
        [50, 'a'],
        [150, 'b'],
        [250, 'c'],
      ],
      [
        [50, 'd'],
        [120, 'across both of the columns here'],
      ],
      [
        [50, 'e'],
        [150, 'f'],
        [250, '1'],
      ],
      [
        [50, 'e'],
        [150, 'f'],
        [250, '1'],
      ],
    ],
  ],
])('leaves %s as text', (_, rows) => {
  expect(pageText(place(rows))).not.toContain('|')
})

test('leaves rotated words out of tables', () => {
  const turned = place(SALES).map((piece) => ({ ...piece, size: 0 }))
  expect(pageText(turned)).not.toContain('|')
})

test('reads the table of a PDF and says what that rests on', async () => {
  const file = toolFile('report.pdf', placedPdf([SALES.map((row, at) => ({ y: 700 - at * 14, cells: row }))]))
  const { records, part, format } = await readSource(file, {})
  expect(format).toBe('pdf')
  expect(records[0]).toEqual(['Region', 'Units', 'Sales'])
  expect(records).toHaveLength(4)
  expect(part).toMatchObject({ confidence: 'likely', evidence: expect.stringContaining('where the words stand') })
})

test('joins a table that goes on with its header on the next page', async () => {
  const page = SALES.map((row, at) => ({ y: 700 - at * 14, cells: row }))
  const file = toolFile('report.pdf', placedPdf([page, page]))
  const { records, part } = await readSource(file, {})
  expect(records).toHaveLength(7)
  expect(part?.alternatives).toEqual([])
  expect(await documentText(file, 'pdf')).toContain('| North | 12 | 1,200.50 |')
})
