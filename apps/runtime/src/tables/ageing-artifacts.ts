// Open amounts by days late as what the page shows: the late rows, the names behind them, and the chart of the ageing.
import type { TableColumn } from '@biplane/contracts/wire/artifacts'
import type { FileReading } from '@biplane/contracts/wire/file-reading'
import type { TablePlan } from '@biplane/contracts/wire/table-plan'
import {
  artifactKey,
  boundedTable,
  type Cell,
  type ChartDraft,
  provenanceOf,
  type TableDraft,
} from '../tools/artifact-shapes.ts'
import { barChart } from '../tools/charts.ts'
import type { FileFacts } from '../tools/file-facts.ts'
import { counted } from '../tools/shown-text.ts'
import { type Ageing, isLateness, latenessWords } from './ageing.ts'
import { bandsOf } from './ageing-text.ts'
import { numberOfValue } from './format.ts'
import type { LanguageCode } from './language/answer-language.ts'
import { languageNamed } from './language/language-of.ts'
import { cellAt, type TableResult } from './plan-result.ts'
import { filterWords, measureStyle, namesOf } from './plan-words.ts'

interface Frame {
  plan: TablePlan
  reading: FileReading
  language: LanguageCode
  file: FileFacts
  tool: { name: string; version: string }
}

/** In the order in which they are shown. */
export function ageingArtifacts(
  ageing: readonly Ageing[],
  frame: Frame,
): { tables: TableDraft[]; charts: ChartDraft[] } {
  return {
    tables: ageing.flatMap((one) => {
      if (one.lateness === null || one.list.rows.length === 0) return []
      const names = debtorTable(one, frame)
      return [listTable(one, frame), ...(names ? [names] : [])]
    }),
    charts: ageing.map((one) => ageingChart(one, frame)),
  }
}

const numberAt = (result: TableResult, line: number, name: string): number =>
  numberOfValue(cellAt(result, line, name)) ?? 0

/** What limits the rows beside being open and late. */
const onlyWords = ({ plan, language }: Frame): string =>
  filterWords(
    plan.where.filter((group) => !group.some(isLateness)),
    languageNamed(language),
  ).slice(0, 100)

const titled = (title: string): string => title.slice(0, 200)

const unitOf = ({ currency, open }: Ageing, { reading, language }: Frame): string | null => {
  const measure = open.plan.measures[1]
  return currency ?? (measure ? measureStyle(measure, namesOf(reading, language)).unit : null)
}

const keyOf = (what: string, { currency }: Ageing, frame: Frame): string =>
  artifactKey(what, currency ?? '', onlyWords(frame), frame.file.file_uuid)

function provenance(result: TableResult, ageing: Ageing, { plan, reading, language, file, tool }: Frame) {
  const dateless = bandsOf(ageing).find(({ label }) => label === 'No due date')?.count ?? 0
  return provenanceOf(tool, file, {
    rows: reading.rows,
    expression: result.compiled.statement.shown,
    steps: [
      { label: 'As of', expression: 'the day to which days are counted', result: plan.as_of },
      {
        label: 'Open',
        expression: filterWords(
          plan.where.filter((group) => !group.some(isLateness)),
          languageNamed(language),
        ),
        result: counted(numberAt(ageing.open, 0, 'm0'), 'row'),
      },
      { label: 'Left out', expression: 'open rows without a due date', result: counted(dateless, 'row') },
    ],
  })
}

const amountColumn = (ageing: Ageing, frame: Frame): TableColumn => {
  const unit = unitOf(ageing, frame)
  return { key: 'amount', label: 'Open amount', type: 'currency', ...(unit === null ? {} : { unit }) }
}

function listTable(ageing: Ageing, frame: Frame): TableDraft {
  const { list, late, lateness } = ageing
  const { plan, reading } = frame
  const columns: TableColumn[] = [
    ...plan.columns.map((column, at): TableColumn => ({ key: `c${at}`, label: column, type: 'text' })),
    { key: 'days_late', label: 'Days late', type: 'integer', unit: 'days' },
    amountColumn(ageing, frame),
  ]
  const rows = list.rows.map((_, line) => ({
    row: numberAt(list, line, 'r'),
    cells: [
      ...plan.columns.map((_column, at): Cell => cellAt(list, line, `c${at}`)),
      Math.floor(numberAt(list, line, 'm0')),
      numberOfValue(cellAt(list, line, 'm1')),
    ],
  }))
  const total = numberAt(late, 0, 'm1')
  const totals = columns.map(({ key }, at): Cell => (key === 'amount' ? total : at === 0 ? 'Total' : null))
  const noun = reading.row_noun.many
  return {
    kind: 'table',
    key: keyOf('late', ageing, frame),
    title: titled(`${noun.charAt(0).toUpperCase()}${noun.slice(1)} ${latenessWords(lateness)}`),
    summary: counted(list.lines, 'line'),
    provenance: provenance(list, ageing, frame),
    data: boundedTable({ columns, rows, totals }, list.lines),
  }
}

function debtorTable(ageing: Ageing, frame: Frame): TableDraft | null {
  const { names, late, lateness } = ageing
  const [group] = names?.plan.by ?? []
  if (!names || !group) return null
  const rows = names.rows.map((_, line) => ({
    row: null,
    cells: [
      cellAt(names, line, 'g0'),
      numberAt(names, line, 'm0'),
      Math.floor(numberAt(names, line, 'm2')),
      numberAt(names, line, 'm1'),
    ],
  }))
  return {
    kind: 'table',
    key: keyOf('debtors', ageing, frame),
    title: titled(`By ${group.column}, ${latenessWords(lateness)}`),
    summary: counted(names.lines, 'line'),
    provenance: provenance(names, ageing, frame),
    data: boundedTable(
      {
        columns: [
          { key: 'customer', label: group.column, type: 'text' },
          { key: 'invoices', label: 'Rows', type: 'integer' },
          { key: 'oldest', label: 'Longest late', type: 'integer', unit: 'days' },
          amountColumn(ageing, frame),
        ],
        rows,
        totals: ['Total', numberAt(late, 0, 'm0'), null, numberAt(late, 0, 'm1')],
      },
      names.lines,
    ),
  }
}

function ageingChart(ageing: Ageing, frame: Frame): ChartDraft {
  const unit = unitOf(ageing, frame)
  const measure = unit === null ? 'Open amount' : `Open amount (${unit})`
  const bands = bandsOf(ageing)
  const all = numberAt(ageing.open, 0, 'm1')
  const share = (total: number): Cell => (all > 0 ? Math.round((1_000 * total) / all) / 10 : null)
  return {
    kind: 'chart',
    key: keyOf('ageing', ageing, frame),
    title: titled(ageing.currency ? `Ageing of open amounts, ${ageing.currency}` : 'Ageing of open amounts'),
    summary: `${measure} on ${frame.plan.as_of}`,
    provenance: provenance(ageing.bands, ageing, frame),
    data: {
      spec: barChart({
        bars: bands.map(({ label, total }) => ({ label, value: total })),
        axis: 'Days late',
        measure,
        lying: false,
      }),
      table: boundedTable({
        columns: [
          { key: 'bucket', label: 'Days late', type: 'text' },
          { key: 'invoices', label: 'Rows', type: 'integer' },
          amountColumn(ageing, frame),
          { key: 'share', label: 'Share', type: 'percent' },
        ],
        rows: bands.map(({ label, count, total }) => ({ row: null, cells: [label, count, total, share(total)] })),
        totals: ['Total', numberAt(ageing.open, 0, 'm0'), all, all > 0 ? 100 : null],
      }),
    },
  }
}
