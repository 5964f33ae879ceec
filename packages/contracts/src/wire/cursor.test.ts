import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatCursor, parseCursor } from './cursor.ts'

const EPOCH = /^[A-Za-z0-9_-]{1,64}$/
const CURSOR = /^(?:[A-Za-z0-9_-]{1,64}:)?\d{1,15}$/

const epoch = fc.stringMatching(EPOCH)
const seq = fc.integer({ min: 0, max: 999_999_999_999_999 })

test('[L14] what is written down as a cursor is read back as the same place', () => {
  fc.assert(
    fc.property(epoch, seq, (e, n) => {
      expect(parseCursor(formatCursor(e, n))).toEqual({ epoch: e, seq: n })
    }),
  )
})

test('[L14] the bare number is a place in the log whose epoch was not said', () => {
  fc.assert(
    fc.property(seq, (n) => {
      expect(parseCursor(String(n))).toEqual({ epoch: null, seq: n })
    }),
  )
})

test('[L14] returns null for anything but a cursor', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom(...'a:1 -+.eE_\t') }))
  fc.assert(
    fc.property(text, (t) => {
      fc.pre(!CURSOR.test(t.trim()))
      expect(parseCursor(t)).toBeNull()
    }),
    { numRuns: 1_000 },
  )
})

test.each([
  '',
  ':',
  ':7',
  'abc:',
  'abc:-1',
  'abc:1.5',
  'abc:1e3',
  'abc:0x10',
  'abc::7',
  'a b:7',
  'abc:7:8',
  'ab/c:7',
  '١٢',
  'NaN',
  'Infinity',
  '9999999999999999',
  `${'e'.repeat(65)}:1`,
  'null',
  '[object Object]',
])('[L14] rejects %j as a cursor', (text) => {
  expect(parseCursor(text)).toBeNull()
})

test('a cursor never names a number that the machine cannot count', () => {
  expect(parseCursor('999999999999999')?.seq).toBe(999_999_999_999_999)
  expect(Number.isSafeInteger(parseCursor('e:999999999999999')?.seq)).toBe(true)
})
