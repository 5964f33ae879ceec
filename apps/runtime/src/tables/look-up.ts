// Looks up in the table itself what its reading does not list: cells of columns with very many values, days and their range.
import type { ColumnReading, FileReading } from '@biplane/contracts/wire/file-reading'
import { isDate, isText } from './plan-scope.ts'
import { identifier, list, type Sql, sql, text, value } from './sql-text.ts'
import type { OpenTable, TableSession } from './table-session.ts'
import type { Token } from './words/tokens.ts'

const LIMITS = { rows: 50 }
/** Longer names of cells than this many words are not looked for. */
const MAX_WORDS = 6
const MAX_PHRASES = 120

/** The reading with the first and last value of its date and number columns, where the reader did not say them. */
export async function withRanges(table: OpenTable, session: TableSession): Promise<FileReading> {
  const wanted = table.reading.columns.filter(
    (column) => column.kind.value !== 'text' && column.kind.value !== 'boolean' && column.min === null,
  )
  if (wanted.length === 0 || table.reading.rows === 0) return table.reading
  const parts = wanted.map(
    ({ name }) =>
      `min(${identifier(name)})::VARCHAR, max(${identifier(name)})::VARCHAR, count(DISTINCT ${identifier(name)})`,
  )
  const { rows } = await session.query(`SELECT ${parts.join(', ')} FROM ${table.sqlName}`, [], { rows: 1 })
  const [found = []] = rows
  const columns = table.reading.columns.map((column) => {
    const at = wanted.indexOf(column)
    if (at < 0) return column
    const [min, max] = [found[3 * at], found[3 * at + 1]]
    return { ...column, min: typeof min === 'string' ? min : null, max: typeof max === 'string' ? max : null }
  })
  return { ...table.reading, columns }
}

/** 1, 2, 3 … to the last row numbers the rows, and measures nothing. */
export function withoutRowNumbers(reading: FileReading): FileReading {
  const columns = reading.columns.map((column) => {
    const numbers = column.kind.value === 'integer' && column.additivity.value === 'additive' && reading.rows > 1
    const all =
      column === reading.columns[0] &&
      column.distinct === reading.rows &&
      Number(column.max) - Number(column.min) === reading.rows - 1
    if (!numbers || !all || /rank|position|place|year|platz|rang|jahr/i.test(column.name)) return column
    return { ...column, additivity: { ...column.additivity, value: 'identifier' as const } }
  })
  return { ...reading, columns }
}

export interface FoundValue {
  column: string
  value: string
}

/** Phrases of the question that are cells of columns whose values the reading does not list whole. */
export async function findValues(
  tokens: readonly Token[],
  question: string,
  table: OpenTable,
  session: TableSession,
): Promise<FoundValue[]> {
  const columns = table.reading.columns.filter((column) => isText(column) && column.distinct > column.values.length)
  if (columns.length === 0) return []
  const phrases = phrasesOf(tokens, question)
  if (phrases.length === 0) return []
  const found: FoundValue[] = []
  for (const column of columns.slice(0, 20)) {
    for (const cell of await cellsOf(column, phrases, table, session)) found.push({ column: column.name, value: cell })
  }
  return found
}

async function cellsOf(
  column: ColumnReading,
  phrases: readonly string[],
  table: OpenTable,
  session: TableSession,
): Promise<string[]> {
  const name = text(identifier(column.name))
  const cell = sql`lower(strip_accents(trim(${name})))`
  const query: Sql = sql`SELECT DISTINCT ${name} FROM ${different(column, table)} WHERE ${cell} IN (${list(phrases.map((phrase) => value(phrase)))})`
  const { rows } = await session.query(query.run, query.values, LIMITS)
  return rows.flatMap(([first]) => (typeof first === 'string' ? [first] : []))
}

/** Words are compared with each different cell once, where the same cells come again and again. */
function different({ name, distinct }: ColumnReading, { sqlName, reading }: OpenTable): Sql {
  const table = text(sqlName)
  return distinct * 10 < reading.rows ? sql`(SELECT DISTINCT ${text(identifier(name))} FROM ${table})` : table
}

function phrasesOf(tokens: readonly Token[], question: string): string[] {
  const found = new Set<string>()
  const text = question.normalize('NFC')
  for (let at = 0; at < tokens.length; at++) {
    for (let length = 1; length <= MAX_WORDS && at + length <= tokens.length; length++) {
      const [first, last] = [tokens[at], tokens[at + length - 1]]
      if (!first || !last || found.size >= MAX_PHRASES) break
      if (length === 1 && first.kind === 'sign') break
      const phrase = tokens.slice(at, at + length).map(({ norm }) => norm)
      found.add(phrase.join(' '))
      // Ids are written with dashes, dots and slashes between their words.
      if (length > 1) {
        found.add(phrase.join('-'))
        found.add(phrase.join('_'))
        found.add(phrase.join(''))
        found.add(phrase.join('.'))
        found.add(phrase.join('/'))
        if (phrase.length === 3) found.add(`${phrase[0]} ${phrase[1]}. ${phrase[2]}`)
      }
    }
  }
  void text
  return [...found].filter((phrase) => phrase.length > 0)
}

/** Cells that contain a word which the question has and nothing else explains. */
export async function cellsContaining(word: string, table: OpenTable, session: TableSession): Promise<FoundValue[]> {
  const found: FoundValue[] = []
  for (const column of table.reading.columns.filter(isText).slice(0, 30)) {
    const name = text(identifier(column.name))
    const query = sql`SELECT DISTINCT ${name} FROM ${different(column, table)} WHERE contains(' ' || regexp_replace(lower(strip_accents(${name})), '[^a-z0-9]+', ' ', 'g') || ' ', ${value(` ${word} `)}) LIMIT 20`
    const { rows } = await session.query(query.run, query.values, LIMITS)
    for (const [cell] of rows) if (typeof cell === 'string') found.push({ column: column.name, value: cell })
    if (found.length >= 40) break
  }
  return found
}

const DUE = /\b(?:due|expir|deadline|maturity|promised|expected|fallig|planned|end)/i

/** The newest day of the table that is no due date: what “today” means for it. `null` for a table without dates. */
export function newestDay(reading: FileReading): { day: string; column: string } | null {
  const dates = reading.columns.filter((column) => isDate(column) && column.max !== null)
  const said = dates.find(({ name }) => /as[ _-]?of|stichtag|snapshot/i.test(name))
  const plain = dates.filter(({ name }) => !DUE.test(name))
  const [newest] = (said ? [said] : plain.length > 0 ? plain : dates).toSorted((a, b) =>
    (b.max ?? '').localeCompare(a.max ?? ''),
  )
  const day = newest?.max?.slice(0, 10)
  return newest && day && /^\d{4}-\d{2}-\d{2}$/.test(day) ? { day, column: newest.name } : null
}
