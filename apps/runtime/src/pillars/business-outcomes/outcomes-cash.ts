// A question about a person's own amounts in time: whether it is one, whether words or a table hold the amounts, and the
// answer. It computes nothing itself.
import { type Refusal, refusalOf } from '@biplane/contracts/refusal'
import type { Invocation, InvocationFile } from '@biplane/contracts/wire/agent-events'
import { detectFile } from '../../agents/detect-file.ts'
import type { Earlier } from '../../agents/earlier-results.ts'
import { attachedOf, namedFiles } from '../../agents/meant-files.ts'
import { bullets, plain } from '../../agents/plain-markdown.ts'
import { candidates, withoutFileNames } from '../../agents/table-choice.ts'
import type { ToolRunner } from '../../agents/tool-runner.ts'
import type { AgentSays } from '../../engine/define-agent.ts'
import { isNegative } from '../../tools/decimal.ts'
import { madeWords } from '../../tools/made-words.ts'
import { shownName } from '../../tools/shown-text.ts'
import { type CashFlowResult, cashFlowTool, noAmounts } from './cash/cash-flow-tool.ts'
import { cashTableTool } from './cash/cash-table-tool.ts'
import { CASH_FLOW_KEY } from './cash/flows-table.ts'
import { readInTurn } from './cash/money-turns.ts'
import type { ToldMoney } from './cash/read-cash-flows.ts'

export type CashRequest =
  | { from: 'words' }
  /** In this order; `only`: without amounts in them, nothing else is meant. */
  | { from: 'files'; files: InvocationFile[]; only: boolean }
  /** A figure is asked for, and nothing holds amounts. */
  | { from: 'nowhere' }

interface Asked {
  input: Invocation['input']
  results: readonly Earlier[]
  /** Whether there is something that a plan can rest on. */
  plannable: boolean
}

const MAX_TRIED = 3
const CASH_WORDS = /\b(?:cash ?flows?|zahlungsreihe|zahlungsstrom|irr|xirr|npv|xnpv)\b/i
/** Not a part of the amounts: the words of a plan. */
const PLAN_WORDS = /\b(?:plan|roadmap|kpis?|risks?|proposal|bundle|assumptions?|business case)\b/i

/** `null` where the question is about something else. */
export function readCashRequest({ input, results, plannable }: Asked): CashRequest | null {
  const { files = [] } = input
  const { text, earlier } = wordsOf(input, results)
  const money = readInTurn(text, earlier)
  if (tellsFlows(money) && !(plannable && PLAN_WORDS.test(text))) return { from: 'words' }
  const { figures, rates } = money.sentence
  const last = results.find(({ kind, key }) => kind === 'financials' || key === CASH_FLOW_KEY)
  const goesOn = last?.key === CASH_FLOW_KEY && (figures.length > 0 || rates.length > 0)
  if (goesOn) {
    const file = files.find(({ file_uuid }) => file_uuid === last.provenance?.file?.file_uuid)
    if (file) return { from: 'files', files: [file], only: true }
  }
  if (figures.length === 0 || PLAN_WORDS.test(text)) return null
  const meant = [...namedFiles(input.text, files), ...attachedOf(files)]
  const only = !plannable || CASH_WORDS.test(text)
  if (meant.length > 0) return { from: 'files', files: [...new Set(meant)].slice(0, MAX_TRIED), only }
  if (plannable && !CASH_WORDS.test(text)) return null
  const others = candidates(input.text, files).slice(0, MAX_TRIED)
  if (others.length > 0) return { from: 'files', files: others, only }
  return plannable ? null : { from: 'nowhere' }
}

function wordsOf({ text, history, files = [] }: Invocation['input'], results: readonly Earlier[]) {
  const went = results.some(({ key }) => key === CASH_FLOW_KEY)
  const earlier = went ? history.flatMap(({ role, content }) => (role === 'user' ? [content] : [])).slice(-10) : []
  const bare = (said: string) => withoutFileNames(said.slice(0, 10_000), files)
  return { text: bare(text), earlier: earlier.map(bare) }
}

/** Amounts that are paid and received, or several of which one thing is unclear. */
function tellsFlows({ told, sentence }: ToldMoney): boolean {
  if (told.kind === 'none') return false
  const amounts = sentence.marks.filter(({ is }) => is === 'amount').length
  if (told.kind === 'ask') return amounts >= 2 && (sentence.figures.length > 0 || sentence.rates.length > 0)
  const paid = told.cash.flows.filter(({ amount }) => isNegative(amount)).length
  const both = paid > 0 && paid < told.cash.flows.length
  return both || (amounts >= 2 && sentence.figures.length > 0)
}

/** `null` where the files hold no amounts and something else may be meant. */
export async function* answerCash(
  request: CashRequest,
  input: Invocation['input'],
  results: readonly Earlier[],
  runner: ToolRunner,
): AsyncGenerator<AgentSays, string | null> {
  const words = wordsOf(input, results)
  if (request.from === 'nowhere') return HOW_TO_TELL
  if (request.from === 'words') {
    const said = yield* runner.use({
      tool: cashFlowTool,
      args: words,
      file: madeWords('cash_flow', 'what you said', words.text, 'text/plain'),
      doing: 'Valuing the amounts that you named',
      done: summaryOf,
    })
    return yield* tell(said)
  }
  const reasons: string[] = []
  for (const file of request.files) {
    const read = yield* valueTable(file, words, runner)
    if ('refused' in read) reasons.push(plain(read.refused.message))
    else if (read.state === 'answered' && (request.only || read.invests)) return yield* tell(read)
    else if (read.state === 'ask') reasons.push(`In ${plain(shownName(file.name))}: ${plain(read.markdown)}`)
    else reasons.push(`${plain(shownName(file.name))} has no column of amounts.`)
  }
  if (!request.only) return null
  return `${reasons.length === 1 ? reasons[0] : bullets(reasons).trimEnd()}\n\n${HOW_TO_TELL}`
}

const summaryOf = ({ state, summary }: CashFlowResult): string =>
  state === 'answered' ? summary : state === 'ask' ? 'a question back' : 'no amounts'

async function* tell({ state, markdown, table }: CashFlowResult): AsyncGenerator<AgentSays, string> {
  if (state !== 'answered') return `${plain(markdown)}\n\n${HOW_TO_TELL}`
  if (table) yield { type: 'agent.artifact', payload: table }
  return markdown
}

async function* valueTable(
  file: InvocationFile,
  args: { text: string; earlier: string[] },
  runner: ToolRunner,
): AsyncGenerator<AgentSays, CashFlowResult | { refused: Refusal }> {
  try {
    const { tabular } = yield* detectFile(file, runner)
    if (!tabular) return noAmounts()
    return yield* runner.use({
      tool: cashTableTool,
      args,
      file,
      doing: `Valuing the amounts of ${shownName(file.name)}`,
      done: summaryOf,
    })
  } catch (error) {
    const refusal = refusalOf(error)
    if (!refusal || refusal.refusal === 'CANCELLED') throw error
    return { refused: refusal }
  }
}

const HOW_TO_TELL =
  'Say the amounts and their times, for example “invest 50,000 now, get 20,000 a year for 4 years at 8 %” or “IRR of -1000, 300, 400, 500”, or attach a table with a date or year and an amount for each row.'
