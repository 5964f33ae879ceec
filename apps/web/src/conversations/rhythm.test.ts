import { expect, test } from 'vitest'
import { cronOf } from './rhythm.ts'

test.each([
  ['monday', '08:00', '0 8 * * 1'],
  ['weekdays', '17:05', '5 17 * * 1-5'],
  ['monthly', '00:30', '30 0 1 * *'],
] as const)('[J1] makes a cron pattern of %s at %s', (rhythm, time, cron) => {
  expect(cronOf(rhythm, time)).toBe(cron)
})
