// Adds up the events that readers lost, doubled and reordered.
import { type Losses, lossesOf } from '../product/product.test-support.ts'

export function sumOfLosses(readings: readonly (readonly number[])[], first = 1): Losses {
  const sum = { lost: 0, doubled: 0, reordered: 0 }
  for (const numbers of readings) {
    const one = lossesOf(numbers, first)
    sum.lost += one.lost
    sum.doubled += one.doubled
    sum.reordered += one.reordered
  }
  return sum
}
