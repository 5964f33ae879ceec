// Owns the straight line through what was measured at equal steps.

/** By how much the line of least squares rises from one value to the next. */
export function slopeOf(values: readonly number[]): number {
  const middle = (values.length - 1) / 2
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  let [rise, run] = [0, 0]
  for (const [at, value] of values.entries()) {
    rise += (at - middle) * (value - mean)
    run += (at - middle) ** 2
  }
  return rise / run
}
