// Prepares every SQL statement of the store against the migrated database, so that a wrong table or column fails here
// wherever it stands: SELECT, WHERE, INSERT, UPDATE, ORDER BY.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type OpenDatabase, openDatabase } from '@biplane/db/open'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { MIGRATIONS } from './store.test-support.ts'

/** A literal that is a statement, or begins with a constant that may be one. */
const LITERAL =
  /(['"])\s*(?:SELECT|INSERT|UPDATE|DELETE|WITH)\b(?:(?!\1)[^\n])*\1|`\s*(?:SELECT|INSERT|UPDATE|DELETE|WITH|\$\{[A-Z_]+\})\b[^`]*`|`\$\{[A-Z_]+\} [^`]*`/g
const STATEMENT = /^\s*(?:SELECT|INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM|WITH)\s/
/** A constant that a statement may contain. */
const CONSTANT = /^ *(?:export )?const (\w+) =\s+(?:'([^'\n]*)'|"([^"\n]*)"|`([^`]*)`|(\d[\d_]*))$/gm
/** Parameters of statements that serve several tables: one of their values each. The tests of deletion run all of them. */
const PARAMETERS: Readonly<Record<string, string>> = {
  table: 'Message',
  column: 'conversationId',
  key: 'rowid',
  bytes: 'octet_length(content)',
  name: 'NULL',
}
/** As many as the store had when this was written, about: fewer mean that this test no longer finds them. */
const MIN_STATEMENTS = 200

let folder: string
let database: OpenDatabase

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'sql-columns-'))
  database = await openDatabase({ file: path.join(folder, 'a.db'), migrations: MIGRATIONS })
})

afterAll(() => {
  database.close()
  rmSync(folder, { recursive: true, force: true })
})

const constantsOf = (source: string): [string, string][] =>
  [...source.matchAll(CONSTANT)].map(([, name = '', ...values]) => [
    name,
    values.find((value) => value !== undefined) ?? '',
  ])

/** Replaces `${NAME}` by what it stands for; an unknown name stays. */
function filled(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(/\$\{(\w+)\}/g, (whole, name: string) => {
    const value = values.get(name)
    return value === undefined ? whole : filled(value, values)
  })
}

function statementsOfStore(): string[] {
  const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  const sources = files
    .filter((file) => file.endsWith('.ts') && !file.includes('.test'))
    .map((file) => readFileSync(path.join(import.meta.dirname, file), 'utf8'))
  const shared = sources.flatMap(constantsOf)
  return sources.flatMap((source) => {
    const values = new Map([...Object.entries(PARAMETERS), ...shared, ...constantsOf(source)])
    return [...source.matchAll(LITERAL)]
      .map(([literal]) => filled(literal.slice(1, -1), values))
      .filter((text) => STATEMENT.test(text))
  })
}

const errorOf = (sql: string): string | null => {
  try {
    database.connection.prepare(sql)
    return null
  } catch (error) {
    return `${error}\n${sql}`
  }
}

test('names only tables and columns that exist', () => {
  const statements = statementsOfStore()
  expect(statements.length).toBeGreaterThanOrEqual(MIN_STATEMENTS)
  expect(statements.flatMap((sql) => errorOf(sql) ?? [])).toEqual([])
})

test.each([
  ['SELECT', 'SELECT wrong FROM Event'],
  ['WHERE', 'SELECT seq FROM Event WHERE wrong = ?'],
  ['ORDER BY', 'SELECT seq FROM Event ORDER BY wrong'],
  ['INSERT', 'INSERT INTO Event (wrong) VALUES (?)'],
  ['UPDATE', 'UPDATE Event SET wrong = ?'],
  ['a quoted name', 'SELECT seq FROM Event WHERE "wrong" = ?'],
])('finds a wrong column in %s', (_, sql) => {
  expect(errorOf(sql)).toContain('wrong')
})

test('leaves no statement unread', () => {
  const unread = statementsOfStore().filter((sql) => sql.includes('${'))
  expect(unread).toEqual([])
})
