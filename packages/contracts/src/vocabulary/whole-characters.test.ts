import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isWellFormed, WholeCharacters, wellFormed, wholeEnd } from './whole-characters.ts'

describe('[E7] whole characters', () => {
  test('cuts a text into well-formed pieces that join to it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.array(fc.nat(40)), (text, cuts) => {
        const whole = new WholeCharacters()
        const at = [0, ...cuts.filter((cut) => cut <= text.length).sort((a, b) => a - b), text.length]
        const pieces = at.map((from, n) => whole.push(text.slice(from, at[n + 1] ?? text.length)))
        pieces.push(whole.end())
        expect(pieces.every(isWellFormed)).toBe(true)
        expect(pieces.join('')).toBe(text)
      }),
    )
  })

  test('a half that stays alone becomes U+FFFD, in either order and at the end', () => {
    const whole = new WholeCharacters()
    const pieces = ['a\ud83d', 'b', '\ude00', '\ud83d\ud83d', '\ude00', 'c\ud83d'].map((piece) => whole.push(piece))
    expect([...pieces, whole.end(), whole.end()]).toEqual(['a', '\ufffdb', '\ufffd', '\ufffd', '😀', 'c', '\ufffd', ''])
  })

  test('a cut moves before the character that it would split', () => {
    expect(wholeEnd('a😀b', 2)).toBe(1)
    expect(['a😀b', 'a😀b', '😀'].map((text, n) => wholeEnd(text, [1, 3, 2][n] ?? 0))).toEqual([1, 3, 2])
    expect(wellFormed('ok 😀 \udc00')).toBe('ok 😀 \ufffd')
  })
})
