import { expect, test } from 'vitest'
import { detect, detectTool, openSheet } from '../detect.ts'
import { toolFile } from '../made-file.test-support.ts'
import { outlineTool } from '../outline.ts'
import { qualityTool } from '../quality.ts'
import { schemaTool } from '../schema.ts'
import { pagesOfLines } from './document-text.ts'
import { gridOf, number, pdfOf, text, wordOf, workbookOf } from './office-files.test-support.ts'

const BOOK = workbookOf({
  Notes: gridOf([['read me first']]),
  Sales: {
    A1: text('Sales of the first quarter'),
    ...Object.fromEntries(
      Object.entries(
        gridOf([
          ['order_id', 'day', 'amount', 'margin', 'doubled', 'paid'],
          ['S-1', 46024, 1200.5, 0.25, 2401, 'yes'],
          ['S-2', 46055, 0.1 + 0.2, 0.5, 0.6, 'no'],
          ['S-3', 46083, 99, 1, 198, 'yes'],
        ]),
      ).map(([address, cell]) => [address.replace(/\d+/, (row) => String(Number(row) + 2)), cell]),
    ),
    B4: number(46024, 'yyyy-mm-dd'),
    B5: number(46055, 'd/m/yy'),
    B6: number(46083, 'yyyy-mm-dd'),
    C4: number(1200.5, '[$€-407]#,##0.00'),
    D4: number(0.25, '0.0%'),
    E4: { t: 'n', v: 2401, f: 'C4*2' },
    E6: { t: 's', v: '', f: 'C6*2' },
  },
})

test('a workbook is read: the fullest sheet below its title, days as days, formulas as their stored values', async () => {
  const file = toolFile('sales.xlsx', BOOK)
  expect(await detectTool.run({}, file)).toMatchObject({
    format: 'xlsx',
    tabular: true,
    label: 'an Excel workbook with 2 sheets',
    sheets: [{ name: 'Notes', filled: 1 }, { name: 'Sales' }],
  })
  const { table, columns } = await openSheet(file)
  expect(table.columns).toEqual(['order_id', 'day', 'amount', 'margin', 'doubled', 'paid'])
  expect(table.rows).toEqual([
    ['S-1', '2026-01-02', '€1200.5', '25%', '2401', 'yes'],
    ['S-2', '2026-02-02', '0.3', '0.5', '0.6', 'no'],
    ['S-3', '2026-03-02', '99', '1', '', 'yes'],
  ])
  expect(columns.map(({ type }) => type)).toEqual(['text', 'date', 'currency', 'number', 'number', 'boolean'])
})

test('formula cells are flagged with their rows, and those without a stored value are a warning', async () => {
  const { artifact } = await qualityTool.run({}, toolFile('sales.xlsx', BOOK))
  const flagged = artifact.data.findings.filter(({ rule }) => rule.startsWith('formula'))
  expect(flagged.map(({ rule, rows, count }) => ({ rule, rows, count }))).toEqual([
    { rule: 'formula_without_value', rows: [3], count: 1 },
    { rule: 'formula_cells', rows: [1, 3], count: 2 },
  ])
})

test('the sheet that is asked for is read, and one that is not there falls back to the fullest', async () => {
  const book = workbookOf({
    A: gridOf([
      ['x', 'y'],
      ['a', 1],
    ]),
    B: gridOf([
      ['p', 'q', 'r'],
      ['b', 2, 3],
    ]),
  })
  const columnsOf = async (part?: string) => (await openSheet({ ...toolFile('two.xlsx', book), part })).table.columns
  expect(await columnsOf('a')).toEqual(['x', 'y'])
  expect(await columnsOf()).toEqual(['p', 'q', 'r'])
  expect(await columnsOf('nowhere')).toEqual(['p', 'q', 'r'])
})

test('a Word document becomes text with headings, and has an outline', async () => {
  const file = toolFile(
    'policy.docx',
    wordOf(['# Refunds', 'Refunds below 50 euros are paid at once.', '# Exceptions', 'A & B < C']),
  )
  expect(await detect(file)).toMatchObject({
    format: 'docx',
    tabular: false,
    text: '# Refunds\n\nRefunds below 50 euros are paid at once.\n\n# Exceptions\n\nA & B < C',
  })
  const { artifact } = await outlineTool.run({}, file)
  expect(artifact.data.sections.map(({ title, line }) => ({ title, line }))).toEqual([
    { title: 'Refunds', line: 1 },
    { title: 'Exceptions', line: 5 },
  ])
})

test('a PDF becomes the text of its pages, and a line knows its page', async () => {
  const file = toolFile(
    'terms.pdf',
    pdfOf([
      ['Terms of payment', 'Thirty days net.'],
      ['Late fees', 'Two percent.'],
    ]),
  )
  const { format, text: read } = await detect(file)
  expect(format).toBe('pdf')
  expect(read.split('\n')).toEqual(['Terms of payment', 'Thirty days net.', '', 'Late fees', 'Two percent.'])
  expect(await pagesOfLines(file, 'pdf')).toEqual([1, 1, 1, 2, 2])
})

test('a web page becomes what a reader sees of it: no script, no style, lists and tables kept', async () => {
  const page = `<!-- made --><!doctype html><html><head><title>T</title><style>p{}</style></head><body>
    <script>alert('x')</script><h2>Steps</h2><ol><li>Check</li><li>Pay <b>now</b></li></ol>
    <table><tr><td>a</td><td>b</td></tr></table><p hidden>kept as text</p></body></html>`
  const { format, text: read } = await detect(toolFile('page.html', page))
  expect(format).toBe('html')
  expect(read).toContain('## Steps\n\n1. Check\n\n2. Pay now')
  expect(read).toContain('a | b |')
  expect(read).not.toMatch(/alert|p\{\}/)
})

test.each([
  ['flow.bpmn', 'bpmn'],
  ['flow.xml', 'bpmn'],
  ['flow', 'bpmn'],
])('a BPMN workflow is recognised by its namespace, also as %s', async (name, format) => {
  const xml = `<?xml version="1.0"?>\n<!-- drawn -->\n<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d"><bpmn:process id="p"/></bpmn:definitions>`
  expect((await detect(toolFile(name, xml))).format).toBe(format)
})

test('a table in UTF-16 without a mark at its ends, with tabs, is read like any other', async () => {
  const csv = 'name\tamount\nAda\t10\nZoë\t20\n'
  const utf16 = Uint8Array.from(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(csv, 'utf16le')]))
  const { artifact } = await schemaTool.run({}, toolFile('a.tsv', utf16))
  expect(artifact.data).toMatchObject({ rows: 2, columns: [{ name: 'name' }, { name: 'amount', type: 'currency' }] })
})
