// What to do next, each with the figures and rows that speak for it. Rules, no taste: what no figure supports is not advised.
import type { PlanCondition, TablePlan } from '@biplane/contracts/wire/table-plan'
import { boundedTable, rowsInWords } from '../../tools/artifact-shapes.ts'
import { counted } from '../../tools/shown-text.ts'
import { type Ageing, ageingOf, isLateness } from '../ageing.ts'
import type { SqlValue } from '../duck.ts'
import { formatNumber, numberOfValue } from '../format.ts'
import { cellAt } from '../plan-result.ts'
import { isDate, isText } from '../plan-scope.ts'
import { columnStyle, measureStyle, namesOf } from '../plan-words.ts'
import { conceptColumn, mainMoney } from '../words/choose-columns.ts'
import { columnOperand } from '../words/draft.ts'
import { lexiconOf } from '../words/lexicon.ts'
import { type AnalysisAnswer, groupedPlan, rounded, type Source } from './analysis-answer.ts'
import { farValuesOf } from './outliers.ts'

const SOON = 14
const CONCENTRATED = 0.4
const SPARSE = 0.2
/** Of three names one always holds a third. */
const FEWEST_NAMES = 5
const MAX_ROWS = 100

interface Advice {
  action: string
  evidence: string
  rows: number[]
}

export interface AdviceFacts {
  /** The plan of what is more than 90 days late; `null` where the table is no list of invoices. */
  late: TablePlan | null
  /** Rows that are equal to an earlier one in every cell. */
  repeats: number
  /** What the table is called. */
  name: string
}

export async function adviceOf(source: Source, { late, repeats, name }: AdviceFacts): Promise<AnalysisAnswer> {
  const advice = [
    ...(late ? await collect(late, source) : []),
    ...(await concentration(source)),
    ...(await extremes(source)),
    ...repair(source, repeats),
  ]
  const day = late ? `, as of ${late.as_of}` : ''
  return {
    kind: 'answer',
    says: [
      advice.length === 0
        ? `In ${name} no number calls for anything.`
        : `From ${name} I would do ${counted(advice.length, 'thing')}, the most urgent first${day}.`,
    ],
    points: advice.map(({ action, evidence }) => `${action}: ${evidence}`),
    cautions: advice.length > 0 ? ['These are rules over this file; what it does not say they cannot know.'] : [],
    tables:
      advice.length === 0
        ? []
        : [
            {
              title: `Recommendations from ${name}`,
              summary: counted(advice.length, 'recommendation'),
              data: boundedTable({
                columns: [
                  { key: 'n', label: '#', type: 'integer' },
                  { key: 'action', label: 'What to do', type: 'text' },
                  { key: 'evidence', label: 'What speaks for it', type: 'text' },
                  { key: 'rows', label: 'Rows', type: 'text' },
                ],
                rows: advice.map(({ action, evidence, rows }, at) => ({
                  row: null,
                  cells: [at + 1, action, evidence, rows.length === 0 ? '' : rowsInWords(rows)],
                })),
              }),
              chart: null,
            },
          ],
    steps: advice.map(({ action, evidence, rows }) => ({
      label: action.slice(0, 200),
      expression: evidence.slice(0, 500),
      result: rows.length === 0 ? '' : rowsInWords(rows),
    })),
    sql: source.sql,
  }
}

/** What is open and late; each currency for itself. */
async function collect(late: TablePlan, source: Source): Promise<Advice[]> {
  const ageings = await ageingOf(late, source.reading, source.run)
  const [measure] = late.measures
  if (!measure) return []
  const advice: Advice[] = []
  for (const ageing of ageings) {
    const style = measureStyle(measure, namesOf(source.reading, 'en'))
    const shown = (amount: SqlValue) => formatNumber(amount ?? 0, { ...style, unit: ageing.currency ?? style.unit })
    advice.push(...collectOne(ageing, shown), ...(await remind(late, ageing, { source, shown })))
  }
  const undated = ageings.reduce((sum, { bands }) => sum + undatedOf(bands), 0)
  if (undated > 0)
    advice.push({
      action: 'Settle the rows that cannot be counted',
      evidence: `${counted(undated, 'open row')} without a due date`,
      rows: [],
    })
  return advice
}

type Shown = (amount: SqlValue) => string

function collectOne({ late, open, list, names }: Ageing, shown: Shown): Advice[] {
  const count = numberOfValue(cellAt(late, 0, 'm0')) ?? 0
  if (count === 0) return []
  const [total, all] = [cellAt(late, 0, 'm1'), cellAt(open, 0, 'm1')]
  const share = percentOf(total, all)
  const top = (names?.rows ?? []).slice(0, 3).map((_, at) => ({
    name: names ? String(cellAt(names, at, 'g0') ?? '(empty)') : '',
    total: names ? (numberOfValue(cellAt(names, at, 'm1')) ?? 0) : 0,
  }))
  const held = top.reduce((sum, one) => sum + one.total, 0)
  const heldShare = percentOf(held, total)
  return [
    {
      action: 'Collect what is more than 90 days late',
      evidence: `${counted(count, 'invoice')} over ${shown(total)}, ${share ?? '0'} % of the ${shown(all)} that are open`,
      rows: list.rows.map((_, at) => Number(cellAt(list, at, 'r'))).slice(0, MAX_ROWS),
    },
    ...(names && names.lines > top.length && heldShare !== null && Number(heldShare) >= 100 * CONCENTRATED
      ? [
          {
            action: `Begin with ${top.map(({ name }) => name).join(', ')}`,
            evidence: `they hold ${heldShare} % of it, ${shown(Number(held.toFixed(2)))}, of ${counted(names.lines, 'customer')}`,
            rows: [],
          },
        ]
      : []),
  ]
}

