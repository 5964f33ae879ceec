import { describe, expect, test } from 'vitest'
import { draftKey, forgetTab, outboxKey, takeOverTab } from './tab-owner.ts'

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
  [`${draftKey('guide')}.at`]: 'c1',
  [`${draftKey('guide')}.c1`]: 'half a sentence',
  [`${draftKey('guide')}.c2`]: 'a draft of a conversation that is not shown',
  [draftKey('insights')]: 'early words',
  [outboxKey('guide')]: '[{"conversation_id":"c1"}]',
}

describe('the text of a tab', () => {
  test('stays when the page of one session reloads', () => {
    const { kept, storage } = tab(written)
    takeOverTab(storage, 'old')
    expect(Object.fromEntries(kept)).toEqual(written)
  })

  test('[D1.7] leaves the conversation of an ended session', () => {
    const { kept, storage } = tab(written)
    takeOverTab(storage, 'new')
    expect(Object.fromEntries(kept)).toEqual({
      'biplane.tab.session': 'new',
      [draftKey('guide')]: 'half a sentence',
      [draftKey('insights')]: 'early words',
    })
  })

  test('stays where no owner was written yet', () => {
    const { kept, storage } = tab({ [draftKey('guide')]: 'words' })
    takeOverTab(storage, 'first')
    expect(kept.get(draftKey('guide'))).toBe('words')
  })

  test('goes when the person leaves', () => {
    const { kept, storage } = tab(written)
    forgetTab(storage)
    expect(kept.size).toBe(0)
  })
})
