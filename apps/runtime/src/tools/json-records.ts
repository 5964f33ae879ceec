// Reads JSON and NDJSON as records. A nested list or object stays JSON in its cell.

export type JsonRecord = Record<string, unknown>

/**
 * The records, in order; `null` for JSON that is not a list of objects.
 * @throws SyntaxError for text that is not JSON at all
 */
export function readRecords(text: string, format: 'json' | 'ndjson'): JsonRecord[] | null {
  const values: unknown =
    format === 'json'
      ? JSON.parse(text)
      : text
          .split('\n')
          .filter((line) => line.trim() !== '')
          .map((line): unknown => JSON.parse(line))
  if (!Array.isArray(values) || values.length === 0) return null
  return values.every(isRecord) ? values : null
}

const isRecord = (value: unknown): value is JsonRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A value as the text of a cell; absent and `null` are empty. What is nested beyond all reason is shown as `…`. */
export function cellOfJson(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value !== 'object') return String(value)
  try {
    return JSON.stringify(value)
  } catch (error) {
    // The only way in which parsed JSON cannot be written again: the stack ends before its depth does.
    if (error instanceof RangeError) return '…'
    throw error
  }
}
