import { deflateRawSync } from 'node:zlib'
import { Refusal } from '@biplane/contracts/refusal'
import { LIMITS } from '@biplane/contracts/vocabulary/limits'
import { expect, test } from 'vitest'
import { detectTool } from './detect.ts'
import { sampleText, toolFile } from './made-file.test-support.ts'

const detect = async (name: string, content: string | Uint8Array, mime?: string) => {
  const { format, tabular } = await detectTool.run({}, toolFile(name, content, mime))
  return tabular ? `${format} table` : format
}

const refusal = async (name: string, content: string | Uint8Array, mime?: string): Promise<string> => {
  const error = await detectTool.run({}, toolFile(name, content, mime)).then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!(error instanceof Refusal)) throw new Error(`${name} was not refused`)
  return `${error.refusal}: ${error.message}`
}

const CSV = 'id,name,amount\n1,Ada,10.50\n2,Grace,11.00\n3,Edsger,12.25\n'
const PNG = Uint8Array.from(
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
)

const WORKBOOK =
  '<Types><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'

/** The least that a recogniser takes for an archive of that one file. */
function zipOf(name: string, content: string): Uint8Array {
  const data = deflateRawSync(content)
  const header = Buffer.alloc(30)
  header.writeUInt32LE(0x04034b50, 0)
  header.writeUInt16LE(20, 4)
  header.writeUInt16LE(8, 8)
  header.writeUInt32LE(data.length, 18)
  header.writeUInt32LE(content.length, 22)
  header.writeUInt16LE(name.length, 26)
  return Uint8Array.from(Buffer.concat([header, Buffer.from(name), data]))
}

test('the sample is recognised, whatever it is called', async () => {
  expect(await detect('receivables.csv', sampleText('receivables.csv'))).toBe('csv table')
  expect(await detect('export', sampleText('receivables.csv'))).toBe('csv table')
  expect(await detect('refund-sop.md', sampleText('refund-sop.md'))).toBe('markdown')
  expect(await detect('notes.txt', sampleText('refund-sop.md'))).toBe('markdown')
})

test.each([
  ['a.csv', CSV, 'csv table'],
  ['a.csv', CSV.replaceAll(',', ';'), 'csv table'],
  ['a.txt', CSV.replaceAll(',', '|'), 'csv table'],
  ['a.tsv', CSV.replaceAll(',', '\t'), 'tsv table'],
  ['a.csv', 'name\nAda\nGrace\n', 'csv table'],
  ['a.csv', 'a,b\n', 'csv table'],
  ['a.csv', 'BMI,age\n21,40\n', 'csv table'],
  ['a.csv', '#,name\n1,Ada\n', 'csv table'],
  ['a.json', '[{"a":1},{"a":2}]', 'json table'],
  ['a.json', '{"a":1}', 'json'],
  ['a.json', '[1,2,3]', 'json'],
  ['a.ndjson', '{"a":1}\n{"a":2}\n', 'ndjson table'],
  ['a.jsonl', '{"a":1}\n', 'ndjson table'],
  ['a', '{"a":1}\n{"a":2}\n', 'ndjson table'],
  ['a.md', 'Just words, and more words.\n', 'markdown'],
  ['a.txt', 'Just words.\nAnd more, of them.\n', 'text'],
  ['a.txt', '[not json] but a text\n', 'text'],
])('%s with %j is %s', async (name, content, expected) => {
  expect(await detect(name, content)).toBe(expected)
})

test('UTF-16 and Windows-1252 are read as well as UTF-8', async () => {
  const utf16 = Uint8Array.from(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(CSV, 'utf16le')]))
  expect(await detectTool.run({}, toolFile('a.csv', utf16))).toMatchObject({ format: 'csv', encoding: 'utf-16le' })
  const old = Uint8Array.from(Buffer.from('name,city\nJosé,Málaga\nZoë,Gdansk\n', 'latin1'))
  expect(await detectTool.run({}, toolFile('a.csv', old))).toMatchObject({ format: 'csv', encoding: 'windows-1252' })
  const marked = Uint8Array.from(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(CSV)]))
  expect(await detectTool.run({}, toolFile('a.csv', marked))).toMatchObject({ format: 'csv', encoding: 'utf-8' })
})

