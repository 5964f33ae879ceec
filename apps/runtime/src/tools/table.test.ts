import { expect, test } from 'vitest'
import { isTableFormat, parseTable, TABLE_LIMITS } from './table.ts'

test('quotes, delimiters inside of them, line breaks inside of them and blank lines are understood', () => {
  const table = parseTable('name;note\n"Brandt; Keller";"two\nlines"\n\nAda;"said ""hi"""\n', 'csv')
  expect(table).toMatchObject({
    columns: ['name', 'note'],
    delimiter: ';',
    header: true,
    rows: [
      ['Brandt; Keller', 'two\nlines'],
      ['Ada', 'said "hi"'],
    ],
  })
})

test('a row with too few or too many cells is kept, filled up, and reported by its number', () => {
  const table = parseTable('a,b,c\n1,2,3\n1,2\n1,2,3,4\n', 'csv')
  expect(table.rows).toEqual([
    ['1', '2', '3'],
    ['1', '2', ''],
    ['1', '2', '3'],
  ])
  expect([...table.ragged]).toEqual([
    [2, 2],
    [3, 4],
  ])
})

test('a file without a header line gets numbered columns and loses no row', () => {
  const table = parseTable('1,Ada,2026-01-01\n2,Grace,2026-01-02\n', 'csv')
  expect(table).toMatchObject({ header: false, columns: ['column_1', 'column_2', 'column_3'] })
  expect(table.rows).toHaveLength(2)
})

test('years may be names of columns', () => {
  expect(parseTable('region,2024,2025\nWest,1,2\n', 'csv').columns).toEqual(['region', '2024', '2025'])
})

test('every column gets a name of its own', () => {
  const table = parseTable('a,,a,A\n1,2,3,4\n', 'csv')
  expect(table.columns).toEqual(['a', 'column_2', 'a_2', 'A_3'])
  expect(table.renamed).toEqual(['column_2', 'a_2', 'A_3'])
})

test('a name with line breaks or of endless length becomes one that can be shown', () => {
  const [first = '', second = ''] = parseTable(`"two\nlines",${'x'.repeat(5_000)}\n1,2\n`, 'csv').columns
  expect(first).toBe('two lines')
  expect(second).toHaveLength(200)
})

test('a quote that is never closed is reported with the row in which it begins', () => {
  expect(parseTable('a,b\n1,2\n3,"4\n5,6\n', 'csv').brokenQuotes).toEqual([2])
})

test('records of JSON become rows with all of their names as columns', () => {
  const table = parseTable('[{"a":1,"b":null},{"b":{"x":[1]},"c":true}]', 'json')
  expect(table).toMatchObject({
    columns: ['a', 'b', 'c'],
    rows: [
      ['1', '', ''],
      ['', '{"x":[1]}', 'true'],
    ],
  })
})

test('names that belong to every object are columns only where the file has them', () => {
  const table = parseTable('[{"__proto__":1,"constructor":2},{"a":3}]', 'json')
  expect(table.columns).toEqual(['__proto__', 'constructor', 'a'])
  expect(table.rows).toEqual([
    ['1', '2', ''],
    ['', '', '3'],
  ])
})

test('JSON that is nested beyond all reason stays one cell', () => {
  const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`
  expect(parseTable(`[{"a":${deep}}]`, 'json').rows).toHaveLength(1)
})

test('a table beyond the bounds is refused whole [L11]', () => {
  const columns = (count: number) => `${Array.from({ length: count }, (_, at) => `c${at}`).join(',')}\n`
  expect(parseTable(columns(TABLE_LIMITS.columns), 'csv').columns).toHaveLength(TABLE_LIMITS.columns)
  expect(() => parseTable(columns(TABLE_LIMITS.columns + 1), 'csv')).toThrow('more than 500 columns')
  expect(() => parseTable('a\n'.repeat(TABLE_LIMITS.cells + 1), 'csv')).toThrow('more than 6,000,000 cells')
})

test('only Markdown and plain text are no tables', () => {
  expect((['csv', 'tsv', 'json', 'ndjson', 'markdown', 'text'] as const).filter(isTableFormat)).toEqual([
    'csv',
    'tsv',
    'json',
    'ndjson',
  ])
})
