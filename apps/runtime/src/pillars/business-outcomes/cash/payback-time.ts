// When what was paid has come back. Pure.
import { add, type Decimal, isNegative, toNumber, ZERO } from '../../../tools/decimal.ts'

export type Payback =
  | { kind: 'reached'; at: number; index: number; lostAgain: number | null; forGood: number | null }
  | { kind: 'never'; left: Decimal }
  /** Nothing is paid first, so nothing has to come back. */
  | { kind: 'nothing_invested' }

interface Moment {
  amount: Decimal
  at: number
}

/**
 * The moment at which the running sum gets to 0, within a period in even parts (`even`), else at the payment itself.
 * @param moments in time order
 */
export function paybackOf(moments: readonly Moment[], even: boolean): Payback {
  let sum = ZERO
  let reached: { at: number; index: number } | null = null
  let lostAgain: number | null = null
  let forGood: number | null = null
  let wasNegative = false
  let before = 0
  for (const [index, { amount, at }] of moments.entries()) {
    const next = add(sum, amount)
    if (isNegative(sum) && !isNegative(next)) {
      const moment = even ? before + (at - before) * (-toNumber(sum) / toNumber(amount)) : at
      if (reached === null) reached = { at: moment, index }
      else forGood = moment
    }
    if (isNegative(next)) {
      if (reached !== null && !isNegative(sum)) {
        lostAgain = at
        forGood = null
      }
      wasNegative = true
    }
    sum = next
    before = at
  }
  if (!wasNegative) return { kind: 'nothing_invested' }
  if (reached === null) return { kind: 'never', left: sum }
  return { kind: 'reached', ...reached, lostAgain, forGood }
}
