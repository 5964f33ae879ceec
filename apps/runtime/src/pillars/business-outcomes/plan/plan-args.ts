// Arguments of every plan tool: values of named assumptions, seed, number of runs.
import { z } from 'zod'

export const planArgs = z.strictObject({
  /** Assumptions by name. */
  changes: z.record(z.string(), z.number()).default({}),
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .default(1),
  runs: z.number().int().min(100).max(20_000).default(2_000),
  /** Indicators that were measured again, by id. */
  measured: z.record(z.string(), z.number()).default({}),
})

export const MONEY = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })

export const money = (currency: string, amount: number): string => `${currency} ${MONEY.format(amount)}`

/** Without cents: `EUR 31,000 to 94,000`. */
export const moneyRange = (currency: string, { low, high }: { low: number; high: number }): string =>
  low === high
    ? `about ${currency} ${low.toLocaleString('en')}`
    : `${currency} ${low.toLocaleString('en')} to ${high.toLocaleString('en')}`

export const monthsRange = ({ low, high }: { low: number | null; high: number | null }): string => {
  if (low === null) return 'not within the months looked at'
  if (high === null) return `after ${low} months or not within the months looked at`
  return low === high ? `after about ${low} months` : `after ${low} to ${high} months`
}
