// A question about money that goes on from the one before: “and at 12 %?”. Pure.
import { withoutEnd } from '../../operations/process/step-words.ts'
import { readCashFlows, type ToldMoney } from './read-cash-flows.ts'

/** Amounts, rate and figures of this turn; what it does not say is that of the turns before. */
export function readInTurn(text: string, earlier: readonly string[]): ToldMoney {
  const now = readCashFlows(text)
  if (now.told.kind !== 'none') return now
  const said = earlier.toReversed()
  const before = said.map(readCashFlows)
  const at = before.findIndex(({ told }) => told.kind === 'flows')
  const last = before[at]
  if (!last || !goesOn(now, last)) return now
  const rated = [now, ...before].find(({ sentence }) => sentence.rates.length > 0)
  return {
    sentence: { ...now.sentence, rates: rated?.sentence.rates ?? [] },
    told: withDuration(text, now, { said: said[at] ?? '', told: last.told }),
  }
}

/** It asks for a figure, or says a rate or the time that was open. */
function goesOn({ sentence }: ToldMoney, { told }: ToldMoney): boolean {
  const open = told.kind === 'flows' && told.openEnded
  return sentence.figures.length > 0 || sentence.rates.length > 0 || (open && saysTime(sentence.marks))
}

const saysTime = (marks: ToldMoney['sentence']['marks']): boolean => marks.some((mark) => mark.is === 'timing')

/** “and over 6 years?” is read as the end of the sentence before. */
function withDuration(
  text: string,
  { sentence }: ToldMoney,
  { said, told }: { said: string; told: ToldMoney['told'] },
): ToldMoney['told'] {
  if (!saysTime(sentence.marks) || told.kind !== 'flows') return told
  if (!told.openEnded) return { kind: 'ask', why: 'Say the whole row of amounts once more with the other times.' }
  return readCashFlows(`${withoutEnd(said, '?!. ')}, ${text}`).told
}
