import { getEventListeners } from 'node:events'
import { seeded } from '@biplane/proof/seeded'
import { describe, expect, test } from 'vitest'
import { Bell } from './bell.ts'

const endless = () => new AbortController().signal

describe('a bell', () => {
  test('wakes who waits, once it has rung since it was last looked at', async () => {
    const bell = new Bell()
    const ear = bell.listen('a', endless())
    const rung = ear.count()
    const waiting = ear.since(rung)
    bell.ring('a')
    await waiting
    expect(ear.count()).not.toBe(rung)
  })

  test('does not keep waiting who looked before it rang', async () => {
    const bell = new Bell()
    const ear = bell.listen('a', endless())
    const rung = ear.count()
    bell.ring('a')
    await ear.since(rung)
  })

  test('wakes everyone on the stream, and nobody on another', async () => {
    const bell = new Bell()
    const ears = Array.from({ length: 5 }, () => bell.listen('a', endless()))
    const woken: string[] = []
    const waiting = ears.map((ear, i) => ear.since(ear.count()).then(() => woken.push(`a${i}`)))
    const other = bell.listen('b', endless())
    const foreign = other.since(other.count()).then(() => woken.push('b'))
    bell.ring('a')
    await Promise.all(waiting)
    expect(woken).toEqual(['a0', 'a1', 'a2', 'a3', 'a4'])
    other.close()
    await foreign
  })

  test('rings where nobody listens without remembering it', () => {
    const bell = new Bell()
    for (let i = 0; i < 100; i += 1) bell.ring(`stream ${i}`)
    expect(bell.listening).toBe(0)
  })

  test('lets go of a reader that has left, before or while it waits', async () => {
    const bell = new Bell()
    const left = new AbortController()
    const ear = bell.listen('a', left.signal)
    const waiting = ear.since(ear.count())
    left.abort()
    await waiting
    await ear.since(ear.count())
    const late = bell.listen('a', left.signal)
    await late.since(late.count())
  })

  test('lets go of who waits when its ear is closed', async () => {
    const bell = new Bell()
    const ear = bell.listen('a', endless())
    const waiting = ear.since(ear.count())
    ear.close()
    await waiting
  })

  test('has no listener left when all ears are closed, also when they are closed twice', () => {
    const bell = new Bell()
    const { signal } = new AbortController()
    const ears = Array.from({ length: 10 }, (_, i) => bell.listen(`${i % 3}`, signal))
    expect(bell.listening).toBe(3)
    expect(getEventListeners(signal, 'abort')).toHaveLength(10)
    for (const ear of ears) ear.close()
    for (const ear of ears) ear.close()
    expect(bell.listening).toBe(0)
    expect(getEventListeners(signal, 'abort')).toHaveLength(0)
  })

  test('an ear that is closed late does not deafen those who came after it', async () => {
    const bell = new Bell()
    const first = bell.listen('a', endless())
    first.close()
    const second = bell.listen('a', endless())
    first.close()
    const waiting = second.since(second.count())
    bell.ring('a')
    await waiting
    expect(bell.listening).toBe(1)
  })
})

describe('[L3] no wake-up is lost', () => {
  /** A few turns, of the microtask queue or of the loop. */
  async function turns(microtasks: number, loops: number): Promise<void> {
    for (let i = 0; i < microtasks; i += 1) await Promise.resolve()
    for (let i = 0; i < loops; i += 1) await new Promise((resolve) => setImmediate(resolve))
  }

  /** Writers write and then ring, a reader reads until it has seen everything. Does it, whatever the interleaving? */
  async function seesAll(seed: number, look: 'before the read' | 'after the read'): Promise<boolean> {
    const random = seeded(seed)
    const bell = new Bell()
    const left = new AbortController()
    const ear = bell.listen('a', left.signal)
    let written = 0
    let seen = 0
    const reader = (async () => {
      while (seen < 30 && !left.signal.aborted) {
        let rung = ear.count()
        seen = written
        if (look === 'after the read') {
          await turns(random.int(0, 3), 0)
          rung = ear.count()
        }
        await turns(random.int(0, 3), 0)
        if (seen < 30) await ear.since(rung)
      }
    })()
    const writers = [0, 1, 2].map(async () => {
      for (let i = 0; i < 10; i += 1) {
        await turns(random.int(0, 4), random.chance(0.2) ? 1 : 0)
        written += 1
        await turns(random.int(0, 2), 0)
        bell.ring('a')
      }
    })
    await Promise.all(writers)
    // Nothing more will ring: whoever has not seen everything by now never will.
    await turns(50, 5)
    left.abort()
    await reader
    ear.close()
    return seen === 30
  }

  test('by a reader that looks at the bell before it reads', async () => {
    const { seed } = seeded()
    for (let i = 0; i < 300; i += 1) expect(await seesAll(seed + i, 'before the read'), `seed ${seed + i}`).toBe(true)
  })

  test('control: a reader that looks after it has read does lose some, and this test sees it', async () => {
    const outcomes = []
    for (let i = 0; i < 300; i += 1) outcomes.push(await seesAll(i, 'after the read'))
    expect(outcomes).toContain(false)
  })
})
