// Reads every row of a large table once: how many rows each test leaves out, and what SQL reads of each column. A pass over
// 200 MiB takes seconds, so that there is one.
import type { DuckDBConnection } from '@duckdb/node-api'
import { runQuery } from './duck.ts'
import type { CellRule } from './large-cells.ts'

export interface Measured {
  /** Filled cells that SQL does not read. */
  left: number
  /** Digits before and behind the point of the longest numbers. */
  whole: number
  fraction: number
}

export const NOTHING_MEASURED: Measured = { left: 0, whole: 0, fraction: 0 }

export interface Pass {
  /** All rows, those that a test leaves out included. */
  rows: number
  /** Rows that each test finds, in the order of `tests`. */
  found: number[]
  /** By column, of the rows that no test finds. */
  measured: Measured[]
}

/** `tests`: SQL conditions of rows that are left out. `rules`: by column, `c0` first. */
export async function passOver(
  connection: DuckDBConnection,
  relation: string,
  { tests, rules }: { tests: readonly string[]; rules: readonly CellRule[] },
): Promise<Pass> {
  const asked = rules.flatMap((rule, at) => (rule.complete ? [] : [{ rule, at }]))
  const values = asked.map(({ rule, at }) => `c${at}, ${rule.value} AS v${at}`)
  const conditions = tests.map((test, at) => `${test} AS t${at}`)
  const kept = tests.length === 0 ? 'true' : `NOT (${tests.map((_, at) => `t${at}`).join(' OR ')})`
  const inner = `SELECT ${[...conditions, ...values].join(', ')} FROM ${relation}`
  const parts = [
    'count(*)',
    ...tests.map((_, at) => `count(*) FILTER (WHERE t${at})`),
    ...asked.flatMap(({ rule, at }) => measures(rule, at)),
  ]
  const { rows } = await runQuery(
    connection,
    `SELECT ${parts.join(', ')} FROM (SELECT *, ${kept} AS kept FROM (${inner}))`,
    [],
    {
      rows: 1,
    },
  )
  const [all, ...rest] = (rows[0] ?? []).map((value) => Number(value ?? 0))
  const measured = rules.map(() => NOTHING_MEASURED)
  asked.forEach(({ at }, place) => {
    const from = tests.length + place * PARTS
    measured.splice(at, 1, measuredOf(rest.slice(from, from + PARTS)))
  })
  return { rows: all ?? 0, found: rest.slice(0, tests.length), measured }
}

const PARTS = 3

function measures({ numeric }: CellRule, at: number): string[] {
  const value = `v${at}`
  const left = `count(*) FILTER (WHERE kept AND c${at} <> '' AND ${value} IS NULL)`
  if (!numeric) return [left, '0', '0']
  const behind = `CASE WHEN contains(${value}, '.') THEN strlen(${value}) - strpos(${value}, '.') ELSE 0 END`
  return [left, `max(${behind}) FILTER (WHERE kept)`, `max(abs(TRY_CAST(${value} AS DOUBLE))) FILTER (WHERE kept)`]
}

function measuredOf([left = 0, fraction = 0, most = 0]: readonly number[]): Measured {
  return { left, fraction, whole: Math.max(1, Math.ceil(Math.log10(Math.max(1, most) + 1)) + 1) }
}
