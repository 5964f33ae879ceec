import { expect, test } from 'vitest'
import { readSource } from '../../tables/read-source.ts'
import { detectTool, openSheet } from '../detect.ts'
import { toolFile } from '../made-file.test-support.ts'
import { gridOf, number, workbookOf, zipOf } from './office-files.test-support.ts'

const SHEETS = {
  Notes: gridOf([['read me first']]),
  Sales: {
    ...gridOf([
      ['order', 'day', 'amount'],
      ['S-1', 46024, 1200.5],
      ['S-2', 46055, -3],
      ['Größe “ß”', 46083, 99],
    ]),
    B2: number(46024, 'yyyy-mm-dd'),
    B3: number(46055, 'd/m/yy'),
    B4: number(46083, 'yyyy-mm-dd'),
  },
}

const FORMATS = [
  ['sales.xls', 'biff8', 'xlsx', 'an Excel workbook with 2 sheets'],
  ['sales.xlsb', 'xlsb', 'xlsx', 'an Excel workbook with 2 sheets'],
  ['sales.ods', 'ods', 'ods', 'an OpenDocument spreadsheet with 2 sheets'],
] as const

test.each(FORMATS)('reads %s like an .xlsx', async (name, type, format, label) => {
  const file = toolFile(name, workbookOf(SHEETS, type))
  expect(await detectTool.run({}, file)).toMatchObject({ format, label, tabular: true })
  const { table } = await openSheet(file)
  expect(table.columns).toEqual(['order', 'day', 'amount'])
  expect(table.rows).toEqual([
    ['S-1', '2026-01-02', '1200.5'],
    ['S-2', '2026-02-02', '-3'],
    ['Größe “ß”', '2026-03-02', '99'],
  ])
  const raw = await readSource(file, {})
  expect(raw).toMatchObject({ format, part: { value: 'Sales', alternatives: ['Notes'] } })
})

const openFile = (content: string, manifest = '<manifest/>') =>
  zipOf([
    { name: 'mimetype', content: 'application/vnd.oasis.opendocument.spreadsheet', stored: true },
    { name: 'content.xml', content },
    { name: 'styles.xml', content: '<office:document-styles/>' },
    { name: 'META-INF/manifest.xml', content: manifest },
  ])

const openSheetXml = (rows: string) =>
  `<office:document-content><office:body><office:spreadsheet><table:table table:name="S">${rows}</table:table></office:spreadsheet></office:body></office:document-content>`
const filled = (attributes = '') =>
  `<table:table-cell office:value-type="string"${attributes}><text:p>x</text:p></table:table-cell>`

test('takes empty cells repeated to the edge of the sheet', async () => {
  const edge = '<table:table-cell table:number-columns-repeated="16000"/>'
  const xml = openSheetXml(
    `<table:table-row>${filled()}${filled()}${edge}</table:table-row>` +
      `<table:table-row>${filled()}${filled()}${edge}</table:table-row>` +
      `<table:table-row table:number-rows-repeated="1048000">${edge}</table:table-row>`,
  )
  const { records } = await readSource(toolFile('a.ods', openFile(xml)), {})
  expect(records).toEqual([
    ['x', 'x'],
    ['x', 'x'],
  ])
})

test.each([
  [
    `<table:table-row table:number-rows-repeated="1048000">${filled(' table:number-columns-repeated="16000"')}</table:table-row>`,
  ],
  [`<t:table-row t:number-rows-repeated='1048000'>${filled().replaceAll('table:', 't:')}</t:table-row>`],
  [`<table-row>${filled(" number-columns-repeated = '99999999'").replaceAll('table:', '')}</table-row>`],
])('refuses a few bytes that stand for a billion cells: %s', async (rows) => {
  const file = toolFile('bomb.ods', openFile(openSheetXml(rows)))
  await expect(readSource(file, {})).rejects.toMatchObject({ refusal: 'TOO_LARGE' })
})

test('names a password of an .ods', async () => {
  const file = toolFile('locked.ods', openFile('\u0001\u0002', '<manifest:encryption-data/>'))
  await expect(readSource(file, {})).rejects.toThrow('locked with a password')
})

/** A container of Office 97 whose directory names these streams. */
function compoundOf(...streams: string[]): Uint8Array {
  const bytes = Buffer.alloc(2_048)
  Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]).copy(bytes)
  for (const [at, name] of streams.entries()) bytes.write(`${name}\0`, 512 + at * 128, 'utf16le')
  return bytes
}

test('names a password of an .xlsx, which lies in a container then', async () => {
  const file = toolFile('locked.xlsx', compoundOf('EncryptionInfo', 'EncryptedPackage'))
  await expect(readSource(file, {})).rejects.toThrow('“locked.xlsx” is locked with a password.')
})

test('names a Word document of the old format', async () => {
  const file = toolFile('letter.xls', compoundOf('WordDocument'))
  await expect(readSource(file, {})).rejects.toMatchObject({ refusal: 'UNSUPPORTED_FILE' })
})

test('refuses a damaged .xls', async () => {
  const file = toolFile('broken.xls', compoundOf('Workbook'))
  await expect(readSource(file, {})).rejects.toThrow('damaged')
})
