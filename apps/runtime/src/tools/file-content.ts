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
}

/** Everything is read when first asked for. */
export function openContent(bytes: Uint8Array): FileContent {
  let decoded: DecodedText | null | undefined
  const sheets = new Map<TableFormat, Sheet>()
  const text = () => {
    if (decoded === undefined) decoded = decodeText(bytes)
    return decoded
  }
  return {
    size: bytes.byteLength,
    bytes: () => bytes,
    text,
    sheet(format) {
      const known = sheets.get(format)
      if (known) return known
      const sheet = readSheet(parseTable(text()?.text ?? '', format))
      sheets.set(format, sheet)
      return sheet
    },
  }
}
