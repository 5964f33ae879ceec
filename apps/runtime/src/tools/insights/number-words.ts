// Owns how numbers that were computed in floating point are written: with as many digits as they are worth.

/** `1,234.57`; large ones without digits after the point. */
export const rounded = (value: number, digits = 2): string =>
  value.toLocaleString('en', { minimumFractionDigits: 0, maximumFractionDigits: digits })

export const percent = (part: number, whole: number): string | null =>
  whole === 0 ? null : `${rounded((100 * part) / whole, 1)} %`

/** `+12.3 %` */
export const signedPercent = (from: number, to: number): string | null => {
  if (from === 0) return null
  const change = (100 * (to - from)) / Math.abs(from)
  return `${change > 0 ? '+' : ''}${rounded(change, 1)} %`
}
