// Owns the bytes of one file and what was already read from them, so that several tools parse a file once.
// It never refuses and never looks at a name: that is for `detect.ts`.
import { type DecodedText, decodeText } from './decode-text.ts'
import { readSheet, type Sheet } from './sheet.ts'
import { parseTable, type TableFormat } from './table.ts'

export interface FileContent {
  size: number
  bytes(): Uint8Array
  /** `null` when the bytes are no text. */
  text(): DecodedText | null
  sheet(format: TableFormat): Sheet
  /** What `read` gives, read once for each name, so that several tools unpack a file once. */
  once<T>(name: string, read: () => T): T
}

/** Everything is read when first asked for. */
export function openContent(bytes: Uint8Array): FileContent {
  const known = new Map<string, { value: unknown }>()
  const once = <T>(name: string, read: () => T): T => {
    const kept = known.get(name)
    // What is kept under a name was read under it, by the same reader.
    if (kept) return kept.value as T
    const value = read()
    known.set(name, { value })
    return value
  }
  const text = () => once('text', () => decodeText(bytes))
  return {
    size: bytes.byteLength,
    bytes: () => bytes,
    text,
    sheet: (format) => once(`sheet ${format}`, () => readSheet(parseTable(text()?.text ?? '', format))),
    once,
  }
}
