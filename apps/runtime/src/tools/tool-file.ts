// Interface of a file as a tool gets it: its facts and its content.
import type { DecodedText } from './decode-text.ts'
import type { FileFacts } from './file-facts.ts'
import type { Sheet } from './sheet.ts'
import type { TableFormat } from './table.ts'

export interface FileContent {
  size: number
  /** The first bytes, by which a format is known. */
  head: Uint8Array
  /** All of them; of a text, once it was decoded, its text in UTF-8. */
  bytes(): Uint8Array
  /** `null` when the bytes are no text. */
  text(): DecodedText | null
  sheet(format: TableFormat): Sheet
  /** Where the bytes lie, for what reads them in pieces; absent where they are only in memory. */
  path?: string
  /** What `read` gives, read once for each name, so that several tools unpack a file once. */
  once<T>(name: string, read: () => T): T
}

export interface ToolFile extends FileFacts {
  content: FileContent
}
