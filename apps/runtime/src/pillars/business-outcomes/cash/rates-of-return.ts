// Every rate at which a row of amounts is worth nothing. An interval is put aside only where bounds prove that it holds no
// rate, or exactly one: several rates are never one in silence. Pure and bounded.

export interface TimedAmount {
  amount: number
  /** Years, or periods, after the start. */
  time: number
}

export interface RatesOfReturn {
  /** As fractions, ascending. */
  rates: number[]
  /** Whether the bounds prove that there are no others within the range. */
  proven: boolean
}

export const LOWEST_RATE = -0.9999
export const HIGHEST_RATE = 10_000

/** Terms that may be evaluated: about a second. */
const MAX_TERMS = 40_000_000
const NARROW = 1e-10
const BISECTIONS = 200

/** With x = ln(1 + rate) the value is a sum of exponentials, each falling (or, below 0, growing) all the way. */
interface Sums {
  gain: number
  loss: number
  gainSlope: number
  lossSlope: number
}

export function ratesOfReturn(amounts: readonly TimedAmount[]): RatesOfReturn {
  const terms = amounts.filter(({ amount }) => amount !== 0)
  if (!terms.some(({ amount }) => amount > 0) || !terms.some(({ amount }) => amount < 0))
    return { rates: [], proven: true }
  const search = new Search(terms)
  search.look(Math.log1p(LOWEST_RATE), 0)
  search.look(0, Math.log1p(HIGHEST_RATE))
  const rates = search.roots.toSorted((a, b) => a - b).map((x) => Math.expm1(x))
  return { rates: rates.filter((rate, at) => !near(rate, rates[at - 1])), proven: search.proven }
}

const near = (rate: number, before: number | undefined): boolean =>
  before !== undefined && Math.abs(rate - before) < 1e-7 * (1 + Math.abs(rate))

class Search {
  readonly roots: number[] = []
  proven = true
  readonly #terms: readonly TimedAmount[]
  readonly #last: number
  #spent = 0

  constructor(terms: readonly TimedAmount[]) {
    const first = Math.min(...terms.map(({ time }) => time))
    this.#terms = terms.map(({ amount, time }) => ({ amount, time: time - first }))
    this.#last = Math.max(...this.#terms.map(({ time }) => time))
  }

  look(from: number, to: number): void {
    const open: [number, number, Sums, Sums][] = [[from, to, this.#sums(from, to), this.#sums(to, from)]]
    for (let next = open.pop(); next; next = open.pop()) {
      const [low, high, a, b] = next
      if (excludesZero(a.gain, b.gain, a.loss, b.loss)) continue
      if (excludesZero(a.gainSlope, b.gainSlope, a.lossSlope, b.lossSlope)) {
        this.#takeOnly(low, high)
        continue
      }
      const middle = (low + high) / 2
      if (high - low < NARROW) {
        // Its value comes as near to 0 as can be told: the row touches 0 there.
        this.roots.push(middle)
        continue
      }
      if (this.#spent > MAX_TERMS) {
        this.proven = false
        continue
      }
      const m = this.#sums(middle, low + high)
      open.push([middle, high, m, b], [low, middle, a, m])
    }
  }

  /** Within an interval in which the value only grows or only falls. */
  #takeOnly(from: number, to: number): void {
    let [low, high] = [from, to]
    const side = from < 0 || to < 0 ? -1 : 1
    const value = (x: number) => {
      const { gain, loss } = this.#sums(x, side)
      return gain - loss
    }
    const start = value(low)
    const end = value(high)
    if (start === 0 || end === 0) {
      this.roots.push(start === 0 ? low : high)
      return
    }
    if (start > 0 === end > 0) return
    for (let round = 0; round < BISECTIONS; round++) {
      const middle = (low + high) / 2
      if (middle <= low || middle >= high) break
      if (value(middle) > 0 === start > 0) low = middle
      else high = middle
    }
    this.roots.push((low + high) / 2)
  }

  /** At x, on the side of 0 that `side` is on: the exponents there are 0 or below, so nothing overflows. */
  #sums(x: number, side: number): Sums {
    const sums: Sums = { gain: 0, loss: 0, gainSlope: 0, lossSlope: 0 }
    const below = x < 0 || (x === 0 && side < 0)
    this.#spent += this.#terms.length
    for (const { amount, time } of this.#terms) {
      const distance = below ? this.#last - time : time
      const weight = Math.abs(amount) * Math.exp(-distance * Math.abs(x))
      if (amount > 0) {
        sums.gain += weight
        sums.gainSlope += weight * distance
      } else {
        sums.loss += weight
        sums.lossSlope += weight * distance
      }
    }
    return sums
  }
}

/** All four go one way between the two ends, so their difference lies between these bounds. */
function excludesZero(gainA: number, gainB: number, lossA: number, lossB: number): boolean {
  const lowest = Math.min(gainA, gainB) - Math.max(lossA, lossB)
  const highest = Math.max(gainA, gainB) - Math.min(lossA, lossB)
  const slack = 1e-14 * (Math.max(gainA, gainB) + Math.max(lossA, lossB))
  return lowest > slack || highest < -slack
}
