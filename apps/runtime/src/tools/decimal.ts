// Exact decimal numbers: money is summed in units of its last digit, never in floating point.

/** `units` × 10^−`scale`. */
export interface Decimal {
  units: bigint
  scale: number
}

export const ZERO: Decimal = { units: 0n, scale: 0 }

const atScale = ({ units, scale }: Decimal, wanted: number): bigint => units * 10n ** BigInt(wanted - scale)

export function add(a: Decimal, b: Decimal): Decimal {
  if (a.scale === b.scale) return { units: a.units + b.units, scale: a.scale }
  const scale = Math.max(a.scale, b.scale)
  return { units: atScale(a, scale) + atScale(b, scale), scale }
}

export const sum = (values: Iterable<Decimal>): Decimal => {
  let total = ZERO
  for (const value of values) total = add(total, value)
  return total
}

export function compare(a: Decimal, b: Decimal): -1 | 0 | 1 {
  const scale = Math.max(a.scale, b.scale)
  const difference = atScale(a, scale) - atScale(b, scale)
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

export const isNegative = (value: Decimal): boolean => value.units < 0n
export const isZero = (value: Decimal): boolean => value.units === 0n

/** `a ÷ b` with `scale` digits after the point, halves away from zero. `b` must not be 0. */
export function divide(a: Decimal, b: Decimal, scale: number): Decimal {
  const shift = scale + b.scale - a.scale
  const above = shift >= 0 ? a.units * 10n ** BigInt(shift) : a.units
  const below = shift >= 0 ? b.units : b.units * 10n ** BigInt(-shift)
  return { units: divideRounded(above, below), scale }
}

function divideRounded(above: bigint, below: bigint): bigint {
  const negative = above < 0n !== below < 0n
  const [a, b] = [above < 0n ? -above : above, below < 0n ? -below : below]
  const rounded = (2n * a + b) / (2n * b)
  return negative ? -rounded : rounded
}

/** `part ÷ whole` in percent with one digit; `null` where nothing can be shared. */
export const percentOf = (part: Decimal, whole: Decimal): Decimal | null =>
  isZero(whole) ? null : divide({ units: part.units * 100n, scale: part.scale }, whole, 1)

/** Powers of ten up to here are exact in floating point, and so is what is divided by them. */
const EXACT_POWER = 22

/** For charts, statistics and table cells: the nearest number. Never for sums. */
export function toNumber({ units, scale }: Decimal): number {
  const whole = Number(units)
  // Two exact numbers divided give the nearest one to the true value, without the detour over text.
  if (Number.isSafeInteger(whole) && scale <= EXACT_POWER) return whole / 10 ** scale
  return Number(`${units}e-${scale}`)
}

function grouped(digits: string): string {
  const first = digits.length % 3 || 3
  const groups = [digits.slice(0, first)]
  for (let at = first; at < digits.length; at += 3) groups.push(digits.slice(at, at + 3))
  return groups.join(',')
}

/** `1234567.5` with `digits` 2 → `1,234,567.50`. Digits that the number has are never cut. */
export function formatDecimal({ units, scale }: Decimal, digits = 0): string {
  const wanted = Math.max(scale, digits)
  const plain = String(units < 0n ? -units : units) + '0'.repeat(wanted - scale)
  const padded = plain.padStart(wanted + 1, '0')
  const whole = grouped(padded.slice(0, padded.length - wanted))
  const fraction = wanted > 0 ? `.${padded.slice(-wanted)}` : ''
  return `${units < 0n ? '-' : ''}${whole}${fraction}`
}

/** Two digits for money, unless it comes with more. */
export const formatMoney = (value: Decimal): string => formatDecimal(value, 2)
