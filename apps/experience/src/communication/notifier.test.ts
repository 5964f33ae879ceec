import { getEventListeners } from 'node:events'
import { seeded } from '@biplane/proof/seeded'
import { describe, expect, test } from 'vitest'
import { Notifier } from './notifier.ts'

const endless = () => new AbortController().signal

describe('notifier', () => {
  test('wakes a waiting reader on a notification', async () => {
    const notifier = new Notifier()
    const subscription = notifier.listen('a', endless())
    const version = subscription.version()
    const waiting = subscription.waitForChange(version)
    notifier.notify('a')
    await waiting
    expect(subscription.version()).not.toBe(version)
  })

  test('returns at once when the version is old', async () => {
    const notifier = new Notifier()
    const subscription = notifier.listen('a', endless())
    const version = subscription.version()
    notifier.notify('a')
    await subscription.waitForChange(version)
  })

  test('wakes all readers of the stream and no other', async () => {
    const notifier = new Notifier()
    const subscriptions = Array.from({ length: 5 }, () => notifier.listen('a', endless()))
    const woken: string[] = []
    const waiting = subscriptions.map((subscription, i) =>
      subscription.waitForChange(subscription.version()).then(() => woken.push(`a${i}`)),
    )
    const other = notifier.listen('b', endless())
    const foreign = other.waitForChange(other.version()).then(() => woken.push('b'))
    notifier.notify('a')
    await Promise.all(waiting)
    expect(woken).toEqual(['a0', 'a1', 'a2', 'a3', 'a4'])
    other.close()
    await foreign
  })

  test('keeps nothing for a stream without readers', () => {
    const notifier = new Notifier()
    for (let i = 0; i < 100; i += 1) notifier.notify(`stream ${i}`)
    expect(notifier.listening).toBe(0)
  })

  test('releases a reader whose signal fires', async () => {
    const notifier = new Notifier()
    const left = new AbortController()
    const subscription = notifier.listen('a', left.signal)
    const waiting = subscription.waitForChange(subscription.version())
    left.abort()
    await waiting
    await subscription.waitForChange(subscription.version())
    const late = notifier.listen('a', left.signal)
    await late.waitForChange(late.version())
  })

  test('releases a waiting reader when closed', async () => {
    const notifier = new Notifier()
    const subscription = notifier.listen('a', endless())
    const waiting = subscription.waitForChange(subscription.version())
    subscription.close()
    await waiting
  })

  test('leaves no listener after closing, even twice', () => {
    const notifier = new Notifier()
    const { signal } = new AbortController()
    const subscriptions = Array.from({ length: 10 }, (_, i) => notifier.listen(`${i % 3}`, signal))
    expect(notifier.listening).toBe(3)
    expect(getEventListeners(signal, 'abort')).toHaveLength(10)
    for (const subscription of subscriptions) subscription.close()
    for (const subscription of subscriptions) subscription.close()
    expect(notifier.listening).toBe(0)
    expect(getEventListeners(signal, 'abort')).toHaveLength(0)
  })

  test('keeps later subscriptions when closed late', async () => {
    const notifier = new Notifier()
    const first = notifier.listen('a', endless())
    first.close()
    const second = notifier.listen('a', endless())
    first.close()
    const waiting = second.waitForChange(second.version())
    notifier.notify('a')
    await waiting
    expect(notifier.listening).toBe(1)
  })
})

describe('[L3] loses no wake-up', () => {
  /** A few turns, of the microtask queue or of the loop. */
  async function turns(microtasks: number, loops: number): Promise<void> {
    for (let i = 0; i < microtasks; i += 1) await Promise.resolve()
    for (let i = 0; i < loops; i += 1) await new Promise((resolve) => setImmediate(resolve))
  }

  /** Writers write and then ring, a reader reads until it has seen everything. Does it, whatever the interleaving? */
  async function seesAll(seed: number, look: 'before the read' | 'after the read'): Promise<boolean> {
    const random = seeded(seed)
    const notifier = new Notifier()
    const left = new AbortController()
    const subscription = notifier.listen('a', left.signal)
    let written = 0
    let seen = 0
    const reader = (async () => {
      while (seen < 30 && !left.signal.aborted) {
        let version = subscription.version()
        seen = written
        if (look === 'after the read') {
          await turns(random.int(0, 3), 0)
          version = subscription.version()
        }
        await turns(random.int(0, 3), 0)
        if (seen < 30) await subscription.waitForChange(version)
      }
    })()
    const writers = [0, 1, 2].map(async () => {
      for (let i = 0; i < 10; i += 1) {
        await turns(random.int(0, 4), random.chance(0.2) ? 1 : 0)
        written += 1
        await turns(random.int(0, 2), 0)
        notifier.notify('a')
      }
    })
    await Promise.all(writers)
    // Nothing more will ring: whoever has not seen everything by now never will.
    await turns(50, 5)
    left.abort()
    await reader
    subscription.close()
    return seen === 30
  }

  test('when the version is taken before the read', async () => {
    const { seed } = seeded()
    for (let i = 0; i < 300; i += 1) expect(await seesAll(seed + i, 'before the read'), `seed ${seed + i}`).toBe(true)
  })

  test('control: taking it after the read loses some', async () => {
    const outcomes = []
    for (let i = 0; i < 300; i += 1) outcomes.push(await seesAll(i, 'after the read'))
    expect(outcomes).toContain(false)
  })
})
