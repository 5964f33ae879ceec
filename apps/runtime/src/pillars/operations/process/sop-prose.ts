// Reads a procedure that is told in sentences: each sentence in which somebody does something is a step. Pure.
import { sentences } from './decision-words.ts'
import type { SopBlock, SopItem } from './sop-blocks.ts'
import { ownerIn, squeeze } from './step-words.ts'

/** Goes on with the sentence before. */
const CONTINUES =
  /^(?:if not|if so|if they do not|otherwise|else|in that case|wenn nicht|falls nicht|wenn ja|sonst|andernfalls|ansonsten)\b/i
const CONDITION = /^(?:if|unless|wenn|falls|sofern)\b/i
/** Something is done, though nobody is named. */
const DONE =
  /\b(?:is|are|be) (?:\w{1,20} ){0,2}(?:\w{2,20}ed|sent|kept|paid|told|given|made|taken|done|written|drawn|held|set|put|read|sold|bought|brought|cut|built|found|shut|begun)\b|\b(?:wird|werden)\b/i
const FEWEST = 2
const MAX_SENTENCES = 400

/** Blocks whose prose became items; the same blocks where too little is done in it. */
export function readProse(blocks: readonly SopBlock[], isProcedure: (block: SopBlock) => boolean): SopBlock[] {
  return blocks.map((block) => {
    if (!isProcedure(block) || block.items.length > 0) return block
    const { items, rest } = stepsIn(block)
    return items.length >= FEWEST ? { ...block, items, prose: rest.join(' '), ordered: true } : block
  })
}

/** `rest`: sentences that say how something is; they stay beside the steps. */
function stepsIn({ prose, line, level }: SopBlock): { items: SopItem[]; rest: string[] } {
  const items: SopItem[] = []
  const rest: string[] = []
  let all = 0
  let doing = 0
  let at = line + (level > 0 ? 1 : 0)
  for (const paragraph of prose.split('\n')) {
    for (const sentence of sentences(squeeze(paragraph)).slice(0, MAX_SENTENCES)) {
      const last = items.at(-1)
      if (last && CONTINUES.test(sentence)) {
        last.text = `${last.text} ${sentence}`
        continue
      }
      // A title counts for nothing.
      if (/[.!?;:]$/.test(sentence)) all += 1
      if (ownerIn(sentence, []) !== null || CONDITION.test(sentence)) doing += 1
      else if (!DONE.test(sentence)) {
        rest.push(sentence)
        continue
      }
      items.push({ text: sentence, attributes: [], line: at })
    }
    at += 1
  }
  // Of a description most sentences say that something is so, not that somebody does something.
  return doing * 2 >= all ? { items, rest } : { items: [], rest: [] }
}
