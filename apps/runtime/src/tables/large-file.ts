// Makes a large text file ready for the table engine: UTF-8, one kind of line end, one character between cells; and takes
// an even sample of its lines. It never holds more than the sample.
import { isUtf8 } from 'node:buffer'
import { createReadStream, createWriteStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { Refusal } from '@biplane/contracts/refusal'
import { shownName } from '../tools/shown-text.ts'
import { corrected, type Decision } from './decision.ts'
import { decodeAs, findEncoding, fixed1252, isEncoding, type TextEncoding } from './text-encoding.ts'

/** Up to here a file is read whole; beyond it decisions rest on a sample. */
export const LARGE_BYTES = 20 * 1024 * 1024
const BLOCK = 1024 * 1024
const HEAD_BYTES = 1024 * 1024
const PIECES = 48
const PIECE_BYTES = 32 * 1024
export const TAIL_BYTES = 64 * 1024

interface Scan {
  utf8: boolean
  plain: boolean
  /** Where the first bytes lie that are not UTF-8. */
  foreignAt: number
}

/** One look at every byte: what a sample must not decide. */
async function scan(path: string): Promise<Scan> {
  const found: Scan = { utf8: true, plain: true, foreignAt: 0 }
  let carry: Buffer = Buffer.alloc(0)
  let at = 0
  for await (const read of createReadStream(path, { highWaterMark: BLOCK })) {
    const block: Buffer = Buffer.concat([carry, Buffer.from(read)])
    const end = lastWhole(block)
    const whole = block.subarray(0, end)
    carry = block.subarray(end)
    if (found.utf8 && !isUtf8(whole)) Object.assign(found, { utf8: false, foreignAt: at })
    if (found.plain && (whole.includes(0) || hasLoneReturn(block))) found.plain = false
    at += end
  }
  if (found.utf8 && !isUtf8(carry)) Object.assign(found, { utf8: false, foreignAt: at })
  return found
}

/** The end of the last line, or of what is surely no part of a character. */
function lastWhole(block: Buffer): number {
  const line = block.lastIndexOf(10)
  return line >= 0 ? line + 1 : Math.max(0, block.length - 4)
}

function hasLoneReturn(block: Buffer): boolean {
  for (let at = block.indexOf(13); at >= 0; at = block.indexOf(13, at + 1)) {
    if (at + 1 < block.length && block[at + 1] !== 10) return true
  }
  return false
}

export interface ReadyText {
  path: string
  encoding: Decision<string>
  /** Whether `path` is a copy that was made. */
  copied: boolean
}

/** @throws UNSUPPORTED_FILE for what is no text */
export async function readyText(
  { path, name, copyTo }: { path: string; name: string; copyTo: string },
  wanted: string | undefined,
): Promise<ReadyText> {
  const found = await scan(path)
  const bytes = await readPart(path, found.utf8 ? 0 : Math.max(0, found.foreignAt - 64 * 1024), 256 * 1024)
  const mark = await readPart(path, 0, 4096)
  const marked = findEncoding(mark, true)
  const wide = marked?.value === 'utf-16le' || marked?.value === 'utf-16be'
  const guessed =
    found.utf8 || wide ? (wide || mark.includes(0) ? marked : findEncoding(bytes, true)) : findEncoding(bytes, true)
  const encoding: TextEncoding | undefined = wanted !== undefined && isEncoding(wanted) ? wanted : guessed?.value
  if (!encoding) throw new Refusal('UNSUPPORTED_FILE', `“${shownName(name)}” is not text that can be read.`)
  const decision: Decision<string> =
    wanted === encoding || !guessed ? corrected<string>(encoding, guessed ? [guessed.value] : []) : guessed
  if (encoding === 'utf-8' && found.utf8 && found.plain) return { path, encoding: decision, copied: false }
  await copyAsUtf8(path, copyTo, encoding)
  return { path: copyTo, encoding: decision, copied: true }
}

async function copyAsUtf8(from: string, to: string, encoding: TextEncoding): Promise<void> {
  const decoder = new TextDecoder(encoding)
  let returned = false
  const plain = (text: string): string => {
    // A line end may lie between two blocks.
    const joined = returned ? `\r${text}` : text
    returned = joined.endsWith('\r')
    const whole = returned ? joined.slice(0, -1) : joined
    const fixed = encoding === 'windows-1252' ? fixed1252(whole) : whole
    return fixed.replaceAll('\u0000', '').replace(/\r\n?/g, '\n')
  }
  await pipeline(
    createReadStream(from, { highWaterMark: BLOCK }),
    async function* (blocks: AsyncIterable<Buffer>) {
      for await (const block of blocks) yield plain(decoder.decode(block, { stream: true }))
      yield plain(decoder.decode()) + (returned ? '\n' : '')
    },
    createWriteStream(to, { flags: 'wx', mode: 0o600 }),
  )
}

/** Lines with two or more spaces between cells become lines with a tab. */
export async function copyWithTabs(from: string, to: string): Promise<void> {
  let rest = ''
  const line = (text: string) => text.trim().replace(/ {2,}|\t+/g, '\t')
  await pipeline(
    createReadStream(from, { highWaterMark: BLOCK, encoding: 'utf8' }),
    async function* (blocks: AsyncIterable<string>) {
      for await (const block of blocks) {
        const lines = (rest + block).split('\n')
        rest = lines.pop() ?? ''
        if (rest.length > BLOCK * 4) throw new Refusal('TOO_LARGE', 'A line of this file is too long to be read.')
        yield `${lines.map(line).join('\n')}\n`
      }
      yield line(rest)
    },
    createWriteStream(to, { flags: 'wx', mode: 0o600 }),
  )
}

export interface TextSample {
  /** Whole lines from the beginning. */
  head: string
  /** Whole lines from pieces that lie evenly over the rest. */
  pieces: string[]
  /** Whole lines from the end; empty where `head` is the whole file. */
  tail: string
}

export async function sampleOf(path: string): Promise<TextSample> {
  const handle = await open(path, 'r')
  const { size } = await handle.stat()
  await handle.close()
  const head = textOf(await readPart(path, 0, HEAD_BYTES))
  if (size <= HEAD_BYTES) return { head, pieces: [], tail: '' }
  const step = (size - HEAD_BYTES) / PIECES
  const pieces: string[] = []
  for (let at = 0; at < PIECES; at++) {
    const from = Math.floor(HEAD_BYTES + at * step)
    pieces.push(wholeLines(textOf(await readPart(path, from, Math.min(PIECE_BYTES, Math.floor(step)))), false))
  }
  const end = textOf(await readPart(path, Math.max(HEAD_BYTES, size - TAIL_BYTES), TAIL_BYTES))
  return { head: wholeLines(head, true), pieces, tail: end.slice(end.indexOf('\n') + 1) }
}

/** Without the line that a cut began in, if any, and without the one that it ended in. */
function wholeLines(text: string, first: boolean): string {
  const from = first ? 0 : text.indexOf('\n') + 1
  const to = text.lastIndexOf('\n') + 1
  return to > from ? text.slice(from, to) : ''
}

const textOf = (bytes: Uint8Array): string => decodeAs(bytes, 'utf-8') ?? ''

async function readPart(path: string, from: number, length: number): Promise<Uint8Array> {
  const handle = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, from)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}
