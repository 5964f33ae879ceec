// Steps that are done at the same time: a gateway before them and one behind, from words such as “in parallel”. Pure.
import { germanOrder } from './german-words.ts'
import type { SopItem } from './sop-blocks.ts'
import { ownerIn } from './step-words.ts'

const PARALLEL =
  /^(?:at the same time|in parallel(?: (?:with|to) (?:this|that))?|meanwhile|in the meantime|simultaneously|concurrently|gleichzeitig|zeitgleich|parallel dazu|parallel|währenddessen|in der zwischenzeit|zur gleichen zeit)\b,? ?/i

/** “While the letter is written, …”: what it goes on beside stays in its words. */
const WHILE = /^while (?!waiting)[^,.]{3,120}, /i

export const beginsParallel = (text: string): boolean => PARALLEL.test(text) || WHILE.test(text)

/** The step before and all that are done at the same time, between a split and a join. */
export function withParallel(items: readonly SopItem[], roles: readonly string[]): SopItem[] {
  const made: SopItem[] = []
  for (let at = 0; at < items.length; at++) {
    const item = items[at]
    if (!item) continue
    const beside: SopItem[] = []
    while (items[at + 1] && beginsParallel(items[at + 1]?.text ?? '')) {
      at += 1
      const next = items[at]
      if (next) beside.push(...partsOf(next, roles))
    }
    made.push(...(beside.length > 0 ? group([item, ...beside]) : [item]))
  }
  return made
}

/** “payroll posts and treasury reconciles” are two, where each has somebody who does it. */
function partsOf(item: SopItem, roles: readonly string[]): SopItem[] {
  const text = germanOrder(item.text.replace(PARALLEL, ''))
  const cut = / (?:and|while|und) /i.exec(text)
  const [left, right] = cut ? [text.slice(0, cut.index), text.slice(cut.index + cut[0].length)] : [text, '']
  const both = right !== '' && ownerIn(left, roles) !== null && ownerIn(right, roles) !== null
  return (both ? [left, right] : [text]).map((part) => ({
    ...item,
    text: part.charAt(0).toUpperCase() + part.slice(1),
  }))
}

function group(members: readonly SopItem[]): SopItem[] {
  const [first] = members
  if (!first) return []
  const { line } = first
  const split = {
    text: 'All of these at the same time',
    attributes: ['Kind: parallel'],
    line,
    forward: members.map((_, at) => at + 1),
  }
  const join = {
    text: 'Wait until all of them are done',
    attributes: ['Kind: parallel'],
    line: members.at(-1)?.line ?? line,
  }
  return [split, ...members.map((member, at) => ({ ...member, forward: [members.length - at] })), join]
}
