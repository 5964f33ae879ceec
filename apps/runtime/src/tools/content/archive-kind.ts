// Owns what an archive is: an office file by the part that every such file has, and not by its name or by a stated type.
import type { ZipEntry } from './zip-index.ts'

/** `null` for an archive that is no office file which can be read. */
export function officeKind(entries: readonly ZipEntry[]): 'xlsx' | 'docx' | null {
  const names = new Set(entries.map(({ name }) => name))
  if (!names.has('[Content_Types].xml')) return null
  if (names.has('xl/workbook.xml')) return 'xlsx'
  return names.has('word/document.xml') ? 'docx' : null
}

const ZIP = [0x50, 0x4b, 0x03, 0x04]
const PDF = [0x25, 0x50, 0x44, 0x46, 0x2d]

const begins = (bytes: Uint8Array, mark: readonly number[]): boolean => mark.every((byte, at) => bytes[at] === byte)

export const isZip = (bytes: Uint8Array): boolean => begins(bytes, ZIP)
export const isPdf = (bytes: Uint8Array): boolean => begins(bytes, PDF)

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
