import { describe, expect, test } from 'vitest'
import { toolFile } from '../tools/made-file.test-support.ts'
import { openTestTables } from './tables.test-support.ts'

const SALES = toolFile(
  'sales.csv',
  'region,amount,day\nNorth,100.10,2026-01-05\nSouth,200.20,2026-01-06\nNorth,0.30,2026-02-01\n',
)

describe('a table engine', () => {
  test('answers over a table named like its file, with exact decimals', async () => {
    await using tables = await openTestTables()
    const { sqlName, reading } = await tables.session.open(SALES)
    expect(sqlName).toBe('"sales"')
    expect(reading.rows).toBe(3)
    const answer = await tables.session.query(
      `SELECT "region", sum("amount") AS total FROM ${sqlName} WHERE "day" >= CAST(? AS DATE) GROUP BY 1 ORDER BY 1`,
      ['2026-01-01'],
      { rows: 10 },
    )
    expect(answer).toMatchObject({ columns: ['region', 'total'], more: false })
    expect(answer.rows).toEqual([
      ['North', '100.40'],
      ['South', '200.20'],
    ])
  })

  test('numbers the data rows from 1', async () => {
    await using tables = await openTestTables()
    const { sqlName } = await tables.session.open(SALES)
    const { rows } = await tables.session.query(`SELECT __row, "region" FROM ${sqlName} ORDER BY __row`, [], {
      rows: 10,
    })
    expect(rows).toEqual([
      [1, 'North'],
      [2, 'South'],
      [3, 'North'],
    ])
  })

  test.each([
    ["SELECT * FROM read_csv('/etc/passwd')"],
    ["SELECT * FROM '/etc/passwd'"],
    ["COPY (SELECT 1) TO '/tmp/out-of-the-folder.csv'"],
    ["ATTACH '/tmp/out-of-the-folder.db' AS outside"],
    ["SET memory_limit = '8GB'"],
    ['SET enable_external_access = true'],
    ['INSTALL httpfs'],
    ["SELECT getenv('HOME')"],
  ])('refuses %s', async (sql) => {
    await using tables = await openTestTables()
    await expect(tables.session.query(sql, [], { rows: 1 })).rejects.toThrow()
  })

  test('keeps two files of one name apart', async () => {
    await using tables = await openTestTables()
    const first = await tables.session.open(SALES)
    const second = await tables.session.open(toolFile('sales.csv', 'region,amount\nWest,1\n'))
    expect([first.sqlName, second.sqlName]).toEqual(['"sales"', '"sales_2"'])
    const other = await tables.engine.session()
    const third = await other.open(toolFile('sales.csv', 'region,amount\nEast,1\nEast,2\n'))
    const { rows } = await other.query(`SELECT count(*) FROM ${third.sqlName}`, [], { rows: 1 })
    expect(rows).toEqual([[2]])
    other.close()
  })

  test('ends a query that never ends when its signal fires', async () => {
    await using tables = await openTestTables()
    const abort = new AbortController()
    const endless = tables.session.query('SELECT count(*) FROM range(1000000000000) a, range(1000000) b', [], {
      rows: 1,
      signal: abort.signal,
    })
    setImmediate(() => abort.abort())
    await expect(endless).rejects.toMatchObject({ refusal: 'CANCELLED' })
    expect((await tables.session.query('SELECT 1', [], { rows: 1 })).rows).toEqual([[1]])
  })

  test('drops what was used longest ago, but nothing that a session shows', async () => {
    await using tables = await openTestTables(4)
    const { sqlName } = await tables.session.open(SALES)
    for (const name of ['a.csv', 'b.csv', 'c.csv']) {
      const other = await tables.engine.session()
      await other.open(toolFile(name, `x,y\n${name},1\n`))
      other.close()
    }
    const held = await tables.session.query("SELECT count(*) FROM duckdb_tables() WHERE database_name = 'data'", [], {
      rows: 1,
    })
    expect(held.rows).toEqual([[2]])
    expect((await tables.session.query(`SELECT count(*) FROM ${sqlName}`, [], { rows: 1 })).rows).toEqual([[3]])
  })
})
