// Files made to hurt: each is read or refused in words, within bounds, and no name or value of theirs becomes SQL.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Refusal } from '@biplane/contracts/refusal'
import { fileReading } from '@biplane/contracts/wire/file-reading'
import { DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toolFile } from '../tools/made-file.test-support.ts'
import { openTestTables } from './tables.test-support.ts'

const seed = Math.floor(Math.random() * 2 ** 31)
process.stdout.write(`hostile-tables seed ${seed}\n`)

const refusalOf = async (work: Promise<unknown>): Promise<string> => {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!(error instanceof Refusal)) throw new Error(`not refused: ${String(error)}`)
  return error.refusal
}

const open = async (name: string, content: string | Uint8Array) => {
  await using tables = await openTestTables()
  const { reading, sqlName } = await tables.session.open(toolFile(name, content))
  const { rows } = await tables.session.query(`SELECT * FROM ${sqlName}`, [], { rows: 100 })
  return { reading, rows }
}

async function parquetOf(sql: string): Promise<Uint8Array> {
  const folder = await mkdtemp(path.join(tmpdir(), 'biplane-parquet-'))
  try {
    const instance = await DuckDBInstance.create(':memory:')
    const connection = await instance.connect()
    await connection.run(`COPY (${sql}) TO '${folder}/a.parquet' (FORMAT parquet)`)
    return new Uint8Array(await readFile(`${folder}/a.parquet`))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

describe('hostile tables', () => {
  test.each<[string, string, string]>([
    [
      '16 000 columns',
      'a.csv',
      `${Array.from({ length: 16_000 }, (_, at) => `c${at}`).join(',')}\n${'1,'.repeat(16_000)}\n`,
    ],
    ['a cell of two million characters', 'a.csv', `a,b\n${'x'.repeat(2_000_000)},1\n`],
    [
      'a record with 2 000 keys',
      'a.json',
      JSON.stringify([Object.fromEntries(Array.from({ length: 2_000 }, (_, at) => [`k${at}`, 1]))]),
    ],
  ])('refuses %s as too large', async (_, name, text) => {
    expect(await refusalOf(open(name, text))).toBe('TOO_LARGE')
  })

  test.each<[string, string, string | Uint8Array]>([
    ['deep JSON', 'a.json', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['a lying Parquet file', 'a.parquet', new TextEncoder().encode(`PAR1${'x'.repeat(500)}PAR1`)],
    ['bytes', 'a.csv', Uint8Array.from({ length: 5_000 }, (_, at) => (at * 7919) % 31)],
    ['nothing', 'a.csv', ' '],
  ])('refuses %s', async (_, name, content) => {
    expect(await refusalOf(open(name, content))).toBe('UNSUPPORTED_FILE')
  })

  test.each([
    ['"; DROP TABLE x; --'],
    ["a' OR '1'='1"],
    ['a"b'],
    ['__row'],
    ['rowid'],
    ['select'],
    ['\u202egnp.exe'],
    ['`process.exit()`'],
  ])('takes the name %s as a name', async (name) => {
    const { reading, rows } = await open(
      `${name}.csv`,
      `"${name.replaceAll('"', '""')}",n\n"${name.replaceAll('"', '""')} x",1\ny,2\n`,
    )
    expect(reading.rows).toBe(2)
    expect(rows).toHaveLength(2)
  })

  test('reads Parquet, with exact decimals, dates and nested values', async () => {
    const bytes = await parquetOf(
      "SELECT 'A' AS name, 12.50::DECIMAL(9,2) AS amount, DATE '2026-01-05' AS day, true AS paid, [1,2] AS lines UNION ALL SELECT 'B', 0.10, DATE '2026-02-06', false, [3]",
    )
    const { reading, rows } = await open('a.parquet', bytes)
    expect(reading.columns.map(({ kind }) => kind.value)).toEqual(['text', 'money', 'date', 'boolean', 'text'])
    expect(rows[0]).toEqual([1, 'A', '12.50', '2026-01-05', true, '[1, 2]'])
  })

  test('reads or refuses any text, within the contract', async () => {
    await using tables = await openTestTables()
    const cell = fc.oneof(
      fc.string({ maxLength: 12 }),
      fc.constantFrom(
        '1.250',
        '1,250',
        '(5)',
        '31/12/2026',
        '"',
        '\\"',
        '1e400',
        '1:2:3',
        '٣',
        '=1+1',
        '\u0000',
        '2026-02-30',
        'Total',
      ),
      fc.integer().map(String),
    )
    const text = fc
      .tuple(fc.constantFrom(',', ';', '\t', '|'), fc.array(fc.array(cell, { maxLength: 6 }), { maxLength: 12 }))
      .map(([delimiter, rows]) => rows.map((row) => row.join(delimiter)).join('\n'))
    const name = fc.constantFrom('a.csv', 'a.tsv', 'a.txt', 'a.json', 'a.ndjson', 'a.md', 'a')
    await fc.assert(
      fc.asyncProperty(name, text, async (file, content) => {
        try {
          const { reading } = await tables.session.open(toolFile(file, content))
          fileReading.parse(reading)
        } catch (error) {
          if (!(error instanceof Refusal)) throw error
        }
      }),
      { seed, numRuns: 300 },
    )
  })

  test('reads a table back as it was written, in any dialect', async () => {
    await using tables = await openTestTables()
    const row = fc.record({
      name: fc.constantFrom('Acme', 'Beta & Sons', 'Café "Zum Eck"', 'a, b; c', 'Ünal'),
      cents: fc.integer({ min: -99_999_999, max: 99_999_999 }),
      day: fc.integer({ min: 0, max: 3_000 }),
    })
    const dialect = fc.record({
      delimiter: fc.constantFrom(',', ';', '\t', '|'),
      decimal: fc.constantFrom<'.' | ','>('.', ','),
      date: fc.constantFrom('iso', 'dotted'),
    })
    let files = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 3, maxLength: 20 }),
        dialect,
        async (rows, { delimiter, decimal, date }) => {
          const quote = (text: string) => (/["\n,;\t|]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
          const amount = (cents: number) => (cents / 100).toFixed(2).replace('.', decimal)
          const dayOf = (day: number) => new Date(Date.UTC(2020, 0, 1 + day)).toISOString().slice(0, 10)
          const shown = (iso: string) => (date === 'iso' ? iso : iso.split('-').toReversed().join('.'))
          const lines = rows.map(({ name, cents, day }) =>
            [name, amount(cents), shown(dayOf(day))].map(quote).join(delimiter),
          )
          const text = `${['name', 'amount', 'day'].join(delimiter)}\n${lines.join('\n')}\n`
          const { sqlName } = await tables.session.open(toolFile(`t${++files}.csv`, text), { keep_totals: true })
          const read = await tables.session.query(`SELECT name, amount, day FROM ${sqlName} ORDER BY __row`, [], {
            rows: 50,
          })
          expect(read.rows).toEqual(rows.map(({ name, cents, day }) => [name, (cents / 100).toFixed(2), dayOf(day)]))
        },
      ),
      { seed, numRuns: 60 },
    )
  })
})