test('a CSV that a browser on Windows calls an Excel file is a CSV', async () => {
  expect(await detect('a.csv', CSV, 'application/vnd.ms-excel')).toBe('csv table')
})

test.each([
  ['no bytes at all', 'a.csv', '', 'is empty.'],
  ['only spaces and lines', 'a.csv', ' \n\t\n', 'is empty.'],
  ['a picture', 'a.png', PNG, 'is a PNG image.'],
  ['a workbook without an index', 'a.xlsx', zipOf('[Content_Types].xml', WORKBOOK), 'is an Excel workbook.'],
  ['an archive', 'a.zip', zipOf('a.txt', 'hello'), 'is a compressed archive.'],
  ['bytes without meaning', 'a.csv', Uint8Array.from([0, 1, 2, 3, 255, 254, 0, 0]), 'is not readable text'],
])('%s is refused with a sentence [L11]', async (_what, name, content, sentence) => {
  expect(await refusal(name, content)).toContain(`UNSUPPORTED_FILE: “${name}” ${sentence}`)
})

test.each([
  ['a picture called CSV', 'a.csv', PNG, undefined, 'is named as a CSV table but is a PNG image.'],
  [
    'a login page called CSV',
    'a.csv',
    '<!DOCTYPE html><html>',
    undefined,
    'is named as a CSV table but is a web page.',
  ],
  ['JSON called CSV', 'a.csv', '[{"a":1}]', undefined, 'is named as a CSV table but holds a JSON document.'],
  [
    'prose called CSV',
    'a.csv',
    'This is no table at all.\nIt has only sentences in it.\n',
    undefined,
    'is named as a CSV table but holds plain text.',
  ],
  [
    'Markdown called CSV',
    'a.csv',
    '# Title\n\nSome words here\n',
    undefined,
    'is named as a CSV table but holds a Markdown document.',
  ],
  [
    'the sample procedure called CSV',
    'a.csv',
    sampleText('refund-sop.md'),
    undefined,
    'is named as a CSV table but holds a Markdown document.',
  ],
  [
    'a CSV called JSON',
    'a.json',
    CSV,
    undefined,
    'is named as a JSON document but holds plain text that does not parse.',
  ],
  [
    'broken JSON',
    'a.json',
    '{"a": ',
    undefined,
    'is named as a JSON document but holds plain text that does not parse.',
  ],
  ['a CSV called workbook', 'a.xlsx', CSV, undefined, 'is named as an Excel workbook but holds a CSV table.'],
  ['a CSV called PDF', 'a.pdf', CSV, undefined, 'is named as a PDF document but holds a CSV table.'],
  ['a CSV sent as a picture', 'a.csv', CSV, 'image/png', 'was sent as an image but holds a CSV table.'],
  ['a picture called workbook', 'a.xlsx', PNG, undefined, 'is named as an Excel workbook but is a PNG image.'],
])('%s is a file that lies, and is refused [L11]', async (_what, name, content, mime, sentence) => {
  expect(await refusal(name, content, mime)).toBe(`UNSUPPORTED_FILE: “${name}” ${sentence}`)
})

test('one byte too many is refused before anything is read [L11]', async () => {
  const largest = new Uint8Array(LIMITS.documentBytes).fill(0x61)
  expect(await detect('a.txt', largest)).toBe('text')
  expect(await refusal('a.txt', new Uint8Array(LIMITS.documentBytes + 1).fill(0x61))).toContain(
    'TOO_LARGE: “a.txt” is larger than the 20 MiB',
  )
})

test('a name that tries to deceive is shown on one line and short', async () => {
  const message = await refusal(`evil\u202egpj\n.${'x'.repeat(300)}`, '')
  expect(message).not.toMatch(/[\u202e\n]/)
  expect(message.length).toBeLessThan(200)
})
