// Tells a number from digits that are part of a word or a name: “B2B”, “2nd”, “H2O”, “Q3”, “ISO 9001” and “24/7” count
// nothing. Pure.
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

/** Standards and laws are named by a number: “ISO 9001”, “ISO/IEC 27001”, “RFC 9110”, “IFRS 16”. */
const STANDARD =
  /(?:^|[^\p{L}\p{N}])(?:ISO|IEC|EN|DIN|RFC|IFRS|IAS|SOC|ANSI|ASTM|IEEE|NIST|VDE|VDI|UL|BS|CVE)(?:[ /](?:IEC|EN|ISO|SP))?[ \u00a0]$/u
/** The middle of “9-to-5”. */
const BETWEEN = /\d-\p{L}{1,8}-$/u
const NAMES = words('24/7 24/7/365')

const LETTER = /\p{L}/u
/** “3D” and “5G” are names; “500widgets” is a number that was badly spaced. */
const NAME_DIGITS = 2
const NAME_LETTERS = 3

/** Where a mark behind the number breaks no word; `null` where the digits are part of a word. `before` is its line so far. */
export function endOfNumber(before: string, text: string, { from, to, text: digits }: Numeral): number | null {
  if (isInWord(before) || NAMES.has(digits)) return null
  const suffix = lettersAt(text, to)
  if (suffix === '') return endOfCompound(text, to)
  const end = to + suffix.length
  const next = text[end] ?? ''
  if (/\d/.test(next) || suffix.length >= LOOK_AHEAD - 1) return null
  const spelled = suffix.toLowerCase()
  if (ORDINALS.has(spelled)) return null
  // “3D” and “5G” are names, “3d” and “5g” are days and grams.
  if (UNITS.has(spelled) && (suffix.length > 1 || suffix === spelled || SCALES.has(spelled))) return end
  return to - from <= NAME_DIGITS && digits.length <= NAME_DIGITS && suffix.length <= NAME_LETTERS ? null : end
}

/** “12-month” and “401(k)” are marked behind the whole word; of “9-to-5” and what is longer nothing is said. */
function endOfCompound(text: string, to: number): number | null {
  const mark = text[to]
  if (mark !== '-' && mark !== '(') return to
  const letters = lettersAt(text, to + 1)
  if (letters === '') return to
  const end = to + 1 + letters.length
  if (mark === '(') return text[end] === ')' ? end + 1 : to
  const next = text[end] ?? ''
  return letters.length >= LOOK_AHEAD - 2 || next === '-' || /\d/.test(next) ? null : end
}

function isInWord(before: string): boolean {
  if (STANDARD.test(before.slice(-LOOK_AHEAD - 4))) return true
  const last = before.at(-1) ?? ''
  if (last === '-') return /[A-Z]/.test(before.at(-2) ?? '') || BETWEEN.test(before.slice(-LOOK_AHEAD))
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
