// Builds SQL text from identifiers and values. A value never becomes SQL text: it is bound, and its literal form exists
// only in the copyable text that people read, which is never run.

export type SqlValue = string | number | boolean

/** Two texts of one statement: `run` has placeholders for `values`, `shown` has literals in their places. */
export interface Sql {
  run: string
  shown: string
  values: SqlValue[]
}

/** Quoted, so that a column may be called anything, `"; DROP TABLE` included. */
export const identifier = (name: string): string => `"${name.replaceAll('"', '""').replaceAll('\u0000', '')}"`

const literal = (value: SqlValue): string => {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : 'NULL'
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE'
  return `'${value.replaceAll("'", "''").replaceAll('\u0000', '')}'`
}

const joinSql = (parts: readonly Sql[], between: string): Sql => ({
  run: parts.map(({ run }) => run).join(between),
  shown: parts.map(({ shown }) => shown).join(between),
  values: parts.flatMap(({ values }) => values),
})

/** Text of the product itself; nothing of a person may be put in. */
export const text = (fixed: string): Sql => ({ run: fixed, shown: fixed, values: [] })
export const name = (column: string): Sql => text(identifier(column))
export const value = (given: SqlValue): Sql => ({ run: '?', shown: literal(given), values: [given] })
export const list = (parts: readonly Sql[], between = ', '): Sql => joinSql(parts, between)

/** `` sql`${name('a')} > ${value(3)}` `` */
export const sql = (fixed: TemplateStringsArray, ...parts: Sql[]): Sql =>
  joinSql(
    fixed.flatMap((piece, at) => {
      const part = parts[at]
      return part ? [text(piece), part] : [text(piece)]
    }),
    '',
  )

export const and = (parts: readonly Sql[]): Sql | null =>
  parts.length === 0
    ? null
    : parts.length === 1
      ? (parts[0] ?? null)
      : list(
          parts.map((part) => sql`(${part})`),
          ' AND ',
        )
