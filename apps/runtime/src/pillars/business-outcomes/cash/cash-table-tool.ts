// The tool that values amounts in time that stand in a table.

import { isNegative } from '../../../tools/decimal.ts'
import { defineTableTool } from '../../../tools/define-tool.ts'
import {
  askBack,
  type CashFlowResult,
  cashFlowArgs,
  cashFlowResult,
  invests,
  noAmounts,
  wrongRate,
} from './cash-flow-tool.ts'
import type { CashFlows } from './flows.ts'
import { flowsTable } from './flows-table.ts'
import type { MoneySentence } from './money-marks.ts'
import { readCashFlows, type ToldFlows } from './read-cash-flows.ts'
import { readFlowTable } from './read-flow-table.ts'
import { tellFlows } from './tell-flows.ts'

const TOOL = { name: 'outcomes.cash_table', version: '1' }

export const cashTableTool = defineTableTool({
  ...TOOL,
  args: cashFlowArgs,
  result: cashFlowResult,
  async run({ text, earlier }, file, _, session): Promise<CashFlowResult> {
    const table = await session.open(file, file.reading)
    const before = earlier.toReversed().map(readCashFlows)
    const now = readCashFlows(text)
    const read = await readFlowTable(table, [text, ...earlier.toReversed()].join(' '), session)
    if (read.kind === 'none') return noAmounts()
    if (read.kind === 'ask') return askBack(read.why)
    const joined = withTold(read.cash, now.told)
    if ('why' in joined) return askBack(joined.why)
    const { figures, otherFigures } = now.sentence
    const rates = [now, ...before].find(({ sentence }) => sentence.rates.length > 0)?.sentence.rates ?? []
    const wrong = wrongRate(rates)
    if (wrong !== null) return askBack(wrong)
    const { cash } = joined
    const notes = [...read.notes, ...joined.notes]
    const unused = unusedIn(now.sentence, table.reading)
    const { markdown, summary, analysis } = tellFlows({
      cash,
      rates,
      figures,
      otherFigures,
      openEnded: false,
      notes,
      unused,
    })
    return {
      state: 'answered',
      markdown,
      summary,
      invests: invests(analysis),
      table: flowsTable({ tool: TOOL, file, cash, analysis, summary, notes }),
    }
  },
})

/** “We invest 50 000 now” beside a table of what comes back. */
function withTold(cash: CashFlows, told: ToldFlows): { cash: CashFlows; notes: string[] } | { why: string } {
  if (told.kind === 'none') return { cash, notes: [] }
  if (told.kind === 'ask') return { why: told.why }
  const first = told.cash.flows.every(({ at, amount }) => at === 0 && isNegative(amount))
  if (!first || cash.timing.kind === 'dates')
    return { why: 'Amounts were said, and a table is there: say which of them is meant, or put all of them into one.' }
  const known = told.cash.currency
  if (known !== '' && cash.currency !== '' && known !== cash.currency)
    return { why: `The table is in ${cash.currency} and ${known} was said: give both in one currency.` }
  // Without a column of time the rows begin one period after what is paid now.
  const later =
    cash.timing.unit === 'period' && cash.flows.every(({ amount }) => !isNegative(amount)) && cash.flows[0]?.at === 0
  const flows = later ? cash.flows.map((flow) => ({ ...flow, at: flow.at + 1 })) : cash.flows
  return {
    cash: { ...cash, flows: [...told.cash.flows, ...flows], currency: cash.currency || known },
    notes: [...told.notes, ...(later ? ['The rows of the table begin one period after what is paid now.'] : [])],
  }
}

/** Names and values of the table are used words. */
function unusedIn(
  { unused }: MoneySentence,
  { columns }: { columns: readonly { name: string; values: readonly string[] }[] },
): string[] {
  const known = new Set(
    columns
      .flatMap(({ name, values }) => [name, ...values])
      .flatMap((each) => each.toLowerCase().match(/\p{L}+/gu) ?? []),
  )
  return unused.filter((word) => !known.has(word))
}
