// The bytes of one file and what was parsed from them, so that several tools parse it once. Never rejects and never
// reads the name: `detect.ts` does.
import { decodeText } from './decode-text.ts'
import { readSheet } from './sheet.ts'
import { parseTable } from './table.ts'
import type { FileContent } from './tool-file.ts'

/** As far in as a format is looked for. */
export const HEAD_BYTES = 1024

/** Everything is read when first asked for. */
export function openContent(bytes: Uint8Array): FileContent {
  const size = bytes.byteLength
  const known = new Map<string, { value: unknown }>()
  const once = <T>(name: string, read: () => T): T => {
    const kept = known.get(name)
    // What is kept under a name was read under it, by the same reader.
    if (kept) return kept.value as T
    const value = read()
    known.set(name, { value })
    return value
  }
  let raw: Uint8Array | null = bytes
  const read = () => {
    const decoded = decodeText(bytesOf())
    // A large file is held once, as what it says, and not as its bytes as well.
    if (decoded) raw = null
    return decoded
  }
  const text = () => once('text', read)
  const bytesOf = (): Uint8Array => raw ?? new TextEncoder().encode(text()?.text ?? '')
  return {
    size,
    head: bytes.slice(0, HEAD_BYTES),
    bytes: bytesOf,
    text,
    sheet: (format) => once(`sheet ${format}`, () => readSheet(parseTable(text()?.text ?? '', format))),
    once,
  }
}
