// Reads a procedure: Markdown in, a typed workflow and the line of each step out. What is not said stays
// empty: gaps are for the lint to find, not for the reader to fill.
import type { WorkflowBranch, WorkflowModel, WorkflowStep } from '@biplane/contracts/wire/process-artifacts'
import { readDecision, targetIn } from './decision-words.ts'
import { refuseManySteps } from './process-limits.ts'
import { readBlocks, type SopItem } from './sop-blocks.ts'
import { readPools } from './sop-pools.ts'
import { holdsSteps, isTimeBlock, notesOf, rolesOf, sectionsOf } from './sop-sections.ts'
import { alignTimes, timeRowsIn } from './sop-tables.ts'
import { readAttributes } from './step-attributes.ts'
import { inputsIn, outputsIn, ownerIn, timeIn } from './step-words.ts'
import { isWork } from './workflow-graph.ts'

export interface ReadSop {
  model: WorkflowModel
  lines: Record<string, number>
}

/** More are no roles of one procedure, and each is looked for in each step. */
const MOST_ROLES = 200
const MOST_TIMES = 500

const EXCEPTION = /^(?:exceptions?|error|escalation)\b/i

/** The procedure as a model, or `null` when nothing in it is a step. */
export function readSop(text: string): ReadSop | null {
  const numbered = readBlocks(text, false)
  const blocks = numbered.some((block) => holdsSteps(block)) ? numbered : readBlocks(text, true)
  const parts = sectionsOf(blocks)
  if (parts.length === 0) return null
  refuseManySteps(parts.reduce((sum, { block }) => sum + block.items.length, 0))
  const roles = rolesOf(blocks).slice(0, MOST_ROLES)
  const notes = notesOf(blocks, parts)
  const rows = blocks
    .filter((block) => isTimeBlock(block))
    .flatMap((block) => block.tables.flatMap(timeRowsIn))
    .slice(0, MOST_TIMES)
  const times = alignTimes(
    rows,
    parts.map(({ block }) => `${block.title} ${block.items.map(({ text: step }) => step).join(' ')}`),
    parts.map(({ title }) => title),
  )
  const names = roles.map(({ name }) => name)
  const steps = parts.flatMap((part) =>
    part.block.items.map((item, at) => stepOf(item, `${part.number}.${at + 1}`, part.number, names)),
  )
  const sections = parts.map(({ number, title, note, time }, at) => ({
    number,
    title,
    exception: EXCEPTION.test(title),
    time: time ?? times.sections[at] ?? null,
    note,
  }))
  const model: WorkflowModel = {
    title: blocks.find(({ level }) => level === 1)?.title ?? 'Procedure',
    roles,
    sections,
    steps: [],
    total_time: times.total,
    notes: [...notes, ...times.rest],
    ...readPools(blocks),
  }
  const literal = new Map(parts.map((part) => [part.literal, part.number]))
  model.steps = steps.map((said, at) => link(said, { at, steps, sections, literal }))
  const lines = Object.fromEntries(
    parts.flatMap(({ number, block }) => block.items.map(({ line }, at) => [`${number}.${at + 1}`, line])),
  )
  return { model, lines }
}

interface SaidStep extends Omit<WorkflowStep, 'next'> {
  /** `null` target: on to the next step. */
  ways: (Omit<WorkflowBranch, 'to'> & { target: string | null })[]
}

const MOST_TEXT = 2_000

function stepOf(
  { text: written, attributes }: SopItem,
  id: string,
  section: number,
  roles: readonly string[],
): SaidStep {
  const said = readAttributes(attributes)
  const words = (said.text ?? written).slice(0, MOST_TEXT).trim()
  const decision =
    said.kind !== undefined && said.kind !== 'decision'
      ? null
      : (readDecision(words) ??
        (said.kind === 'decision' || said.ways.length > 0 ? readDecision(`Decision: ${words}`) : null))
  const text = decision ? decision.question : words
  const given = said.ways.length > 0 ? said.ways : (decision?.ways ?? []).map((way) => ({ ...way, owner: undefined }))
  const kind = decision ? 'decision' : (said.kind ?? 'task')
  const ways = given.map((way) => ({
    ...way,
    owner: way.owner !== undefined ? way.owner : way.action === null ? null : ownerIn(way.action, roles),
  }))
  const ownWords = decision ? null : text
  const inferredOwner = !isWork(kind)
    ? null
    : ownWords === null
      ? (ownerIn(text, roles) ?? ways.find(({ owner }) => owner !== null)?.owner ?? null)
      : ownerIn(ownWords, roles)
  return {
    id,
    section,
    kind,
    text,
    owner: said.owner === undefined ? inferredOwner : said.owner,
    inputs: said.inputs ?? inputsIn(text),
    outputs: said.outputs ?? outputsIn(text),
    time: said.time === undefined ? timeIn([text, ...ways.map(({ action }) => action ?? '')].join(' ')) : said.time,
    exception: said.exception ?? null,
    ways: ways.length > 0 ? ways : taskWays(words, said.next ?? (kind === 'end' ? [] : undefined)),
    ...(Object.keys(said.detail).length > 0 ? { detail: said.detail } : {}),
  }
}

function taskWays(text: string, next: string[] | undefined): SaidStep['ways'] {
  const plain = { when: null, action: null, owner: null }
  if (next) return next.map((target) => ({ ...plain, target }))
  return [{ ...plain, target: targetIn(text) }]
}

interface Place {
  at: number
  steps: readonly SaidStep[]
  sections: WorkflowModel['sections']
  literal: ReadonlyMap<string, number>
}

function link({ ways, ...step }: SaidStep, place: Place): WorkflowStep {
  const following = followingId(step, place)
  const next: WorkflowBranch[] = ways.map(({ target, ...way }) => ({
    ...way,
    to: target === null ? following : resolve(target, step, place),
  }))
  return { ...step, next }
}

/** The next step of the section, then of the next section that is no exception; else the end. */
function followingId({ section }: Pick<WorkflowStep, 'section'>, { at, steps, sections }: Place): string {
  const own = steps[at + 1]
  if (own && own.section === section) return own.id
  if (sections.find(({ number }) => number === section)?.exception) return 'end'
  const regular = steps.slice(at + 1).find((step) => !sections.find(({ number }) => number === step.section)?.exception)
  return regular?.id ?? 'end'
}

/** `section 5` is its first step. What does not exist stays as it is written. */
function resolve(target: string, { section }: Pick<WorkflowStep, 'section'>, { steps, literal }: Place): string {
  const [, kind, number] = /^(section|step)\s+(\d+(?:\.\d+)*)$/.exec(target) ?? []
  if (number === undefined) return target
  const candidates =
    kind === 'step'
      ? [number.includes('.') ? number : `${section}.${number}`]
      : [`${literal.get(number) ?? number}.1`, number]
  return candidates.find((id) => steps.some((step) => step.id === id)) ?? number
}
