// Reads the tables of a procedure: participants and time limits. Pure.
import type { WorkflowModel, WorkflowTime } from '@biplane/contracts/wire/process-artifacts'
import type { Tokens } from 'marked'
import type { SopBlock } from './sop-blocks.ts'
import { readTime, squeeze, stemsOf } from './step-words.ts'

export const isTimeTable = (title: string): boolean =>
  /\b(?:service levels?|slas?|time limits?|deadlines|turnaround|times)\b/i.test(title)

const unmarked = (text: string): string => squeeze(text.replace(/[*`]/g, ''))

/** From a table (role, what it does) or from bullets `**Role**: what it does`. */
export function rolesIn({ tables, prose, items }: SopBlock): WorkflowModel['roles'] {
  const rows = tables.flatMap((table) =>
    table.rows.map(([name, does]) => ({ name: unmarked(name?.text ?? ''), does: squeeze(does?.text ?? '') })),
  )
  const lines = [
    ...prose.split('\n').map((line) => line.trimStart().replace(/^[-*+]\s+/, '')),
    ...items.map(({ text }) => text),
  ]
  const listed =
    tables.length > 0
      ? []
      : lines.flatMap((line) => {
          const colon = line.indexOf(':')
          const name = unmarked(line.slice(0, colon))
          // A sentence before a colon is no name.
          if (colon < 0 || name.length < 2 || name.length > 60) return []
          return [{ name, does: squeeze(line.slice(colon + 1).replace(/^[\s*]+/, '')) }]
        })
  return [...rows, ...listed].filter(({ name }) => name !== '')
}

export interface TimeRow {
  name: string
  time: WorkflowTime
}

export const timeRowsIn = (table: Tokens.Table): TimeRow[] =>
  table.rows.flatMap(([name, said]) => {
    const time = readTime(unmarked(said?.text ?? ''))
    return time ? [{ name: unmarked(name?.text ?? ''), time }] : []
  })

const TOTAL = /\b(?:whole|total|overall|end[- ]to[- ]end|altogether)\b/i

/**
 * Which row speaks of which section: rows stand in the order of the work, so they are aligned in order, by the stems that
 * row and section share; a word of the title counts twice.
 */
export function alignTimes(
  rows: readonly TimeRow[],
  words: readonly string[],
  titles: readonly string[],
): { sections: (WorkflowTime | null)[]; total: WorkflowTime | null; rest: WorkflowModel['notes'] } {
  const total = rows.find(({ name }) => TOTAL.test(name))?.time ?? null
  const parts = rows.filter(({ name }) => !TOTAL.test(name))
  const scores = parts.map(({ name }) => words.map((text, at) => shared(name, text) + shared(name, titles[at] ?? '')))
  const chosen = bestInOrder(scores, words.length)
  const sections = words.map((_, at) => parts[chosen.indexOf(at)]?.time ?? null)
  const left = parts.filter((_, row) => chosen[row] === null)
  const text = left.map(({ name, time }) => `- ${name}: ${time.text}`).join('\n')
  return { sections, total, rest: left.length > 0 ? [{ heading: 'Other time limits', text, after: true }] : [] }
}

const shared = (a: string, b: string): number => {
  const other = stemsOf(b)
  return [...stemsOf(a)].filter((stem) => other.has(stem)).length
}

/** For each row the section with which the sum of scores is largest, both in order; `null` for none. */
function bestInOrder(scores: readonly (readonly number[])[], sections: number): (number | null)[] {
  let best: { sum: number; chosen: (number | null)[]; last: number }[] = [{ sum: 0, chosen: [], last: -1 }]
  for (const row of scores) {
    const byLast = new Map<number, (typeof best)[number]>()
    const offer = (next: (typeof best)[number]) => {
      const known = byLast.get(next.last)
      if (!known || next.sum > known.sum) byLast.set(next.last, next)
    }
    for (const { sum, chosen, last } of best) {
      offer({ sum, chosen: [...chosen, null], last })
      for (let at = last + 1; at < sections; at++) {
        const score = row[at] ?? 0
        if (score > 0) offer({ sum: sum + score, chosen: [...chosen, at], last: at })
      }
    }
    best = [...byLast.values()]
  }
  return best.reduce((a, b) => (b.sum > a.sum ? b : a)).chosen
}
