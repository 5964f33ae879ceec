// Plain arithmetic over typed rows, with nothing of the product in it: what the answers are held against.

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
/** Sums of two-digit decimals without the noise of binary fractions. */
export const cents = (value: number): number => Math.round(value * 100) / 100
export const total = <T>(rows: readonly T[], of: (row: T) => number): number => cents(sum(rows.map(of)))
export const mean = <T>(rows: readonly T[], of: (row: T) => number): number => sum(rows.map(of)) / rows.length
export const count = <T>(rows: readonly T[], fits: (row: T) => boolean): number => rows.filter(fits).length
export const share = <T>(rows: readonly T[], fits: (row: T) => boolean): number => count(rows, fits) / rows.length

export function median<T>(rows: readonly T[], of: (row: T) => number): number {
  const sorted = rows.map(of).toSorted((a, b) => a - b)
  const at = sorted.length / 2
  return sorted.length % 2 === 1 ? (sorted[Math.floor(at)] ?? 0) : ((sorted[at - 1] ?? 0) + (sorted[at] ?? 0)) / 2
}

/** Groups in the order of their first row, with what `of` makes of each. */
export function by<T>(
  rows: readonly T[],
  keyOf: (row: T) => string,
  of: (inside: readonly T[]) => number,
): [string, number][] {
  const parts = new Map<string, T[]>()
  for (const row of rows) {
    const part = parts.get(keyOf(row))
    if (part) part.push(row)
    else parts.set(keyOf(row), [row])
  }
  return [...parts].map(([key, inside]) => [key, of(inside)])
}

export const highest = (pairs: readonly (readonly [string, number])[]): string[] => extreme(pairs, Math.max)
export const lowest = (pairs: readonly (readonly [string, number])[]): string[] => extreme(pairs, Math.min)

function extreme(pairs: readonly (readonly [string, number])[], choose: (...values: number[]) => number): string[] {
  const best = choose(...pairs.map(([, value]) => value))
  return pairs.filter(([, value]) => value === best).map(([key]) => key)
}

/** The first `size` by value and those that share the last place. */
export function top(pairs: readonly (readonly [string, number])[], size: number): (readonly [string, number])[] {
  const sorted = pairs.toSorted(([, a], [, b]) => b - a)
  const last = sorted[Math.min(size, sorted.length) - 1]?.[1] ?? 0
  return sorted.filter(([, value]) => value >= last)
}

export const distinct = (values: readonly string[]): number => new Set(values).size
export const unique = (values: readonly string[]): string[] => [...new Set(values)]
export const pairsOf = <T>(rows: readonly T[], keyOf: (row: T) => string, of: (row: T) => number): [string, number][] =>
  rows.map((row) => [keyOf(row), of(row)])
