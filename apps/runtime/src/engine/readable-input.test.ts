import { LIMITS } from '@biplane/contracts/vocabulary/limits'
import { expect, test } from 'vitest'
import { readableInput, readableText } from './readable-input.ts'

test('[T1] keeps what a person may send as it is', () => {
  const text = 'word '.repeat(LIMITS.textChars / 5)
  expect(readableText(text)).toBe(text)
})

test('[T1] cuts a longer text, and no character in two', () => {
  expect(readableText('a'.repeat(LIMITS.textChars + 1))).toHaveLength(LIMITS.textChars)
  const text = `a${'😀'.repeat(LIMITS.textChars)}`
  expect(readableText(text)).toBe(`a${'😀'.repeat(LIMITS.textChars / 2 - 1)}`)
})

test('[T1] cuts the question and every message of the history', () => {
  const long = 'a'.repeat(600_000)
  const read = readableInput({ text: long, history: [{ role: 'assistant', content: long }] })
  expect([read.text, read.history[0]?.content].map((text) => text?.length)).toEqual([32_000, 32_000])
})
