import { describe, expect, test } from 'vitest'
import { refusalCodeOf } from '../store/store.test-support.ts'
import { safeName } from './file-store.ts'
import { endingOf, SUPPORTED, sniffFile } from './sniff-file.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const sniff = (name: string, content: Uint8Array | string) => {
  const head = typeof content === 'string' ? bytes(content) : content
  return sniffFile(name, head, head.length)
}
const refusedWith = async (name: string, content: Uint8Array | string): Promise<string> => {
  const outcome = await sniff(name, content).then(
    () => 'taken',
    (error: unknown) => error,
  )
  if (!(outcome instanceof Error)) throw new Error(`${name} was taken`)
  expect(await refusalCodeOf(sniff(name, content))).toBe('UNSUPPORTED_FILE')
  return outcome.message
}

const PNG = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, 0x49, 0x48, 0x44, 0x52])
const PDF = bytes('%PDF-1.7\n%âãÏÓ\n1 0 obj\n')
const ZIP = Uint8Array.from([0x50, 0x4b, 0x03, 0x04, 0x14, 0, 0, 0, 0, 0, ...Array(30).fill(0)])
/** An archive that begins with the list of its parts, as office programs write it. */
function office(part: string, type: string): Uint8Array {
  const list = bytes(
    `<Types><Override PartName="/${part}" ContentType="application/vnd.openxmlformats-officedocument.${type}.main+xml"/></Types>`,
  )
  const header = new DataView(new ArrayBuffer(30))
  header.setUint32(0, 0x04034b50, true)
  header.setUint32(18, list.length, true)
  header.setUint32(22, list.length, true)
  header.setUint16(26, 19, true)
  return Uint8Array.from([...new Uint8Array(header.buffer), ...bytes('[Content_Types].xml'), ...list])
}
const ELF = Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, ...Array(20).fill(0)])

describe('[D3.1] what a file is, is decided by its content', () => {
  test.each<[string, string, string, string]>([
    ['a.csv', 'id,amount\n1,2\n', 'csv', 'text/csv'],
    ['A.CSV', 'id;amount\n', 'csv', 'text/csv'],
    ['a.tsv', 'id\tamount\n', 'tsv', 'text/tab-separated-values'],
    ['a.json', '{"a":1}', 'json', 'application/json'],
    ['a.jsonl', '{"a":1}\n', 'ndjson', 'application/x-ndjson'],
    ['a.md', '# Title\n', 'markdown', 'text/markdown'],
    ['a.txt', 'hello', 'text', 'text/plain'],
    ['a', 'hello', 'text', 'text/plain'],
    ['a.xyz', 'hello', 'text', 'text/plain'],
    ['.csv', 'a,b', 'csv', 'text/csv'],
    ['a.csv.txt', 'a,b', 'text', 'text/plain'],
    ['umlaut.csv', 'größe;straße\n', 'csv', 'text/csv'],
    ['page.html', '<!doctype html><script>alert(1)</script>', 'html', 'text/plain'],
    ['flow.bpmn', '<?xml version="1.0"?><definitions/>', 'bpmn', 'text/plain'],
    ['feed.xml', '<?xml version="1.0"?><a/>', 'text', 'text/plain'],
  ])('%s with %j is %s', async (name, content, kind, mime) => {
    expect(await sniff(name, content)).toEqual({ kind, mime })
  })

  test('a workbook, a Word document and a PDF are taken for what they are', async () => {
    expect(await sniff('a.pdf', PDF)).toEqual({ kind: 'pdf', mime: 'application/pdf' })
    expect(await sniff('a', PDF)).toMatchObject({ kind: 'pdf' })
    // The list of parts is not in the beginning: the ending is believed here, and checked where the file is read.
    expect(await sniff('a.xlsx', ZIP)).toMatchObject({ kind: 'xlsx' })
    expect(await sniff('a.DOCX', ZIP)).toMatchObject({ kind: 'docx' })
    expect(await sniff('a.docx', office('word/document.xml', 'wordprocessingml.document'))).toMatchObject({
      kind: 'docx',
    })
    expect(await sniff('a.xlsm', office('xl/workbook.xml', 'spreadsheetml.sheet'))).toMatchObject({ kind: 'xlsx' })
  })

  test('takes workbooks of older and open formats', async () => {
    const compound = Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ...Array(600).fill(0)])
    expect(await sniff('a.xls', compound)).toMatchObject({ kind: 'xls' })
    expect(await refusedWith('a.doc', compound)).toContain('a.doc is named .doc but it is CFB')
    expect(await sniff('a.xlsb', ZIP)).toMatchObject({ kind: 'xlsb' })
    expect(await sniff('a.ods', ZIP)).toMatchObject({ kind: 'ods' })
    expect(await refusedWith('a.ods', 'id,amount\n')).toContain('is named .ods but it is text')
  })

  test('a Word document that is called workbook is not', async () => {
    const word = office('word/document.xml', 'wordprocessingml.document')
    expect(await refusedWith('a.xlsx', word)).toContain('is named .xlsx but it is DOCX')
    expect(await refusedWith('a.pdf', ZIP)).toContain('is named .pdf but it is ZIP')
  })

  test('text in an older encoding, and text that says that it is UTF-16, is text', async () => {
    const latin1 = Uint8Array.from([...bytes('gr'), 0xf6, 0xdf, ...bytes('e;1\n')])
    expect(await sniff('a.csv', latin1)).toMatchObject({ kind: 'csv' })
    const utf16 = Uint8Array.from([0xff, 0xfe, 0x61, 0, 0x2c, 0, 0x62, 0])
    expect(await sniff('a.csv', utf16)).toMatchObject({ kind: 'csv' })
  })
})

