// Extracts the text of a PDF, page by page. Compressed parts are inflated within bounds, against decompression bombs.
import { inflateSync } from 'node:zlib'
import { Refusal } from '@biplane/contracts/refusal'
import { z } from 'zod'
import { type PlacedText, pageText } from './pdf-tables.ts'

export const PDF_LIMITS = {
  pages: 2_000,
  /** One compressed part, inflated; and all of them together. */
  partBytes: 64 * 1024 * 1024,
  totalBytes: 512 * 1024 * 1024,
  chars: 8_000_000,
  /** Pieces of text, of all pages: many pages may share one description, so that the size of the file says little. */
  pieces: 300_000,
  /** A book of a thousand pages takes two seconds. */
  ms: 6_000,
} as const

/**
 * The text of each page, in order.
 * @throws TOO_LARGE, and UNSUPPORTED_FILE for a file that is damaged or locked
 */
export async function readPdf(bytes: Uint8Array): Promise<string[]> {
  refuseHollow(bytes)
  const { getDocumentProxy } = await import('unpdf')
  // A copy: the reader takes its bytes over, and they are needed again by other tools.
  const pdf = await getDocumentProxy(new Uint8Array(bytes), { isEvalSupported: false, verbosity: 0 }).catch(
    (error: unknown) => {
      const locked = error instanceof Error && error.name === 'PasswordException'
      throw new Refusal(
        'UNSUPPORTED_FILE',
        locked ? 'The PDF is locked with a password.' : 'The PDF is damaged and cannot be read.',
        { cause: error },
      )
    },
  )
  try {
    if (pdf.numPages > PDF_LIMITS.pages) {
      throw new Refusal('TOO_LARGE', `The PDF has more than ${PDF_LIMITS.pages.toLocaleString('en')} pages.`)
    }
    const work: Work = { chars: 0, pieces: 0, until: performance.now() + PDF_LIMITS.ms }
    const pages: string[] = []
    for (let number = 1; number <= pdf.numPages; number++) {
      const page = await pdf.getPage(number)
      pages.push((await textOf(page.streamTextContent().getReader(), work)).trim())
      page.cleanup()
    }
    return pages
  } catch (error) {
    if (error instanceof Refusal) throw error
    throw new Refusal('UNSUPPORTED_FILE', 'The PDF is damaged and cannot be read.', { cause: error })
  } finally {
    await pdf.destroy()
  }
}

/** Of all pages so far. */
interface Work {
  chars: number
  pieces: number
  until: number
}

const piece = z.object({
  str: z.string(),
  hasEOL: z.boolean(),
  transform: z.array(z.number()),
  width: z.number(),
})
const textContent = z.object({
  items: z.array(piece.or(z.object({ type: z.string() }))),
})

/** Piece by piece, so that a page without end is left when the work has reached its bound. */
async function textOf(reader: ReadableStreamDefaultReader<unknown>, work: Work): Promise<string> {
  const pieces: PlacedText[] = []
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return pageText(pieces)
    const { items } = textContent.parse(value)
    for (const item of items) {
      if (!('str' in item)) continue
      pieces.push(placed(item))
      work.chars += item.str.length
    }
    work.pieces += items.length
    const full = work.chars > PDF_LIMITS.chars || work.pieces > PDF_LIMITS.pieces
    if (!full && performance.now() <= work.until) continue
    await reader.cancel(new Error('the bound is reached'))
    throw new Refusal(
      'TOO_LARGE',
      full ? 'The PDF holds more text than can be read.' : 'The PDF takes too long to read.',
    )
  }
}

/** A transform that turns the text leaves it without a size. */
function placed({ str, hasEOL, width, transform: [a = 0, b = 0, c = 0, d = 0, x = 0, y = 0] }: z.infer<typeof piece>) {
  const turned = Math.abs(b) > 0.01 * Math.abs(a) || Math.abs(c) > 0.01 * Math.abs(d)
  return { text: str, endsLine: hasEOL, x, y, width, size: turned ? 0 : Math.abs(d) }
}

const STREAM = Buffer.from('stream')

/** Inflates every compressed part once, thrown away at once, so that none can take all memory later. */
function refuseHollow(bytes: Uint8Array): void {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let total = 0
  for (let at = file.indexOf(STREAM); at >= 0; at = file.indexOf(STREAM, at + STREAM.length)) {
    let from = at + STREAM.length
    if (file[from] === 0x0d) from++
    if (file[from] === 0x0a) from++
    // What zlib writes begins with 0x78 in all but the strangest cases, and those the reader refuses by itself.
    if (file[from] !== 0x78) continue
    const inflated = sizeOf(file.subarray(from))
    total += inflated
    if (total > PDF_LIMITS.totalBytes) throw hollow()
  }
}

/** What is packed several times over is small at each layer but the last. */
const LAYERS = 4

function sizeOf(packed: Uint8Array, layer = 1): number {
  try {
    const out = inflateSync(packed, { maxOutputLength: PDF_LIMITS.partBytes })
    return out.byteLength + (out[0] === 0x78 && layer < LAYERS ? sizeOf(out, layer + 1) : 0)
  } catch (error) {
    if (error instanceof Refusal) throw error
    if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') throw hollow()
    return 0
  }
}

const hollow = (): Refusal =>
  new Refusal('TOO_LARGE', 'The PDF would unpack to more than can be read; it was not unpacked.')
