// Office files for tests: workbooks, Word documents, PDFs and archives, valid and hostile.
import { crc32, deflateRawSync, deflateSync } from 'node:zlib'
import { type CellObject, utils, write } from '@e965/xlsx'

export type Sheets = Record<string, Record<string, CellObject>>

/** Sheets by name, each with its cells by address. */
export function workbookOf(sheets: Sheets, bookType: 'xlsx' | 'biff8' | 'xlsb' | 'ods' = 'xlsx'): Uint8Array {
  const book = utils.book_new()
  for (const [name, cells] of Object.entries(sheets)) {
    const places = Object.keys(cells).map((address) => utils.decode_cell(address))
    const end = { c: Math.max(...places.map(({ c }) => c)), r: Math.max(...places.map(({ r }) => r)) }
    utils.book_append_sheet(book, { ...cells, '!ref': utils.encode_range({ s: { c: 0, r: 0 }, e: end }) }, name)
  }
  return new Uint8Array(write(book, { type: 'buffer', bookType, bookSST: true, compression: true }))
}

export const text = (v: string): CellObject => ({ t: 's', v })
export const number = (v: number, z?: string): CellObject => ({ t: 'n', v, ...(z === undefined ? {} : { z }) })

/** Rows of cells from A1 on; numbers become numbers. */
export function gridOf(rows: (string | number)[][]): Record<string, CellObject> {
  const cells: Record<string, CellObject> = {}
  for (const [r, row] of rows.entries()) {
    for (const [c, value] of row.entries()) {
      cells[utils.encode_cell({ r, c })] = typeof value === 'number' ? number(value) : text(value)
    }
  }
  return cells
}

export interface MadeEntry {
  name: string
  content: string | Uint8Array
  /** What the index says of its size, where it lies. */
  stated?: number
  encrypted?: boolean
  /** Not packed. */
  stored?: boolean
}

export function zipOf(entries: readonly MadeEntry[]): Uint8Array {
  const locals: Buffer[] = []
  const index: Buffer[] = []
  let at = 0
  for (const { name, content, stated, encrypted, stored } of entries) {
    const bytes = Buffer.from(content)
    const packed = stored ? bytes : deflateRawSync(bytes)
    const facts = Buffer.alloc(26)
    facts.writeUInt16LE(20, 0)
    facts.writeUInt16LE(encrypted ? 1 : 0, 2)
    facts.writeUInt16LE(stored ? 0 : 8, 4)
    facts.writeUInt32LE(crc32(bytes) >>> 0, 10)
    facts.writeUInt32LE(packed.length, 14)
    facts.writeUInt32LE(stated ?? bytes.length, 18)
    facts.writeUInt16LE(name.length, 22)
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), facts, Buffer.from(name), packed])
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(at, 10)
    index.push(Buffer.concat([Buffer.from('PK\u0001\u0002\u0014\u0000'), facts, rest, Buffer.from(name)]))
    locals.push(local)
    at += local.length
  }
  const central = Buffer.concat(index)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(at, 16)
  return new Uint8Array(Buffer.concat([...locals, central, end]))
}

const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

/** A Word document with these paragraphs; `# ` begins a heading. */
export function wordOf(paragraphs: readonly string[], more: readonly MadeEntry[] = []): Uint8Array {
  const escaped = (words: string) => words.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  const body = paragraphs.map((paragraph) => {
    const heading = paragraph.startsWith('# ')
    const style = heading ? '<w:pPr><w:pStyle w:val="Heading1"/></w:pPr>' : ''
    return `<w:p>${style}<w:r><w:t>${escaped(heading ? paragraph.slice(2) : paragraph)}</w:t></w:r></w:p>`
  })
  const types = `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`
  const rels = `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`
  const styles = `<?xml version="1.0"?><w:styles ${W}><w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style></w:styles>`
  return zipOf([
    { name: '[Content_Types].xml', content: types },
    { name: '_rels/.rels', content: rels },
    {
      name: 'word/document.xml',
      content: `<?xml version="1.0"?><w:document ${W}><w:body>${body.join('')}</w:body></w:document>`,
    },
    { name: 'word/styles.xml', content: styles },
    ...more,
  ])
}

/** A PDF with these lines on its pages. `packed` puts another compressed part in. */
export function pdfOf(pages: readonly (readonly string[])[], packed?: Uint8Array): Uint8Array {
  const shown = pages.map((lines) => lines.map((line) => `(${literal(line)}) Tj T*`).join('\n'))
  return pdfOfContent(
    shown.map((text) => `BT /F1 12 Tf 14 TL 72 770 Td\n${text}\nET`),
    packed,
  )
}

const literal = (line: string): string => line.replace(/[\\()]/g, '\\$&')

/** A PDF with each word at its place: from the left and from the bottom, in points. */
export const placedPdf = (
  pages: readonly (readonly { y: number; cells: readonly [number, string][] }[])[],
): Uint8Array =>
  pdfOfContent(
    pages.map((lines) =>
      lines
        .flatMap(({ y, cells }) => cells.map(([x, text]) => `BT /F1 10 Tf ${x} ${y} Td (${literal(text)}) Tj ET`))
        .join('\n'),
    ),
  )

function pdfOfContent(pages: readonly string[], packed?: Uint8Array): Uint8Array {
  const objects: Buffer[] = []
  const add = (body: string | Buffer): number => objects.push(Buffer.from(body))
  const stream = (content: Uint8Array): Buffer =>
    Buffer.concat([
      Buffer.from(`<< /Length ${content.length} /Filter /FlateDecode >>\nstream\n`),
      content,
      Buffer.from('\nendstream'),
    ])
  add('<< /Type /Catalog /Pages 2 0 R >>')
  const kids = pages.map((_, at) => `${4 + 2 * at} 0 R`).join(' ')
  add(`<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`)
  add('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>')
  for (const content of pages) {
    add(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents ${objects.length + 2} 0 R >>`,
    )
    add(stream(deflateSync(content)))
  }
  if (packed) add(stream(packed))
  const parts = [Buffer.from('%PDF-1.4\n')]
  const places: number[] = []
  let at = parts[0]?.length ?? 0
  for (const [number, body] of objects.entries()) {
    const part = Buffer.concat([Buffer.from(`${number + 1} 0 obj\n`), body, Buffer.from('\nendobj\n')])
    places.push(at)
    at += part.length
    parts.push(part)
  }
  const table = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('')
  parts.push(
    Buffer.from(
      `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${at}\n%%EOF\n`,
    ),
  )
  return new Uint8Array(Buffer.concat(parts))
}
