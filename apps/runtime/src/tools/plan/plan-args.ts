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
