// Finds numbers far from the rest of a column by a robust rule. Pure.
import { quantileSorted } from 'simple-statistics'
import { type Decimal, toNumber } from './decimal.ts'

/** Tukey's outer fence: values that far out are rarely part of the same thing. */
const FENCE = 3
const FEWEST = 20
/** More than that are not exceptions but the shape of the data. */
const RARE = 0.05

export interface RowValue {
  row: number
  value: Decimal
}

export interface Outliers {
  /** The farthest first. */
  far: RowValue[]
  /** The middle half of all values lies between these. */
  low: number
  high: number
}

/** `null` when there are too few values to tell, or none that lies far out. */
export function outliersOf(values: RowValue[]): Outliers | null {
  if (values.length < FEWEST) return null
  const sized = values.map((entry) => ({ ...entry, size: toNumber(entry.value) }))
  const sorted = sized.map(({ size }) => size).sort((a, b) => a - b)
  const [low, high] = [quantileSorted(sorted, 0.25), quantileSorted(sorted, 0.75)]
  const reach = FENCE * (high - low)
  const far = sized.filter(({ size }) => reach > 0 && (size < low - reach || size > high + reach))
  if (far.length === 0 || far.length > values.length * RARE) return null
  const middle = (low + high) / 2
  const worst = far.toSorted((a, b) => Math.abs(b.size - middle) - Math.abs(a.size - middle) || a.row - b.row)
  return { far: worst.map(({ row, value }) => ({ row, value })), low, high }
}
