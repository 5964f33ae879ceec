// Tells a number from digits that are part of a word: “B2B”, “2nd”, “H2O”, “Q3” and “ISO9001” count nothing. Pure.
import { LOOK_AHEAD, type Numeral } from './numbers-in-text.ts'

const words = (list: string): ReadonlySet<string> => new Set(list.split(' '))

/** Written before a sum without a space: `EUR5,000`. */
const CURRENCIES = words('eur usd gbp chf jpy cny sek nok dkk pln czk huf inr aud cad nzd brl mxn zar us')
/** Written behind a number without a space: a number all the same. */
const UNITS = words(
  'k m mn mio bn thousand million billion eur usd gbp chf euro euros dollar dollars pounds x pp pt pts ' +
    'kg g mg t km m cm mm l ml h hr hrs min mins s sec ms d days w wk y yr kb mb gb tb kib mib gib kwh mwh kw mw pcs',
)
const SCALES = words('k m x')
const ORDINALS = words('st nd rd th')

const LETTER = /\p{L}/u
/** “3D” and “5G” are names; “500widgets” is a number that was badly spaced. */
const NAME_DIGITS = 2
const NAME_LETTERS = 3

/** Where a mark behind the number breaks no word; `null` where the digits are part of a word. `before` is its line so far. */
export function endOfNumber(before: string, text: string, { from, to, text: digits }: Numeral): number | null {
  if (isInWord(before)) return null
  const suffix = lettersAt(text, to)
  if (suffix === '') return to
  const end = to + suffix.length
  const next = text[end] ?? ''
  if (/\d/.test(next) || suffix.length >= LOOK_AHEAD - 1) return null
  const spelled = suffix.toLowerCase()
  if (ORDINALS.has(spelled)) return null
  // “3D” and “5G” are names, “3d” and “5g” are days and grams.
  if (UNITS.has(spelled) && (suffix.length > 1 || suffix === spelled || SCALES.has(spelled))) return end
  return to - from <= NAME_DIGITS && digits.length <= NAME_DIGITS && suffix.length <= NAME_LETTERS ? null : end
}

function isInWord(before: string): boolean {
  const last = before.at(-1) ?? ''
  if (last === '-') return /[A-Z]/.test(before.at(-2) ?? '')
  if (!LETTER.test(last)) return false
  let at = before.length
  while (at > 0 && before.length - at < LOOK_AHEAD && LETTER.test(before[at - 1] ?? '')) at -= 1
  return !CURRENCIES.has(before.slice(at).toLowerCase())
}

function lettersAt(text: string, from: number): string {
  let to = from
  while (to - from < LOOK_AHEAD && LETTER.test(text[to] ?? '')) to += 1
  return text.slice(from, to)
}
