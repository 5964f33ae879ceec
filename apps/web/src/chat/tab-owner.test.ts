import { describe, expect, test } from 'vitest'
import { DRAFT_KEY, forgetTab, outboxKey, outboxThreads, takeOverTab } from './tab-owner.ts'

function tab(stored: Record<string, string> = {}) {
  const kept = new Map(Object.entries(stored))
  return {
    kept,
    storage: {
      keys: () => [...kept.keys()],
      read: (key: string) => kept.get(key) ?? null,
      write: (key: string, text: string | null) => void (text === null ? kept.delete(key) : kept.set(key, text)),
    },
  }
}

const written = {
  'biplane.tab.session': 'old',
  [`${DRAFT_KEY}.at`]: 't1',
  [`${DRAFT_KEY}.t1`]: 'half a sentence',
  [`${DRAFT_KEY}.t2`]: 'a draft of a thread that is not shown',
  [outboxKey('t1')]: '[{"thread_id":"t1"}]',
  [outboxKey(null)]: '[]',
}

describe('the text of a tab', () => {
  test('stays when the page of one session reloads', () => {
    const { kept, storage } = tab(written)
    takeOverTab(storage, 'old')
    expect(Object.fromEntries(kept)).toEqual(written)
  })

  test('[D1.7] leaves the thread of an ended session', () => {
    const { kept, storage } = tab(written)
    takeOverTab(storage, 'new')
    expect(Object.fromEntries(kept)).toEqual({
      'biplane.tab.session': 'new',
      [DRAFT_KEY]: 'half a sentence',
    })
  })

  test('stays where no owner was written yet', () => {
    const { kept, storage } = tab({ [DRAFT_KEY]: 'words' })
    takeOverTab(storage, 'first')
    expect(kept.get(DRAFT_KEY)).toBe('words')
  })

  test('names the threads that have something to send', () => {
    expect(outboxThreads(tab(written).storage)).toEqual(['t1'])
  })

  test('goes when the person leaves', () => {
    const { kept, storage } = tab(written)
    forgetTab(storage)
    expect(kept.size).toBe(0)
  })
})
