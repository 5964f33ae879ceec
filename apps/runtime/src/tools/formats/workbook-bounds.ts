// Takes out of a workbook the parts that its cells are read from, and refuses more cells than fit into memory before the
// library makes an object of each.
import { Refusal } from '@biplane/contracts/refusal'
import { isCompound } from './archive-kind.ts'
import { readZipIndex } from './zip-index.ts'
import { storePlain, unpack } from './zip-parts.ts'

/** Cells that are held at once; every one is an object of its own while the workbook is read. */
const MAX_CELLS = 1_000_000

/** Pictures, macros, printer settings and embedded files are not even unpacked. */
const WANTED = /\.(?:xml|rels)$|^xl\/(?!vba)(?:worksheets\/)?[\w-]+\.bin$|^mimetype$/i

/** What the library may read. @throws TOO_LARGE, UNSUPPORTED_FILE */
export function readableWorkbook(bytes: Uint8Array): Uint8Array {
  // Nothing is packed in the container of Office 97; its cells are counted once they are read.
  if (isCompound(bytes)) return bytes
  const parts = unpack(bytes, readZipIndex(bytes) ?? [], (name) => WANTED.test(name))
  let cells = 0
  for (const { name, bytes: part } of parts) {
    cells += name.endsWith('.bin') ? binaryCells(part) : name === 'content.xml' ? openCells(part) : xmlCells(part)
    refuseCells(cells)
  }
  const manifest = parts.find(({ name }) => name === 'META-INF/manifest.xml')
  if (manifest && Buffer.from(manifest.bytes).includes('encryption-data')) {
    throw new Refusal('UNSUPPORTED_FILE', 'The workbook is locked with a password.')
  }
  return storePlain(parts)
}

/** @throws TOO_LARGE */
export function refuseCells(cells: number): void {
  if (cells <= MAX_CELLS) return
  throw new Refusal('TOO_LARGE', `The workbook has more than ${MAX_CELLS.toLocaleString('en')} cells.`)
}

const CELL = ['<c ', '<c>', '<row'].map((mark) => Buffer.from(mark))

const bufferOf = (part: Uint8Array): Buffer => Buffer.from(part.buffer, part.byteOffset, part.byteLength)

function xmlCells(part: Uint8Array): number {
  const xml = bufferOf(part)
  let cells = 0
  for (const mark of CELL) {
    for (let at = xml.indexOf(mark); at >= 0 && cells <= MAX_CELLS; at = xml.indexOf(mark, at + mark.length)) cells++
  }
  return cells
}

/** Records 0 to 11 of an `.xlsb` part are rows and cells; type and size are written in pieces of seven bits. */
function binaryCells(part: Uint8Array): number {
  let cells = 0
  let at = 0
  while (at < part.length && cells <= MAX_CELLS) {
    const [type, afterType] = sevenBits(part, at, 2)
    const [size, afterSize] = sevenBits(part, afterType, 4)
    if (type <= 11) cells++
    at = afterSize + size
  }
  return cells
}

function sevenBits(part: Uint8Array, from: number, most: number): [value: number, next: number] {
  let value = 0
  for (let byte = 0; byte < most; byte++) {
    const found = part[from + byte] ?? 0
    value += (found & 0x7f) * 128 ** byte
    if (found < 0x80) return [value, from + byte + 1]
  }
  return [value, from + most]
}

const ROW = Buffer.from('table-row')
const ONE = Buffer.from('table-cell')
const ROWS_REPEATED = /number-rows-repeated\s?=\s?["']?(\d{1,9})/
const COLUMNS_REPEATED = /number-columns-repeated\s?=\s?["']?(\d{1,9})/

/** OpenDocument writes equal cells and rows once, with how often they are repeated; only filled ones are made. */
function openCells(part: Uint8Array): number {
  const xml = bufferOf(part)
  let cells = 0
  let rows = 1
  let nextRow = xml.indexOf(ROW)
  for (let at = xml.indexOf(ONE); at >= 0 && cells <= MAX_CELLS; at = xml.indexOf(ONE, at + ONE.length)) {
    while (nextRow >= 0 && nextRow < at) {
      const row = openTag(xml, nextRow)
      if (row) rows = repeatedIn(row, ROWS_REPEATED)
      nextRow = xml.indexOf(ROW, nextRow + ROW.length)
    }
    const cell = openTag(xml, at)
    if (cell && !cell.endsWith('/')) cells += rows * repeatedIn(cell, COLUMNS_REPEATED)
  }
  return cells
}

const TAG_CHARS = 2_000

/** The element whose name stands at `at`, whatever its prefix; `null` for its end and for longer names. */
function openTag(xml: Buffer, at: number): string | null {
  let from = at - 1
  while (from > at - 20 && from >= 0 && xml[from] !== 0x3c) from--
  const tag = xml.subarray(from, Math.min(xml.length, at + TAG_CHARS)).toString('latin1')
  const name = /^<(?:[\w.]{1,16}:)?table-(?:row|cell)(?=[\s/>])/.exec(tag)
  return name && tag.slice(0, tag.indexOf('>'))
}

const repeatedIn = (tag: string, attribute: RegExp): number => Math.max(1, Number(attribute.exec(tag)?.[1] ?? 1))
