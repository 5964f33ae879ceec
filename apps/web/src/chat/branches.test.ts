import { blankMessage } from '@biplane/contracts/vocabulary/transcript'
import type { MessageView } from '@biplane/contracts/wire/events'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type BranchChoices, branchesOf, choicesShowing } from './branches.ts'

/** `a`, or `b>a` for a message that takes the place of `a`; each is a person's message with its answer `a!`. */
function conversation(...said: string[]): MessageView[] {
  return said.flatMap((each, at) => {
    const [message_id = '', replaces] = each.split('>')
    const said = (of: string, event_id: number) => ({
      ...blankMessage({ message_id: of, timestamp: '', event_id }),
      content: '',
      status: 'complete' as const,
    })
    return [
      { ...said(message_id, 2 * at + 1), role: 'user' as const, ...(replaces !== undefined && { replaces }) },
      { ...said(`${message_id}!`, 2 * at + 2), role: 'assistant' as const },
    ]
  })
}
const seen = (messages: MessageView[], choices: BranchChoices = new Map()) =>
  branchesOf(messages, choices).messages.map((m) => m.message_id)

test('[E5] a conversation in which nothing is replaced is shown as it is', () => {
  const messages = conversation('a', 'b')
  expect(branchesOf(messages, new Map()).messages).toBe(messages)
})

test('[E5] shows the newest version in place of the first', () => {
  const messages = conversation('a', 'b', 'c', 'd>b', 'e')
  expect(seen(messages)).toEqual(['a', 'a!', 'd', 'd!', 'e', 'e!'])
  expect(seen(messages, new Map([['b', 0]]))).toEqual(['a', 'a!', 'b', 'b!', 'c', 'c!'])
})

test('[E5] counts a version of a version as one more', () => {
  const messages = conversation('a', 'b>a', 'c>b')
  expect(branchesOf(messages, new Map()).branchings.get('c')).toEqual({
    root: 'a',
    versions: ['a', 'b', 'c'],
    shown: 2,
  })
  expect(seen(messages, new Map([['a', 1]]))).toEqual(['b', 'b!'])
})

test('[E5] a fork inside a branch is shown with that branch only', () => {
  const messages = conversation('a', 'b', 'c>b', 'd>a')
  expect(seen(messages)).toEqual(['d', 'd!'])
  expect(seen(messages, new Map([['a', 0]]))).toEqual(['a', 'a!', 'c', 'c!'])
})

test('[E5] keeps a version in place when its first is not loaded', () => {
  expect(seen(conversation('b', 'c>a'))).toEqual(['b', 'b!', 'c', 'c!'])
})

test('[E5] can show any version; shows the last by default', () => {
  const forks = fc.array(fc.nat(20), { minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(forks, (picks) => {
      const said = picks.map((pick, at) => (at > 0 && pick % 3 === 0 ? `m${at}>m${pick % at}` : `m${at}`))
      // A person replaces only what can be seen.
      const legal: string[] = []
      for (const each of said) {
        const target = each.split('>')[1]
        const visible = target === undefined || seen(conversation(...legal)).includes(target)
        legal.push(visible ? each : (each.split('>')[0] ?? each))
      }
      const messages = conversation(...legal)
      expect(seen(messages).at(-1)).toBe(messages.at(-1)?.message_id)
      for (const { message_id } of messages) {
        expect(seen(messages, choicesShowing(messages, new Map(), message_id))).toContain(message_id)
      }
    }),
  )
})
