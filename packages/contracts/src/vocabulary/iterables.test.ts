import { describe, expect, test } from 'vitest'
import { between, mapped, opened } from './iterables.ts'

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}

/** Numbers up to `last`; records when its reader has left. */
function counting(last: number, fails = false) {
  const noted: string[] = []
  async function* items() {
    noted.push('begun')
    try {
      for (let i = 1; i <= last; i += 1) yield i
      if (fails) throw new Error('broken')
    } finally {
      noted.push('left')
    }
  }
  return { noted, items: items() }
}

describe('streams are joined as generators would join them', () => {
  test('starts on demand and yields each item once, in order', async () => {
    const { items, noted } = counting(3)
    const doubled = mapped(items, (n) => 2 * n)
    const later = opened(async () => doubled)
    expect(noted).toEqual([])
    expect(await all(later)).toEqual([2, 4, 6])
    expect(noted).toEqual(['begun', 'left'])
  })

  test('an error of the source, and one of what is made of it, is the reader’s', async () => {
    await expect(all(mapped(counting(1, true).items, (n) => n))).rejects.toThrow('broken')
    const { items, noted } = counting(2)
    const refuses = () => {
      throw new Error('no')
    }
    await expect(all(mapped(items, refuses))).rejects.toThrow('no')
    expect(noted).toEqual(['begun', 'left'])
    await expect(all(opened(async () => Promise.reject(new Error('nowhere'))))).rejects.toThrow('nowhere')
  })

  test('closes the source when the reader leaves early', async () => {
    const { items, noted } = counting(9)
    for await (const item of opened(async () => mapped(items, (n) => n))) if (item === 2) break
    expect(noted).toEqual(['begun', 'left'])
  })

  test('opens nothing when closed before the first item', async () => {
    let asked = 0
    const iterator = opened(async () => {
      asked += 1
      return counting(1).items
    })
    await iterator.return()
    expect(await iterator.next()).toEqual({ done: true, value: undefined })
    expect(asked).toBe(0)
  })

  test('yields nothing when closed while opening', async () => {
    const { items, noted } = counting(1)
    let open = () => {}
    const wait = new Promise<void>((resolve) => {
      open = resolve
    })
    const iterator = opened(async () => {
      await wait
      return items
    })
    const first = iterator.next()
    await iterator.return()
    open()
    expect(await first).toEqual({ done: true, value: undefined })
    expect(noted).toEqual([])
  })
})

describe('what is done before and after is done once', () => {
  const watched = (source: AsyncIterable<number>) => {
    const noted: string[] = []
    const items = between(source, { begin: () => void noted.push('begin'), end: () => void noted.push('end') })
    return { noted, items }
  }

  test('around all items', async () => {
    const { items, noted } = watched(counting(2).items)
    expect(await all(items)).toEqual([1, 2])
    expect(noted).toEqual(['begin', 'end'])
  })

  test('ends once when the source fails or the reader leaves', async () => {
    const broken = watched(counting(1, true).items)
    await expect(all(broken.items)).rejects.toThrow('broken')
    expect(broken.noted).toEqual(['begin', 'end'])
    const left = watched(counting(5).items)
    for await (const _ of left.items) break
    expect(left.noted).toEqual(['begin', 'end'])
  })

  test('does not end when never started or when the start fails', async () => {
    const unread = watched(counting(1).items)
    await unread.items.return()
    expect(unread.noted).toEqual([])
    let ended = 0
    const refused = between(counting(1).items, {
      begin() {
        throw new Error('too many')
      },
      end: () => {
        ended += 1
      },
    })
    await expect(all(refused)).rejects.toThrow('too many')
    expect(ended).toBe(0)
  })
})
