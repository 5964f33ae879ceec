// Marks a numeral in a model's text that no tool result contains, while the text streams. Proves where a number is
// from, not that the sentence is true. [M3]
import { endOfNumber } from './number-words.ts'
import { LOOK_AHEAD, type Numeral, numeralsIn, partsOf } from './numbers-in-text.ts'

/** Stands behind a number that nobody computed. */
export const UNBACKED = ' (unchecked)'
export const UNBACKED_NOTE = 'A number marked “(unchecked)” is in no result of a tool: nobody computed it here.'

/** What may still belong to a numeral at the end of a piece. */
const OPEN = /[\d.,:/\-'’ \u00a0\u202f\u2009]/u
/** No numeral is longer: what goes on like one for more characters is none, and is not held back. */
const LONGEST_NUMERAL = 200
/** Of a line so much is remembered: it is read no further back than it can matter. */
const LINE_CHARS = 400

/** Where the last numeral begins that may go on; −1 for none. */
function openEnd(text: string): number {
  let first = -1
  const stop = Math.max(0, text.length - LONGEST_NUMERAL)
  for (let at = text.length - 1; at >= stop && OPEN.test(text.charAt(at)); at--) {
    if (/\d/.test(text.charAt(at))) first = at
  }
  return first
}

export class NumeralCheck {
  readonly #spelt = new Set<string>()
  readonly #values = new Set<number>()
  #held = ''
  #line = ''
  #marked = 0

  /** How many numerals were marked. */
  get marked(): number {
    return this.#marked
  }

  /** Everything that a tool said may be repeated. */
  learn(result: unknown): void {
    if (typeof result === 'number') this.#learnNumber(result)
    else if (typeof result === 'string') this.#learnText(result)
    else if (Array.isArray(result)) for (const one of result) this.learn(one)
    else if (typeof result === 'object' && result !== null) for (const one of Object.values(result)) this.learn(one)
  }

  /** Takes a piece of the prose; gives what can be said of it now. What might be the beginning of a number waits. */
  push(piece: string): string {
    this.#held += piece
    const settled = this.#settledTo()
    const now = this.#held.slice(0, settled)
    const said = this.#mark(now, this.#held)
    this.#held = this.#held.slice(settled)
    this.#remember(now)
    return said
  }

  /** The rest. */
  end(): string {
    const said = this.#mark(this.#held, this.#held)
    this.#remember(this.#held)
    this.#held = ''
    return said
  }

  /** Up to where nothing that comes can change what a numeral is. */
  #settledTo(): number {
    const open = openEnd(this.#held)
    if (open >= 0) return open
    let last: Numeral | null = null
    for (const numeral of numeralsIn(this.#held.slice(-80))) last = numeral
    if (!last) return this.#held.length
    const start = Math.max(0, this.#held.length - 80)
    // Its scale may still come: “1.2 mil”.
    const known = this.#held.length - (start + last.to) >= LOOK_AHEAD || /\n/.test(this.#held.slice(start + last.to))
    return known ? this.#held.length : start + last.from
  }

  #mark(now: string, withNext: string): string {
    let said = ''
    let at = 0
    for (const numeral of numeralsIn(withNext)) {
      if (numeral.from >= now.length) break
      if (this.#isMarker(withNext, numeral) || this.#inAddress(withNext, numeral) || this.#isBacked(numeral)) continue
      const end = endOfNumber(this.#lineUpTo(withNext, numeral.from), withNext, numeral)
      if (end === null) continue
      said += now.slice(at, end) + UNBACKED
      at = end
      this.#marked += 1
    }
    return said + now.slice(at)
  }

  /** `1.` before a line of a list counts lines, not things. */
  #isMarker(text: string, { from, to }: Numeral): boolean {
    const before = this.#lineUpTo(text, from)
    return /^\s*$/.test(before) && /^[.)]\s/.test(text.slice(to, to + 2))
  }

  /** Within the address of a link a mark would break it. */
  #inAddress(text: string, { from }: Numeral): boolean {
    const line = this.#lineUpTo(text, from)
    const address = line.lastIndexOf('](')
    return address >= 0 && !/[)\s]/.test(line.slice(address + 2))
  }

  #lineUpTo(text: string, to: number): string {
    const near = text.slice(Math.max(0, to - LINE_CHARS), to)
    const before = to > LINE_CHARS ? near : this.#line + near
    return before.slice(before.lastIndexOf('\n') + 1)
  }

  /** What was said of the line that is being said. */
  #remember(said: string): void {
    const before = this.#line + said
    this.#line = before.slice(before.lastIndexOf('\n') + 1).slice(-LINE_CHARS)
  }

  #isBacked(numeral: Numeral): boolean {
    if (this.#spelt.has(numeral.text)) return true
    if (numeral.readings.some((reading) => this.#isValue(reading, numeral.scale))) return true
    const parts = partsOf(numeral.text)
    return parts.length > 1 && parts.every((part) => this.#isBackedPart(part))
  }

  #isBackedPart(part: string): boolean {
    if (this.#spelt.has(part)) return true
    for (const numeral of numeralsIn(part)) {
      if (!numeral.readings.some((reading) => this.#isValue(reading, 1))) return false
    }
    return true
  }

  /** Some number of a tool, rounded to as many digits as were said, is this one; a share may be said in percent. */
  #isValue({ value, digits }: { value: number; digits: number }, scale: number): boolean {
    const unit = 10 ** -digits
    for (const known of this.#values) {
      if (Math.abs(known - value) <= unit / 2 + Number.EPSILON * Math.abs(known)) return true
      if (scale !== 1 && Math.abs(known / scale - value) <= unit / 2 + Number.EPSILON * Math.abs(known / scale))
        return true
    }
    return false
  }

  #learnNumber(value: number): void {
    if (!Number.isFinite(value)) return
    this.#values.add(Math.abs(value))
    this.#spelt.add(String(Math.abs(value)))
  }

  #learnText(text: string): void {
    for (const numeral of numeralsIn(text)) {
      this.#spelt.add(numeral.text)
      for (const { value } of numeral.readings) this.#values.add(value)
      for (const part of partsOf(numeral.text)) this.#spelt.add(part)
    }
  }
}
