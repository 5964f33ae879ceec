// Checks that a file of a known kind is whole: its beginning and its end, at a cost that does not grow with the file. What
// only a full reading shows is told by the agent that reads it. [D3.1]
import { open } from 'node:fs/promises'
import { Refusal } from '@biplane/contracts/refusal'

/** The list of parts of an archive lies at its end, behind a comment of at most 64 KiB. */
export const TAIL_BYTES = 66 * 1024
/** Up to this size JSON is read as a whole: about two milliseconds. */
const PARSED_BYTES = 256 * 1024

export interface Ends {
  head: Uint8Array
  tail: Uint8Array
  size: number
}

export async function readTail(file: string, size: number): Promise<Uint8Array> {
  const length = Math.min(size, Math.max(TAIL_BYTES, PARSED_BYTES))
  const handle = await open(file, 'r')
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, size - length)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

/** @throws UNSUPPORTED_FILE */
export function checkEnds(name: string, kind: string, ends: Ends): void {
  const why = faultOf(kind, ends)
  if (why !== null) throw new Refusal('UNSUPPORTED_FILE', `${name} ${why}.`)
}

function faultOf(kind: string, ends: Ends): string | null {
  switch (kind) {
    case 'pdf':
      return includes(ends.tail, '%%EOF') || includes(ends.tail, 'startxref')
        ? null
        : 'is a damaged PDF: its end is missing'
    case 'xlsx':
    case 'xlsb':
      return isArchiveOf(ends, 'xl/') ? null : 'is a damaged Excel workbook: its list of parts is missing'
    case 'ods':
      return isArchiveOf(ends, 'content.xml') ? null : 'is a damaged spreadsheet: its list of parts is missing'
    case 'docx':
      return isArchiveOf(ends, 'word/') ? null : 'is a damaged Word document: its list of parts is missing'
    case 'bpmn':
      return isBpmn(ends) ? null : 'is no BPMN diagram: it has no BPMN definitions, or no end of them'
    case 'json':
      return isJson(ends) ? null : 'is not valid JSON'
    default:
      return null
  }
}

const includes = (bytes: Uint8Array, text: string): boolean => Buffer.from(bytes).includes(text)

/** The end record of an archive, and the folder of its parts in the list before it. */
const isArchiveOf = ({ head, tail }: Ends, folder: string): boolean =>
  includes(tail, 'PK\u0005\u0006') && (includes(tail, folder) || includes(head, folder))

const isBpmn = ({ head, tail }: Ends): boolean =>
  includes(head, 'definitions') && includes(head, 'omg.org/spec/BPMN') && includes(tail, 'definitions>')

function isJson({ head, tail, size }: Ends): boolean {
  if (head[0] === 0xff || head[0] === 0xfe) return true
  if (size > PARSED_BYTES) return beginsLikeJson(head) && endsLikeJson(tail)
  const text = new TextDecoder().decode(tail)
  return parses(text) || (text.includes('\n') && parses(text.trimStart().split('\n', 1)[0] ?? '') && endsLikeJson(tail))
}

const beginsLikeJson = (head: Uint8Array): boolean => /^[[{"\-\dtfn]/.test(new TextDecoder().decode(head).trimStart())
const endsLikeJson = (tail: Uint8Array): boolean =>
  /[\]}"\del]$/.test(new TextDecoder().decode(tail).trimEnd().slice(-1))

function parses(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
