// The table of amounts in time, with what each is worth at the start, and the calculation behind every figure.
import type { Provenance, TableData } from '@biplane/contracts/wire/artifacts'
import { boundedTable, type Step, type TableDraft } from '../../../tools/artifact-shapes.ts'
import { add, type Decimal, toNumber, ZERO } from '../../../tools/decimal.ts'
import { versioned } from '../../../tools/define-tool.ts'
import type { FileFacts } from '../../../tools/file-facts.ts'
import { isMade } from '../../../tools/made-words.ts'
import { capital, shownCell } from '../../../tools/shown-text.ts'
import type { FlowAnalysis } from './analyse-flows.ts'
import type { CashFlows } from './flows.ts'
import { toCents } from './present-value.ts'
import { amountText, rateText, returnText, unitOf } from './tell-flows.ts'

export interface TableAsk {
  tool: { name: string; version: string }
  file: FileFacts
  cash: CashFlows
  analysis: FlowAnalysis
  summary: string
  /** How the file or the words were read, in sentences. */
  notes: readonly string[]
}

const cents = (value: Decimal): number => toNumber(toCents(value))

export const CASH_FLOW_KEY = 'cash_flow'

export function flowsTable({ tool, file, cash, analysis, summary, notes }: TableAsk): TableDraft {
  const { timing, currency, flows } = cash
  const [value] = analysis.values
  const unit = currency === '' ? {} : { unit: currency }
  const money = (key: string, label: string) => ({ key, label, type: 'currency' as const, ...unit })
  const labelled = flows.some(({ label }) => label !== '')
  let running = ZERO
  let discountedSum = ZERO
  const rows: TableData['rows'] = flows.map((flow, at) => {
    running = add(running, flow.amount)
    const worth = value?.rows[at]
    if (worth) discountedSum = add(discountedSum, worth.value)
    const place = timing.kind === 'dates' ? flow.label.slice(0, 10) : flow.at
    const name = timing.kind === 'dates' ? flow.label.slice(11) : flow.label
    return {
      row: flow.row,
      cells: [
        place,
        ...(labelled ? [shownCell(name)] : []),
        cents(flow.amount),
        cents(running),
        ...(worth ? [Number(worth.factor.toFixed(6)), cents(worth.value), cents(discountedSum)] : []),
      ],
    }
  })
  const columns: TableData['columns'] = [
    timing.kind === 'dates'
      ? { key: 'date', label: 'Date', type: 'date' }
      : { key: 'period', label: timing.unit === 'period' ? 'Period' : capital(timing.unit), type: 'integer' },
    ...(labelled ? [{ key: 'what', label: 'What', type: 'text' as const }] : []),
    money('amount', 'Cash flow'),
    money('cumulative', 'Cumulative'),
    ...(value
      ? [
          { key: 'factor', label: 'Discount factor', type: 'number' as const },
          money('discounted', `Discounted at ${rateText(value.rate, unitOf(cash))}`),
          money('discounted_sum', 'Discounted, cumulative'),
        ]
      : []),
  ]
  const totals = [
    null,
    ...(labelled ? [null] : []),
    cents(analysis.net),
    null,
    ...(value ? [null, cents(value.npv), null] : []),
  ]
  return {
    kind: 'table',
    key: CASH_FLOW_KEY,
    title: 'Cash flows',
    summary,
    provenance: provenanceOf({ tool, file, cash, analysis, notes }),
    data: boundedTable({ columns, rows, totals }),
  }
}

function provenanceOf({ tool, file, cash, analysis, notes }: Omit<TableAsk, 'summary'>): Provenance {
  const { currency, timing } = cash
  const power = timing.kind === 'dates' ? '(days ÷ 365)' : timing.unit === 'period' ? 'period' : 'years'
  const { irr, values, paid, received, net } = analysis
  const steps: Step[] = [
    ...notes.map((note) => ({ label: 'Read as', expression: note, result: '' })),
    { label: 'Paid', expression: 'sum of the amounts below 0', result: amountText(currency, paid) },
    { label: 'Received', expression: 'sum of the amounts above 0', result: amountText(currency, received) },
    { label: 'Undiscounted sum', expression: 'received − paid', result: amountText(currency, net) },
    ...values.map(({ rate, npv }) => ({
      label: 'Net present value',
      expression: `Σ amount ÷ (1 + ${rateText(rate, unitOf(cash))})^${power}`,
      result: amountText(currency, npv),
    })),
    {
      label: 'Internal rate of return',
      expression: 'every rate between −99.99 % and 1,000,000 % at which the present value is 0',
      result:
        irr.kind === 'none'
          ? 'none'
          : (irr.kind === 'one' ? [irr.rate] : irr.rates).map((rate) => returnText(rate, cash)).join(', '),
    },
  ]
  return {
    tool: versioned(tool),
    file: isMade(file) ? null : { file_uuid: file.file_uuid, name: file.name, sha256: file.sha256 },
    rows_considered: cash.flows.length,
    expression: `NPV = Σ amount ÷ (1 + rate)^${power}; IRR: the rate at which NPV is 0; payback: where the running sum gets to 0`,
    steps,
  }
}
