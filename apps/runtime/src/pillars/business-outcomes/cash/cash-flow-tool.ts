// The tool that values amounts that were told in words.
import { z } from 'zod'
import { tableDraft } from '../../../tools/artifact-shapes.ts'
import { isZero } from '../../../tools/decimal.ts'
import { defineTool } from '../../../tools/define-tool.ts'
import type { FlowAnalysis } from './analyse-flows.ts'
import { flowsTable } from './flows-table.ts'
import { readInTurn } from './money-turns.ts'
import { tellFlows } from './tell-flows.ts'

export const cashFlowArgs = z.strictObject({
  text: z.string().max(10_000),
  /** What was asked before, oldest first, that it may go on from. */
  earlier: z.array(z.string().max(10_000)).max(20).default([]),
})

export const cashFlowResult = z.object({
  /** `none`: no amounts of money were found. */
  state: z.enum(['answered', 'ask', 'none']),
  markdown: z.string(),
  summary: z.string(),
  /** Whether something is paid and something received. */
  invests: z.boolean(),
  table: tableDraft.nullable(),
})

export type CashFlowResult = z.infer<typeof cashFlowResult>

export const noAmounts = (): CashFlowResult => ({
  state: 'none',
  markdown: '',
  summary: '',
  invests: false,
  table: null,
})

export const askBack = (why: string): CashFlowResult => ({
  state: 'ask',
  markdown: why,
  summary: why,
  invests: false,
  table: null,
})

export const invests = ({ paid, received }: FlowAnalysis): boolean => !isZero(paid) && !isZero(received)

const TOOL = { name: 'outcomes.cash_flow', version: '1' }

export const cashFlowTool = defineTool({
  ...TOOL,
  args: cashFlowArgs,
  result: cashFlowResult,
  async run({ text, earlier }, file): Promise<CashFlowResult> {
    const { sentence, told } = readInTurn(text, earlier)
    if (told.kind === 'none') return noAmounts()
    if (told.kind === 'ask') return askBack(told.why)
    const { rates, figures, otherFigures, unused } = sentence
    const wrong = wrongRate(rates)
    if (wrong !== null) return askBack(wrong)
    const { cash, notes, openEnded } = told
    const { markdown, summary, analysis } = tellFlows({ cash, rates, figures, otherFigures, openEnded, notes, unused })
    const table = flowsTable({ tool: TOOL, file, cash, analysis, summary, notes })
    return { state: 'answered', markdown, summary, table, invests: invests(analysis) }
  },
})

const MAX_RATE = 100_000

export function wrongRate(rates: readonly { percent: { units: bigint; scale: number } }[]): string | null {
  const wrong = rates.find(({ percent: { units, scale } }) => {
    const percent = Number(units) / 10 ** scale
    return percent <= -100 || percent > MAX_RATE
  })
  return wrong ? 'A discount rate must be above −100 % and at most 100,000 %.' : null
}
