// Tells what an archive is: an office file by the part that every such file has, and not by its name or by a stated type.
import type { ZipEntry } from './zip-index.ts'
import { unpack } from './zip-parts.ts'

/** `null` for an archive that is no office file which can be read. */
export function officeKind(entries: readonly ZipEntry[], bytes: Uint8Array): 'xlsx' | 'ods' | 'docx' | null {
  const names = new Set(entries.map(({ name }) => name))
  if (names.has('content.xml')) return isOpenSpreadsheet(entries, bytes) ? 'ods' : null
  if (!names.has('[Content_Types].xml')) return null
  // Excel writes the parts of an `.xlsb` in a binary form.
  if (names.has('xl/workbook.xml') || names.has('xl/workbook.bin')) return 'xlsx'
  return names.has('word/document.xml') ? 'docx' : null
}

const OPEN_SPREADSHEET = 'application/vnd.oasis.opendocument.spreadsheet'

/** OpenDocument states its type in a small part of its own. */
function isOpenSpreadsheet(entries: readonly ZipEntry[], bytes: Uint8Array): boolean {
  const stated = entries.filter(({ name, size }) => name === 'mimetype' && size < 200)
  return unpack(bytes, stated, () => true).some((part) => Buffer.from(part.bytes).toString() === OPEN_SPREADSHEET)
}

/** What a container of Office 97 to 2003 holds, by the names of its streams. `locked` is a newer file with a password. */
export function compoundKind(bytes: Uint8Array): 'xlsx' | 'locked' | null {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const holds = (stream: string) => file.includes(Buffer.from(`${stream}\0`, 'utf16le'))
  if (holds('EncryptedPackage')) return 'locked'
  return holds('Workbook') || holds('Book') ? 'xlsx' : null
}

const ZIP = [0x50, 0x4b, 0x03, 0x04]
const COMPOUND = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]
const PDF = [0x25, 0x50, 0x44, 0x46, 0x2d]

const begins = (bytes: Uint8Array, mark: readonly number[]): boolean => mark.every((byte, at) => bytes[at] === byte)

export const isZip = (bytes: Uint8Array): boolean => begins(bytes, ZIP)
export const isCompound = (bytes: Uint8Array): boolean => begins(bytes, COMPOUND)
export const isPdf = (bytes: Uint8Array): boolean => begins(bytes, PDF)

/** Files that a library reads whole; nothing of them is text as it stands. */
export const isPacked = (head: Uint8Array): boolean => isZip(head) || isPdf(head) || isCompound(head)

/** How far into a file other programs look for the beginning of a PDF. */
const PDF_SEARCHED = 1024
/** And how far from its end for the index of an archive. */
const ZIP_SEARCHED = 66_000

/** Bytes that one program reads as an archive and another as a PDF: whoever made them means no good. */
export function isPolyglot(bytes: Uint8Array): boolean {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (isZip(bytes)) return file.subarray(0, PDF_SEARCHED).indexOf('%PDF-') > 0
  const tail = file.subarray(Math.max(0, file.length - ZIP_SEARCHED))
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  return end >= 0 && tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]), end) >= 0
}
