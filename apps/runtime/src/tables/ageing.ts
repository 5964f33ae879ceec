// Open amounts by days late: the plan of one question as the few statements that its answer consists of. No definition of
// “open” of its own: the conditions of the plan are used as they stand.
import type { FileReading } from '@biplane/contracts/wire/file-reading'
import type { PlanCondition, PlanMeasure, TablePlan } from '@biplane/contracts/wire/table-plan'
import { currencyColumn } from './currency.ts'
import type { TableResult } from './plan-result.ts'
import { isDate, isText } from './plan-scope.ts'
import { columnOperand } from './words/draft.ts'
import { lexiconOf } from './words/lexicon.ts'
import { invoiceColumns } from './words/read-invoices.ts'

export interface Ageing {
  /** `null` where the table has one currency or none. */
  currency: string | null
  /** The condition on the days late; `null` where the whole ageing is asked. */
  lateness: PlanCondition | null
  /** Rows that are late, oldest first; names with their sums, largest first. */
  list: TableResult
  names: TableResult | null
  /** Open rows by range of days. */
  bands: TableResult
  /** One line each: count, sum, most days late; of `open` also the negative ones and those with a day of payment. */
  late: TableResult
  open: TableResult
  /** Several currencies beyond the bound are said. */
  moreCurrencies: number
}

const MAX_CURRENCIES = 5

export async function ageingOf(
  plan: TablePlan,
  reading: FileReading,
  run: (plan: TablePlan) => Promise<TableResult>,
): Promise<Ageing[]> {
  const codes = currenciesOf(plan, reading)
  const answers: Ageing[] = []
  for (const code of codes.slice(0, MAX_CURRENCIES)) {
    const column = currencyColumn(reading)
    const only: PlanCondition[] | null =
      code !== null && column ? [{ operand: { of: 'column', column: column.name }, op: 'eq', values: [code] }] : null
    const narrowed = only ? { ...plan, where: [...plan.where, only] } : plan
    const parts = await partsOf(narrowed, reading, run)
    answers.push({ currency: code, ...parts, moreCurrencies: Math.max(0, codes.length - MAX_CURRENCIES) })
  }
  return answers
}

function currenciesOf({ where }: TablePlan, reading: FileReading): (string | null)[] {
  const column = currencyColumn(reading)
  const codes = [...new Set(column?.values.map((value) => value.trim()).filter((value) => value !== ''))]
  const settled = where.flat().some(({ operand }) => operand.of === 'column' && operand.column === column?.name)
  return codes.length < 2 || settled ? [null] : codes
}

export const isLateness = ({ operand }: PlanCondition): boolean => operand.of === 'duration' && operand.to === null

async function partsOf(
  plan: TablePlan,
  reading: FileReading,
  run: (plan: TablePlan) => Promise<TableResult>,
): Promise<Omit<Ageing, 'currency' | 'moreCurrencies'>> {
  const lateness = plan.where.flat().find(isLateness) ?? null
  const dated = reading.columns.find((column) => isDate(column) && plan.columns.includes(column.name))
  const due = lateness?.operand.of === 'duration' ? lateness.operand.from : (dated?.name ?? null)
  const days: PlanMeasure = {
    aggregate: 'max',
    operand: { of: 'duration', from: due, to: null, unit: 'days' },
    label: 'days late',
  }
  const [sum] = plan.measures
  const measures: PlanMeasure[] = [{ aggregate: 'count' }, ...(sum ? [sum] : []), days]
  const openWhere = plan.where.filter((group) => !group.some(isLateness))
  const groups: TablePlan = { ...plan, shape: 'groups', measures, columns: [], by: [], order: [], limit: null }
  const late = { ...groups, where: lateness ? plan.where : [...openWhere, [pastDue(days)]] }
  const name = reading.columns.find(
    (column) => isText(column) && plan.columns.includes(column.name) && column.additivity.value !== 'identifier',
  )
  return {
    lateness,
    list: await run({
      ...plan,
      where: late.where,
      shape: 'rows',
      measures: [days, ...(sum ? [sum] : [])],
      order: [{ by: 0, direction: 'descending' }],
    }),
    names: name
      ? await run({ ...late, by: [{ column: name.name }], order: [{ by: 1, direction: 'descending' }] })
      : null,
    bands: await run({ ...groups, where: openWhere, by: due === null ? [] : [{ column: due, bucket: 'days_late' }] }),
    late: await run(late),
    open: await run({ ...groups, measures: [...measures, ...doubtful(sum, reading)], where: openWhere }),
  }
}

/** Rows that a person may want to look at before relying on the total. */
function doubtful(sum: PlanMeasure | undefined, reading: FileReading): PlanMeasure[] {
  const { paidDate, status } = invoiceColumns(lexiconOf(reading))
  return [
    ...(sum?.operand
      ? [{ aggregate: 'count' as const, where: [[{ operand: sum.operand, op: 'lt' as const, values: [0] }]] }]
      : []),
    ...(status && paidDate
      ? [{ aggregate: 'count' as const, where: [[{ operand: columnOperand(paidDate), op: 'not_empty' as const }]] }]
      : []),
  ]
}

const pastDue = ({ operand }: PlanMeasure): PlanCondition => ({
  operand: operand ?? { of: 'duration', from: null, to: null, unit: 'days' },
  op: 'gt',
  values: [0],
})

/** `overdue`, `more than 90 days late`. */
export function latenessWords(condition: PlanCondition | null): string {
  const [value] = condition?.values ?? []
  if (!condition || typeof value !== 'number' || (value === 0 && condition.op === 'gt')) return 'overdue'
  const words = { gt: 'more than', ge: 'at least', lt: 'less than', le: 'at most', eq: 'exactly', ne: 'not' }
  const op = condition.op
  const lead = op === 'gt' || op === 'ge' || op === 'lt' || op === 'le' || op === 'eq' || op === 'ne' ? words[op] : ''
  return `${lead} ${value} ${value === 1 ? 'day' : 'days'} late`.trim()
}