function percentOf(part: SqlValue, whole: SqlValue): string | null {
  const [a, b] = [numberOfValue(part), numberOfValue(whole)]
  return a === null || b === null || b === 0 ? null : rounded((100 * a) / b, 1)
}

/** Open rows without a due date stand in a group of their own. */
const undatedOf = (bands: Ageing['bands']): number =>
  bands.compiled.columns.some(({ name }) => name === 'g0')
    ? bands.rows.reduce(
        (sum, _, at) => sum + (cellAt(bands, at, 'g0') === null ? Number(cellAt(bands, at, 'm0')) : 0),
        0,
      )
    : 0

async function remind(
  late: TablePlan,
  { currency }: Ageing,
  { source, shown }: { source: Source; shown: Shown },
): Promise<Advice[]> {
  const lateness = late.where.flat().find(isLateness)
  const code = source.reading.columns.find(({ values }) => currency !== null && values.includes(currency))
  if (!lateness) return []
  const within: PlanCondition[][] = [
    [{ ...lateness, op: 'ge', values: [-SOON] }],
    [{ ...lateness, op: 'lt', values: [0] }],
    ...(code && currency !== null ? [[{ operand: columnOperand(code), op: 'eq' as const, values: [currency] }]] : []),
  ]
  const where = [...late.where.filter((group) => !group.some(isLateness)), ...within]
  const result = await source.run(
    groupedPlan(late, { where, by: [], measures: [{ aggregate: 'count' }, ...late.measures.slice(0, 1)] }),
  )
  const count = numberOfValue(cellAt(result, 0, 'm0')) ?? 0
  return count === 0
    ? []
    : [
        {
          action: `Remind of what falls due within ${SOON} days`,
          evidence: `${counted(count, 'invoice')} over ${shown(cellAt(result, 0, 'm1'))}`,
          rows: [],
        },
      ]
}

/** One name that a whole depends on. */
async function concentration(source: Source): Promise<Advice[]> {
  const lexicon = lexiconOf(source.reading)
  const [main, who] = [mainMoney(lexicon), conceptColumn(lexicon, 'customer', isText)]
  if (main?.operand.of !== 'column' || !who || who.distinct < FEWEST_NAMES) return []
  const operand = main.operand
  const result = await source.run(
    groupedPlan(source.plan, {
      by: [{ column: who.name }],
      measures: [
        { aggregate: 'sum', operand },
        { aggregate: 'min', operand },
      ],
      order: [{ by: 0, direction: 'descending' }],
      share: true,
    }),
  )
  const share = numberOfValue(cellAt(result, 0, 'm0_share'))
  const negative = result.rows.some((_, at) => (numberOfValue(cellAt(result, at, 'm1')) ?? 0) < 0)
  if (negative || share === null || share < 100 * CONCENTRATED || result.rows.length < FEWEST_NAMES) return []
  return [
    {
      action: `Look at the dependence on ${String(cellAt(result, 0, 'g0'))}`,
      evidence: `${rounded(share, 1)} % of ${main.column.name}, ${formatNumber(cellAt(result, 0, 'm0'), columnStyle(main.column))} in ${counted(Number(cellAt(result, 0, 'n')), 'row')}`,
      rows: [],
    },
  ]
}

async function extremes(source: Source): Promise<Advice[]> {
  const main = mainMoney(lexiconOf(source.reading))
  const found = main ? await farValuesOf(main.column, source) : null
  if (!main || !found) return []
  const style = columnStyle(main.column)
  const told = found.far.slice(0, 3).map(({ row, value }) => `${formatNumber(value, style)} in row ${row}`)
  return [
    {
      action: `Check the values of ${main.column.name} far from the rest`,
      evidence: `${told.join(', ')}; half of all values lie between ${formatNumber(found.low, style)} and ${formatNumber(found.high, style)}`,
      rows: found.far.map(({ row }) => row).slice(0, MAX_ROWS),
    },
  ]
}

function repair({ reading }: Source, repeats: number): Advice[] {
  const sparse = reading.columns.filter(
    (column) => !isDate(column) && column.empty >= SPARSE * reading.rows && column.empty < reading.rows,
  )
  const unreadable = reading.columns.filter(({ unreadable: { count } }) => count > 0)
  return [
    ...(repeats > 0
      ? [
          {
            action: 'Remove the repeated rows',
            evidence: `${counted(repeats, 'row')}, equal to an earlier one cell for cell`,
            rows: [],
          },
        ]
      : []),
    ...unreadable.slice(0, 3).map(({ name, kind, unreadable: { count, examples } }) => ({
      action: `Repair “${name}”`,
      evidence: `${counted(count, 'cell')} cannot be read as ${kind.value}`,
      rows: examples.map(({ row }) => row),
    })),
    ...sparse.slice(0, 3).map(({ name, empty }) => ({
      action: `Fill “${name}”, or leave it out`,
      evidence: `empty in ${counted(empty, 'row')} of ${reading.rows.toLocaleString('en')}`,
      rows: [],
    })),
  ]
}
