import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

/** A statement over one table whose row is typed by the names of its columns. */
const TYPED = /<Pick<Rows\['(\w+)'\], ([^>]+)>>\(\s*['`]SELECT ([\w, ]+?)\s+FROM (\w+)/g
const MIN_STATEMENTS = 25

const namesOf = (list: string) => [...list.matchAll(/\w+/g)].map(([name]) => name).sort()

test('rows are typed by the columns that they select', () => {
  const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  const sources = files
    .filter((file) => file.endsWith('.ts') && !file.includes('.test'))
    .map((file) => readFileSync(path.join(import.meta.dirname, file), 'utf8'))
  const statements = sources.flatMap((text) => [...text.matchAll(TYPED)])
  expect(statements.length).toBeGreaterThanOrEqual(MIN_STATEMENTS)
  for (const [text, typedTable, typed = '', selected = '', table] of statements) {
    expect({ table: typedTable, columns: namesOf(typed) }, text).toEqual({ table, columns: namesOf(selected) })
  }
})
