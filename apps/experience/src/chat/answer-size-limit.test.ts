import { jsonBytes } from '@biplane/process/json-bytes'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AnswerSizeLimit } from './answer-size-limit.ts'

/** After how many pieces it says so first. */
function firstTooLarge(pieces: string[], weigh: (text: string, piece: string) => boolean): number {
  let text = ''
  return pieces.findIndex((piece) => {
    text += piece
    return weigh(text, piece)
  })
}

test('[L13] is too large exactly above the limit in bytes, for any content', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('', '\u0000', '"', '\n', 'ß', '語', '😀', '\ud83d'),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), fc.integer({ min: 2, max: 400 }), (pieces, mostBytes) => {
      const weight = new AnswerSizeLimit(mostBytes)
      const found = firstTooLarge(pieces, (text, piece) => weight.isTooLargeWith(piece, text))
      expect(found).toBe(firstTooLarge(pieces, (text) => jsonBytes(text) > mostBytes))
    }),
    { numRuns: 2_000 },
  )
})
