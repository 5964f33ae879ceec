// Renders costs and benefits: headline numbers, assumptions, months, uncertainty.

import type { FinancialsData } from '@biplane/contracts/wire/plan-artifacts'
import { formatNumber } from '../../design/format.ts'
import { PROCESS_STRINGS } from '../../strings/process-strings.ts'
import { AssumptionCells } from '../../workspace/assumption-cells.tsx'
import { column, Figures, Fold, plainTable } from '../../workspace/made-parts.tsx'
import { TableViewer } from '../../workspace/table-viewer.tsx'

const words = PROCESS_STRINGS.financials
const MONEY = { least: 2, most: 2 }

export function FinancialsViewer({ financials }: { financials: FinancialsData }) {
  const { currency, npv, irr, payback_month: back, investment, assumptions, monte_carlo: chance, ranges } = financials
  const amount = (value: number) => `${currency} ${formatNumber(value, MONEY)}`
  const between = ({ low, high }: { low: number; high: number }) =>
    `${currency} ${words.between(formatNumber(low), formatNumber(high))}`
  return (
    <>
      {ranges ? (
        <>
          <Figures
            figures={[
              { label: words.investment, value: between(ranges.investment) },
              { label: words.npv, value: between(ranges.npv) },
              { label: words.payback, value: words.monthsBetween(ranges.payback_month) },
            ]}
          />
          <p className="px-4 pb-3 text-[0.8125rem] text-ink-2">
            {words.unconfirmed(assumptions.filter(({ kind }) => kind === 'default').length)}
          </p>
        </>
      ) : (
        <Figures
          figures={[
            { label: words.investment, value: amount(investment) },
            { label: words.npv, value: amount(npv) },
            { label: words.irr, value: irr === null ? words.none : `${formatNumber(irr)} %` },
            { label: words.payback, value: back === null ? words.notWithin : words.months(back) },
          ]}
        />
      )}
      <Fold title={PROCESS_STRINGS.assumptions.title} open>
        <AssumptionCells pillar="business_outcomes" assumptions={assumptions} />
      </Fold>
      <Fold title={words.flows}>
        <TableViewer title={words.flows} table={flowsOf(financials)} />
      </Fold>
      <Fold title={words.sensitivity}>
        <TableViewer title={words.sensitivity} table={sensitivityOf(financials)} />
      </Fold>
      <Fold title={words.chance(chance.runs, chance.seed)}>
        <Figures
          figures={[
            { label: words.chanceColumns.p10, value: amount(chance.p10) },
            { label: words.chanceColumns.p50, value: amount(chance.p50) },
            { label: words.chanceColumns.p90, value: amount(chance.p90) },
            { label: words.chanceColumns.positive, value: `${formatNumber(chance.positive)} %` },
          ]}
        />
      </Fold>
    </>
  )
}

function flowsOf({ cash_flows, currency }: FinancialsData) {
  const { columns } = words
  const sum = (key: 'benefit' | 'cost' | 'net' | 'cumulative' | 'discounted') =>
    column(key, columns[key], 'currency', currency)
  return plainTable(
    [
      column('month', columns.month, 'integer'),
      sum('benefit'),
      sum('cost'),
      sum('net'),
      sum('cumulative'),
      sum('discounted'),
    ],
    cash_flows.map(({ month, benefit, cost, net, cumulative, discounted }) => [
      month,
      benefit,
      cost,
      net,
      cumulative,
      discounted,
    ]),
  )
}

function sensitivityOf({ sensitivity, currency }: FinancialsData) {
  const { sensitivityColumns: columns } = words
  return plainTable(
    [
      column('label', columns.label),
      column('low', columns.low, 'number'),
      column('npv_low', columns.npvLow, 'currency', currency),
      column('high', columns.high, 'number'),
      column('npv_high', columns.npvHigh, 'currency', currency),
    ],
    sensitivity.map(({ label, low, npv_low, high, npv_high }) => [label, low, npv_low, high, npv_high]),
  )
}
