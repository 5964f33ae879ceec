// A question about money that goes on from the one before: “and at 12 %?”. Pure.
import { withoutEnd } from '../process/step-words.ts'
import { readCashFlows, type ToldMoney } from './read-cash-flows.ts'

/** Amounts, rate and figures of this turn; what it does not say is that of the turns before. */
export function readInTurn(text: string, earlier: readonly string[]): ToldMoney {
  const now = readCashFlows(text)
  if (now.told.kind !== 'none') return now
  const before = earlier.toReversed().map(readCashFlows)
  const last = before.find(({ told }) => told.kind === 'flows')
  if (!last || !goesOn(now, last)) return now
  const rated = [now, ...before].find(({ sentence }) => sentence.rates.length > 0)
  return {
    sentence: { ...now.sentence, rates: rated?.sentence.rates ?? [] },
    told: withDuration(text, earlier, last),
  }
}

/** It asks for a figure, or says a rate or the time that was open. */
function goesOn({ sentence }: ToldMoney, { told }: ToldMoney): boolean {
  const open = told.kind === 'flows' && told.openEnded
  return sentence.figures.length > 0 || sentence.rates.length > 0 || (open && saysTime(sentence.marks))
}

const saysTime = (marks: ToldMoney['sentence']['marks']): boolean => marks.some((mark) => mark.is === 'timing')

/** “and over 6 years?” is read as the end of the sentence before. */
function withDuration(text: string, earlier: readonly string[], last: ToldMoney): ToldMoney['told'] {
  if (!saysTime(readCashFlows(text).sentence.marks)) return last.told
  const { told } = last
  if (told.kind !== 'flows') return told
  const said = earlier.toReversed().find((each) => readCashFlows(each).told.kind === 'flows')
  if (said === undefined || !told.openEnded)
    return { kind: 'ask', why: 'Say the whole row of amounts once more with the other times.' }
  return readCashFlows(`${withoutEnd(said, '?!. ')}, ${text}`).told
}
