import { expect, test } from 'vitest'
import { abortable, Interruptible } from './abortable.ts'

const never = () => new Promise<never>(() => {})

test('a wait that is given up ends with the reason, and one that is over has its outcome', async () => {
  const stop = new AbortController()
  await expect(abortable(Promise.resolve(1), stop.signal)).resolves.toBe(1)
  const given = abortable(never(), stop.signal)
  stop.abort(new Error('enough'))
  await expect(given).rejects.toThrow('enough')
})

test('many waits after each other: each has its own outcome, and only the one that waits is given up', async () => {
  const stop = new AbortController()
  const interruptible = new Interruptible(stop.signal)
  for (let i = 0; i < 3; i += 1) await expect(interruptible.wait(Promise.resolve(i))).resolves.toBe(i)
  await expect(interruptible.wait(Promise.reject(new Error('mine')))).rejects.toThrow('mine')
  const given = interruptible.wait(never())
  stop.abort(new Error('enough'))
  await expect(given).rejects.toThrow('enough')
})

test('[L4] after the signal nothing is waited for any more', async () => {
  const stop = new AbortController()
  const interruptible = new Interruptible(stop.signal)
  stop.abort(new Error('enough'))
  await expect(interruptible.wait(never())).rejects.toThrow('enough')
  await expect(new Interruptible(stop.signal).wait(never())).rejects.toThrow('enough')
})
