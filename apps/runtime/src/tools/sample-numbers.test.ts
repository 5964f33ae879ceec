// The numbers of the sample, computed a second time without a line of the tools: lines, splits, cents.

import { expect, test } from 'vitest'
import { EVERYTHING } from './aggregate.test-support.ts'
import { aggregateTool } from './aggregate.ts'
import type { AggregateQuery } from './aggregate-query.ts'
import { sampleText, toolFile } from './made-file.ts'

interface Line {
  row: number
  id: string
  customer: string
  region: string
  invoiced: string
  due: string
  paid: string
  amount: string
  status: string
  whole: string
}

const lines: Line[] = sampleText('receivables.csv')
  .trimEnd()
  .split('\n')
  .slice(1)
  .map((whole, at) => {
    const unquoted = whole.replace(/"([^"]*)"/g, (_, inner: string) => inner.replaceAll(',', '\u0000'))
    const [id = '', customer = '', region = '', invoiced = '', due = '', paid = '', amount = '', , status = ''] =
      unquoted.split(',')
    return {
      row: at + 1,
      id,
      customer: customer.replaceAll('\u0000', ',').trim(),
      region,
      invoiced,
      due,
      paid,
      amount,
      status,
      whole,
    }
  })

const cents = (amount: string): bigint => BigInt(amount.replace('.', ''))
const total = (of: Line[]): bigint => of.reduce((sum, line) => sum + cents(line.amount), 0n)
const inWords = (amount: bigint): string => {
  const digits = String(amount).padStart(3, '0')
  return `EUR ${digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ',')}.${digits.slice(-2)}`
}

/** Each line once, and only those whose amount is an amount. */
const counted = lines.filter(
  (line, at) => lines.findIndex((other) => other.whole === line.whole) === at && /^-?\d+\.\d\d$/.test(line.amount),
)
const aggregate = async (query: Partial<AggregateQuery>) => {
  const result = await aggregateTool.run(
    { ...EVERYTHING, ...query },
    toolFile('receivables.csv', sampleText('receivables.csv')),
  )
  if (result.kind !== 'answer' || !result.slices[0]) throw new Error('the sample has what the question needs')
  return result.slices[0]
}

test('total amount by region equals an independent computation', async () => {
  const { value, groups } = await aggregate({ by: { column: 'region', grain: null } })
  const expected = ['North', 'Central', 'West', 'South'].map((region) => [
    region,
    inWords(total(counted.filter((line) => line.region === region))),
  ])
  expect(value).toBe(inWords(total(counted)))
  expect(groups.map(({ label, value: sum }) => [label, sum]).toSorted()).toEqual(expected.toSorted())
})

test('count, average and median of the amounts equal an independent computation', async () => {
  const sorted = counted.map(({ amount }) => Number(cents(amount))).toSorted((a, b) => a - b)
  const middle =
    sorted.length % 2
      ? (sorted[(sorted.length - 1) / 2] ?? 0)
      : ((sorted[sorted.length / 2 - 1] ?? 0) + (sorted[sorted.length / 2] ?? 0)) / 2
  const mean = (total(counted) * 2n + BigInt(counted.length)) / (2n * BigInt(counted.length))
  const unpaid = lines.filter(
    ({ paid, status }, at) =>
      paid === '' && status !== 'paid' && lines.findIndex(({ whole }) => whole === lines[at]?.whole) === at,
  )
  expect((await aggregate({ operation: 'average' })).value).toBe(inWords(mean))
  expect((await aggregate({ operation: 'median' })).value).toBe(inWords(BigInt(Math.round(middle))))
  expect((await aggregate({ operation: 'count', column: null, state: 'open' })).value).toBe(String(unpaid.length))
})

test('the five customers with the largest totals equal an independent computation', async () => {
  const { groups } = await aggregate({ by: { column: 'customer', grain: null }, top: 5 })
  const names = [...new Set(counted.map(({ customer }) => customer.toLowerCase()))]
  const sums = names.map((name) => ({
    name,
    sum: total(counted.filter(({ customer }) => customer.toLowerCase() === name)),
  }))
  const expected = sums.toSorted((a, b) => (a.sum < b.sum ? 1 : -1)).slice(0, 5)
  expect(groups.map(({ label, value }) => [label.toLowerCase(), value])).toEqual(
    expected.map(({ name, sum }) => [name, inWords(sum)]),
  )
})
