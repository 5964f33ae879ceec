// Reads a table too large to be held as text: its columns are planned from a sample, its cells are typed by SQL, and what
// SQL does not read is read by the rules of small files. Nothing is counted from the sample.
import { rm } from 'node:fs/promises'
import { Refusal } from '@biplane/contracts/refusal'
import type { FileReading, LeftOutRows } from '@biplane/contracts/wire/file-reading'
import { isPacked } from '../tools/formats/archive-kind.ts'
import { counted } from '../tools/shown-text.ts'
import type { ToolFile } from '../tools/tool-file.ts'
import { type Decision, decide } from './decision.ts'
import { DATABASE, quoted, runQuery, runStatement } from './duck.ts'
import { type CellRule, cellRule } from './large-cells.ts'
import { typeCells } from './large-columns.ts'
import { type Measured, passOver } from './large-pass.ts'
import { readLargeColumns } from './large-reading.ts'
import { openJson, openParquet } from './large-records.ts'
import { forgetRejects, type LargeSource, openDelimited, withPath } from './large-source.ts'
import { dropTotals } from './large-totals.ts'
import type { LoadRequest } from './load-request.ts'
import { isParquet } from './parquet-table.ts'
import { refuseManyRows } from './records.ts'
import { rowNounOf } from './row-noun.ts'
import { setList } from './sql-list.ts'
import { columnsOf } from './table-columns.ts'
import { leftOutTotals } from './totals-rows.ts'

/** Workbooks, PDF and Word are read by libraries that hold them whole. */
export const isLargeKind = ({ content: { head } }: ToolFile): boolean => !isPacked(head)

/** @throws UNSUPPORTED_FILE, TOO_LARGE */
export async function loadLargeTable(request: LoadRequest): Promise<FileReading> {
  const copies: string[] = []
  try {
    return await withPath(request, async (at) => {
      const source = await openSource(request, at, copies)
      return await loadSource(request, source)
    })
  } finally {
    await forgetRejects(request.connection)
    for (const copy of copies) await rm(copy, { force: true })
  }
}

async function openSource(request: LoadRequest, at: string, copies: string[]): Promise<LargeSource> {
  const { file, connection, physical } = request
  const { head } = file.content
  if (isParquet(head)) return await openParquet(connection, file, at)
  const begin = new TextDecoder()
    .decode(head.subarray(0, 256))
    .replace(/^\ufeff/, '')
    .trimStart()
  const json = /^[[{]/.test(begin) && !/\.(?:csv|tsv)$/i.test(file.name)
  if (json) return await openJson(connection, { file, physical, lines: begin.startsWith('{') }, at)
  return await openDelimited(request, at, copies)
}

interface Rows {
  relation: string
  /** SQL of the rows that are rows of the table. */
  kept: string
  leftOut: LeftOutRows[]
  measured: Measured[]
}

async function loadSource(request: LoadRequest, source: LargeSource): Promise<FileReading> {
  const { connection, physical, file, correction } = request
  const { raw, structure } = source
  const columns = columnsOf(raw, structure, source.sampled, correction)
  const rules = columns.map(({ plan, meaning }, at) => cellRule(plan, `c${at}`, meaning.keys()))
  const { relation, kept, leftOut, measured } = await rowsOf(request, source, rules)
  const typed = await typeCells({ connection, physical, relation, kept }, columns, { rules, measured })
  const target = `${DATABASE}.main.${quoted(physical)}`
  await runStatement(
    connection,
    `CREATE TABLE ${target} AS SELECT ${typed.map(({ column, sql }) => `${sql} AS ${quoted(column.name)}`).join(', ')} FROM ${relation} WHERE ${kept}`,
  )
  const planned = typed.map(({ column }) => column)
  const stored = await countRows(connection, target)
  refuseManyRows(stored)
  const totals =
    correction.keep_totals === true ? [] : await dropTotals(request, { source, columns: planned, rows: stored })
  const without = leftOutTotals({ lines: null }, { rows: [] }, totals).map((group) => ({ ...group, rows: [] }))
  const rows = stored - totals.length
  const read = await readLargeColumns({ connection, target, relation, kept, rows }, typed, source)
  return {
    format: raw.format,
    encoding: raw.encoding,
    delimiter: raw.delimiter,
    part: raw.part,
    header: fromSample(structure.header, source),
    left_out: [...structure.leftOut, ...leftOut, ...without].slice(0, 20),
    rows,
    columns: read,
    row_noun: rowNounOf({ fileName: file.name, title: raw.title, columns: read, rows }),
  }
}

/** What rests on a sample says so. */
function fromSample(header: Decision<number[]>, { sampled, missed }: LargeSource): Decision<number[]> {
  const rests = `the file is large: columns were recognised from ${counted(sampled.length, 'row')} spread evenly over it`
  const more = missed.length > 0 ? `; left out, for they are rare: ${missed.slice(0, 5).join(', ').slice(0, 80)}` : ''
  return decide(header.value, header.confidence, `${header.evidence}; ${rests}${more}`, header.alternatives)
}

interface RowTest {
  reason: LeftOutRows['reason']
  test: string
  evidence: string
}

async function rowsOf(
  { connection, physical }: LoadRequest,
  source: LargeSource,
  rules: readonly CellRule[],
): Promise<Rows> {
  const { structure, extra, raw } = source
  const width = structure.names.length
  const cell = (at: number) => `c${at}`
  const all = Array.from({ length: width + extra }, (_, at) => cell(at))
  const header = await setList(
    connection,
    `header_${physical}`,
    structure.names.map((name) => name.trim().toLowerCase()),
  )
  const named = raw.names === null && structure.header.value.length > 0
  const repeats = structure.names.map((_, at) => `coalesce(lower(trim(${cell(at)})), '') = ${header}[${at + 1}]`)
  const isEmpty = (cells: readonly string[]) => cells.map((one) => `coalesce(${one}, '') = ''`).join(' AND ')
  const tests: RowTest[] = [{ reason: 'blank', test: isEmpty(all), evidence: 'lines without a single value' }]
  if (named) tests.push({ reason: 'repeated_header', test: repeats.join(' AND '), evidence: 'the header once more' })
  if (extra > 0)
    tests.push({
      reason: 'ragged',
      test: `NOT (${isEmpty(all.slice(width))})`,
      evidence: 'more cells than the header has',
    })
  const readAll = async (relation: string) => {
    await forgetRejects(connection)
    return await passOver(connection, relation, { tests: tests.map(({ test }) => test), rules })
  }
  let relation = source.relation
  let pass = await readAll(relation)
  let rejected = await source.rejected()
  if (rejected.padded !== null) {
    relation = rejected.padded
    pass = await readAll(relation)
    rejected = await source.rejected()
  }
  refuseManyRows(pass.rows - 1_000)
  const found = tests.map(({ reason, evidence }, at) => ({ reason, rows: [], count: pass.found[at] ?? 0, evidence }))
  if (pass.rows === 0) throw new Refusal('UNSUPPORTED_FILE', 'The file holds no rows.')
  return {
    relation,
    measured: pass.measured,
    kept: tests.map(({ test }) => `NOT (${test})`).join(' AND '),
    leftOut: [...rejected.leftOut, ...found.filter((group) => group.count > 0)],
  }
}

async function countRows(connection: LoadRequest['connection'], target: string): Promise<number> {
  const { rows } = await runQuery(connection, `SELECT count(*) FROM ${target}`, [], { rows: 1 })
  return Number(rows[0]?.[0] ?? 0)
}
