import { expect, test } from 'vitest'
import { StartQueue } from './start-queue.ts'

const turn = () => new Promise((resolve) => setImmediate(resolve))

function open({ busy = false, costMs = 0 } = {}) {
  const clock = { at: 0 }
  const begun: number[] = []
  const startQueue = new StartQueue({ busy: () => busy, now: () => clock.at })
  const schedule = (count: number) => {
    for (let i = 0; i < count; i += 1) {
      startQueue.schedule(`session ${i}`, () => {
        begun.push(begun.length)
        clock.at += costMs
      })
    }
  }
  return { startQueue, begun, schedule }
}

test('[W1] what is begun is begun after whoever asked for it has gone on', async () => {
  const { begun, schedule } = open()
  schedule(1)
  await Promise.resolve()
  expect(begun).toEqual([])
  await turn()
  expect(begun).toEqual([0])
})

test('where nobody waits, everything that fits into a turn is begun in it, in order', async () => {
  const { begun, schedule, startQueue } = open({ costMs: 0.5 })
  schedule(10)
  await turn()
  expect(begun).toEqual([0, 1, 2, 3])
  expect(startQueue.waiting).toBe(6)
  await turn()
  await turn()
  expect(begun).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
})

test('[L7] starts one per turn while acknowledgements are pending', async () => {
  const few = open({ busy: true })
  few.schedule(3)
  await turn()
  expect(few.begun).toHaveLength(1)
  await turn()
  await turn()
  expect(few.begun).toHaveLength(3)
  const many = open({ busy: true })
  many.schedule(2_560)
  await turn()
  expect(many.begun).toHaveLength(11)
})

test('[W1] begins one of each session before the second of any', async () => {
  const startQueue = new StartQueue({ busy: () => false, now: () => 0 })
  const begun: string[] = []
  for (const name of ['a1', 'a2', 'a3', 'b1', 'b2', 'c1']) startQueue.schedule(name.slice(0, 1), () => begun.push(name))
  await turn()
  expect(begun).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3'])
  expect(startQueue.waiting).toBe(0)
})