describe('[D3.1] text that begins like something else is text', () => {
  test.each([
    ['a picture of Windows', 'BMI,weight\n21,70\n'],
    ['a program', 'MZONE,amount\n1,2\n'],
    ['a picture that moves', 'GIFT,price\nbook,9\n'],
    ['music', 'ID3,title\n1,a\n'],
    ['an archive', 'BZh,amount\n'],
    ['a calendar', 'BEGIN:VCALENDAR\n'],
  ])('like %s', async (_, content) => {
    expect(await sniff('a.csv', content)).toMatchObject({ kind: 'csv' })
  })

  test('but a document that reads like text is none', async () => {
    expect(await refusedWith('a.txt', bytes('%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n'))).toContain('PDF')
    expect(await refusedWith('a.txt', bytes('{\\rtf1\\ansi hello}'))).toContain('RTF')
  })
})

describe('[D3.1] what is refused, is refused in words', () => {
  test('an empty file', async () => {
    expect(await refusedWith('a.csv', '')).toBe('a.csv is empty.')
  })

  test.each<[string, Uint8Array, string]>([
    ['a picture', PNG, 'PNG'],
    ['a PDF', PDF, 'PDF'],
    ['an archive', ZIP, 'ZIP'],
    ['a program', ELF, 'ELF'],
  ])('%s that says it is a table', async (_, content, what) => {
    const message = await refusedWith('a.csv', content)
    expect(message).toContain('a.csv is named .csv but it is')
    expect(message).toContain(what)
    expect(message).toContain(SUPPORTED)
  })

  test('a picture that says what it is', async () => {
    const message = await refusedWith('a.png', PNG)
    expect(message).toBe(`a.png is PNG (image/png). ${SUPPORTED}`)
  })

  test('a table that says it is a spreadsheet', async () => {
    expect(await refusedWith('a.xlsx', 'id,amount\n')).toContain('is named .xlsx but it is text')
  })

  test('zeros in the middle of text', async () => {
    expect(await refusedWith('a.csv', 'a,b\n1,\u0000\n')).toContain('is not text that can be read')
  })

  test('more control characters than text has', async () => {
    expect(await refusedWith('a.txt', `${'\u0001'.repeat(3)}${'a'.repeat(100)}`)).toContain('is not text')
    await expect(sniff('a.txt', `\u0001${'a'.repeat(200)}`)).resolves.toMatchObject({ kind: 'text' })
  })
})

test.each([
  ['a.csv', 'csv'],
  ['a.tar.GZ', 'gz'],
  ['a', ''],
  ['a.', ''],
  ['a.b c', ''],
  ['.env', 'env'],
  [`a.${'x'.repeat(11)}`, ''],
])('the ending of %j is %j', (name, ending) => {
  expect(endingOf(name)).toBe(ending)
})

describe('the name that is kept of an upload', () => {
  test.each([
    ['a.csv', 'a.csv'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\anna\\a.csv', 'a.csv'],
    ['a\u0000.csv', 'a.csv'],
    ['a\r\nX-Evil: 1.csv', 'aX-Evil 1.csv'],
    ['\u202evsc.exe', 'vsc.exe'],
    ['a"b<c>.csv', 'abc.csv'],
    ['  a.csv  ', 'a.csv'],
    ['', 'file'],
    ['..', '..'],
    ['/', 'file'],
    ['größe 猫.csv', 'größe 猫.csv'],
  ])('of %j is %j', (said, kept) => {
    expect(safeName(said)).toBe(kept)
  })

  test('has an end, and keeps its ending', () => {
    const kept = safeName(`${'x'.repeat(1_000)}.csv`)
    expect(kept).toHaveLength(255)
    expect(kept.endsWith('.csv')).toBe(true)
  })
})
