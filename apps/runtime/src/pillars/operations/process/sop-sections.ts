// Decides which blocks of a procedure hold its steps, how its sections are numbered, and what is kept as it is written. Pure.
import type { WorkflowModel } from '@biplane/contracts/wire/process-artifacts'
import type { SopBlock } from './sop-blocks.ts'
import { isPoolBlock } from './sop-pools.ts'
import { isTimeTable, rolesIn } from './sop-tables.ts'
import { readTime } from './step-words.ts'

const NO_PROCEDURE =
  /^(?:\d+[.)]? )?(?:purpose|scope|references?|definitions?|glossary|revisions?|revision history|history|change ?log|appendix|annex|records?|abbreviations?|zweck|geltungsbereich|ziel|begriffe|definitionen|anhang|mitgeltende)\b/i
const ROLES = /\b(?:roles?|responsibilit|raci|who does|rollen|zuständigkeit|verantwortlichkeit)/i

export const isTimeBlock = (block: SopBlock): boolean => isTimeTable(block.title) && block.tables.length > 0
const isRoles = ({ title, level, items }: SopBlock): boolean =>
  ROLES.test(title) && level > 0 && (level < 3 || items.length === 0)
export const holdsSteps = (block: SopBlock): boolean => block.items.length > 0 && mayHoldSteps(block)

/** No purpose, no roles, no times: steps can stand in it. */
export const mayHoldSteps = (block: SopBlock): boolean =>
  !(block.level < 3 && NO_PROCEDURE.test(block.title)) && !isRoles(block) && !isPoolBlock(block) && !isTimeBlock(block)

interface Part {
  block: SopBlock
  number: number
  /** The number as the heading writes it: what other steps refer to. */
  literal: string
  title: string
  note: string
  time: WorkflowModel['total_time']
}

const NUMBERED = /^(\d+(?:\.\d+)*)[.)]? (.+)$/

export function sectionsOf(blocks: readonly SopBlock[]): Part[] {
  const withSteps = blocks.filter(holdsSteps)
  const taken = new Set<number>()
  const wanted = withSteps.map(({ title }) => {
    const [, literal, rest] = NUMBERED.exec(title) ?? []
    const number = literal === undefined ? null : Number(literal.split('.')[0])
    const free = number !== null && number < 10_000 && !taken.has(number)
    if (free) taken.add(number)
    return { literal: literal ?? '', rest: rest ?? title, number: free ? number : null }
  })
  let next = 1
  return withSteps.flatMap((block, at) => {
    const want = wanted[at]
    if (!want) return []
    while (want.number === null && taken.has(next)) next += 1
    const number = want.number ?? next
    taken.add(number)
    const { note, time } = noteOf(block)
    const title = want.rest === '' ? 'Procedure' : want.rest
    return [{ block, number, literal: want.literal || String(number), title, note, time }]
  })
}

/** The prose of a section, without the line that gives its time. */
function noteOf(block: SopBlock): { note: string; time: Part['time'] } {
  // What stands before the title is not the section's own.
  const lines = block.prose.split('\n')
  const at = lines.findIndex((line) => /^Time: /.test(line))
  const time = at < 0 ? null : readTime((lines[at] ?? '').slice('Time: '.length))
  const note = (time ? lines.toSpliced(at, 1) : lines).join('\n').trim()
  return { note, time }
}

export const rolesOf = (blocks: readonly SopBlock[]): WorkflowModel['roles'] => {
  const roles = blocks.filter(isRoles).flatMap(rolesIn)
  return roles.filter(
    ({ name }, at) => roles.findIndex((other) => other.name.toLowerCase() === name.toLowerCase()) === at,
  )
}

export function notesOf(blocks: readonly SopBlock[], parts: readonly Part[]): WorkflowModel['notes'] {
  const first = parts[0] ? blocks.indexOf(parts[0].block) : 0
  const title = blocks.find(({ level }) => level === 1)
  const kept = blocks.filter(
    (block) =>
      block.raw !== '' &&
      parts.every((part) => part.block !== block) &&
      !isTimeBlock(block) &&
      !isPoolBlock(block) &&
      !(isRoles(block) && rolesIn(block).length > 0),
  )
  const isHead = (block: SopBlock) => block.level === 0 || block === title
  const head = kept.filter(isHead).map(({ raw }) => raw)
  return [
    ...(head.length > 0 ? [{ heading: '', text: head.join('\n\n'), after: false }] : []),
    ...kept
      .filter((block) => !isHead(block))
      .map((block) => ({ heading: block.title, text: block.raw, after: blocks.indexOf(block) > first })),
  ]
}
