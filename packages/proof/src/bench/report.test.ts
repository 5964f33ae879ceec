import { expect, test } from 'vitest'
import { busyWords, usedByOthers } from './machine.ts'
import { type Measured, type Run, withReport } from './report.ts'
import { atMost } from './workload.ts'

const quiet: Run = { machine: { words: '2 cores of a test', cores: 2, loadBefore: 0.2 }, rounds: 3, quick: false }
const busy: Run = { ...quiet, machine: { ...quiet.machine, loadBefore: 3.1 }, quick: true }

const measured = (id: string, ms: number): Measured => ({
  workload: { id, title: `Workload ${id}`, how: 'In a test.' },
  report: {
    rows: [
      { name: 'bare', ratio: null, numbers: { ms: 2 } },
      { name: 'product', ratio: ms / 2, numbers: { ms, 'Experience MB': 1.5 } },
    ],
    targets: [atMost('≤ 10 ms', 10, ms, ' ms')],
    notes: ['Something was otherwise.'],
  },
  seconds: 42,
  others: 0.05,
})

test('writes targets, ratios, medians and the machine', () => {
  const text = withReport('', measured('W1', 5), quiet)
  expect(text).toContain('| ≤ 10 ms | 5.00 ms | reached |')
  expect(text).toContain('| product | 2.50 | 5 | 1.5 |')
  expect(text).toContain('Something was otherwise.')
  expect(text).toMatch(/2 cores of a test; load average 0.2 .* others used 5 % .*; 3 rounds; 42 s\./)
})

test('lists the targets of all parts on top', () => {
  const first = withReport('', measured('W3', 12), quiet)
  const both = withReport(first, measured('W1', 5), quiet)
  expect(both).toContain('1 of 2 are reached.')
  expect(both.indexOf('| W1 | ≤ 10 ms | 5.00 ms | reached |')).toBeGreaterThan(0)
  expect(both.indexOf('| W3 | ≤ 10 ms | 12.00 ms | **not reached** |')).toBeGreaterThan(both.indexOf('| W1 |'))
})

test('a workload that could not be measured is named on top', () => {
  const nothing = {
    ...measured('W7', 5),
    report: { rows: [], targets: [], notes: ['Not measured: there is no browser.'] },
  }
  expect(withReport('', nothing, quiet)).toContain('0 of 0 are reached. Not measured: W7.')
})

test('a part that is measured again replaces the old one, above as below', () => {
  const again = withReport(withReport('', measured('W1', 12), quiet), measured('W1', 5), quiet)
  expect(again).toContain('1 of 1 are reached.')
  expect(again).not.toContain('12.00 ms')
  expect(again.match(/## W1/g)).toHaveLength(1)
  expect(again.match(/## Targets/g)).toHaveLength(1)
})

test('marks figures of a busy machine and of small sizes', () => {
  const text = withReport('', measured('W1', 5), busy)
  expect(text).toContain('| W1 | ≤ 10 ms | 5.00 ms | reached, busy machine, quick sizes |')
  expect(text).toContain('a load average of 3.1 on 2 cores')
})

test('a machine is busy above a load of one and a half for each core', () => {
  expect(busyWords({ cores: 2, loadBefore: 3 })).toBeNull()
  expect(busyWords({ cores: 2, loadBefore: 3.01 })).not.toBeNull()
})

test('what others use of the cores is a share', async () => {
  const share = await usedByOthers()
  expect(share).toBeGreaterThanOrEqual(0)
  expect(share).toBeLessThanOrEqual(1)
})
