import { describe, expect, test } from 'vitest'
import { holdBack } from './hold-back.ts'

const TABLE = 'Here:\n\n| a | b |\n| --- | --: |\n| 1 | 2 |'

describe('a table that arrives in pieces', () => {
  test('holds back a table until its second line is whole', () => {
    const divided = TABLE.indexOf('--: |') + '--: |'.length
    for (let at = 0; at <= TABLE.length; at++) {
      const shown = holdBack(TABLE.slice(0, at))
      if (at < divided) expect(shown).not.toContain('|')
      else expect(shown).toBe(TABLE.slice(0, at))
    }
  })

  test('other words, also with bars in them, are never held back', () => {
    for (const text of ['', 'a | b', 'one\n\ntwo', `${TABLE}\n\nAfter it`, 'x\n']) expect(holdBack(text)).toBe(text)
  })
})
