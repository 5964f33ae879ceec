// Reads a procedure: Markdown in, a typed workflow and the line of each step out. What is not said stays
// empty: gaps are for the lint to find, not for the reader to fill.
import type { WorkflowBranch, WorkflowModel, WorkflowStep } from '@biplane/contracts/wire/process-artifacts'
import { readDecision, targetIn } from './decision-words.ts'
import { languageNote, unreadLanguage } from './procedure-language.ts'
import { refuseManySteps } from './process-limits.ts'
import { readBlocks, type SopBlock, type SopItem } from './sop-blocks.ts'
import { withListedLines } from './sop-lines.ts'
import { readOutline } from './sop-outline.ts'
import { withParallel } from './sop-parallel.ts'
import { readPools } from './sop-pools.ts'
import { readProse } from './sop-prose.ts'
import { holdsSteps, isTimeBlock, mayHoldSteps, notesOf, rolesOf, sectionsOf } from './sop-sections.ts'
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

const EXCEPTION = /^(?:exceptions?|error|escalation|ausnahmen?|fehlerfall)\b/i

/** Numbered lists, tables of steps, then bullets, then sentences: the first that holds steps. */
function stepBlocks(text: string): { blocks: SopBlock[]; roles: WorkflowModel['roles'] } {
  const numbered = readBlocks(text, false)
  const listed = numbered.some((block) => holdsSteps(block)) ? numbered : readBlocks(text, true)
  const blocks = listed.some((block) => holdsSteps(block)) ? listed : readProse(listed, mayHoldSteps)
  return { blocks, roles: rolesOf(blocks).slice(0, MOST_ROLES) }
}

/** The procedure as a model, or `null` when nothing in it is a step. */
export function readSop(written: string): ReadSop | null {
  const text = withListedLines(written)
  const outline = readOutline(text)
  const { blocks: found, roles } = stepBlocks(outline?.text ?? text)
  const names = roles.map(({ name }) => name)
  const blocks = found.map((block) => ({ ...block, items: withParallel(block.items, names) }))
  const parts = sectionsOf(blocks)
  if (parts.length === 0) return null
  refuseManySteps(parts.reduce((sum, { block }) => sum + block.items.length, 0))
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
  const items = parts.flatMap(({ number, block }) =>
    block.items.map(({ line }, at): [string | undefined, string] => [
      outline?.numbers.get(line),
      `${number}.${at + 1}`,
    ]),
  )
  const numbers = new Map(
    items.flatMap(([number, id]): [string, string][] => (number === undefined ? [] : [[number, id]])),
  )
  model.steps = steps.map((said, at) => link(said, { at, steps, sections, literal, numbers }))
  const language = unreadLanguage(steps.map((step) => step.text).join(' '))
  if (language !== null && model.left_out === undefined) model.left_out = [languageNote(language)]
  const lines = Object.fromEntries(
    parts.flatMap(({ number, block }) => block.items.map(({ line }, at) => [`${number}.${at + 1}`, line])),
  )
  return { model, lines }
}

interface SaidStep extends Omit<WorkflowStep, 'next'> {
  /** How many steps further on it goes on where nothing else is said. */
  forward: readonly number[]
  /** `null` target: on to the next step. */
  ways: (Omit<WorkflowBranch, 'to'> & { target: string | null })[]
}

const MOST_TEXT = 2_000

function stepOf(
  { text: written, attributes, forward }: SopItem,
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
    owner:
      way.owner !== undefined
        ? way.owner
        : way.action === null
          ? null
          : (ownerIn(way.action, roles) ?? said.owner ?? null),
  }))
  const ownWords = decision ? null : text
  const inferredOwner = !isWork(kind)
    ? null
    : ownWords === null
      ? (prefixedOwner(words, roles) ??
        // Whose action a condition asks about is not who decides.
        (/^\**decision\b/i.test(words) ? ownerIn(text, roles) : null) ??
        ways.find(({ owner }) => owner !== null)?.owner ??
        null)
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
    ways: ways.length > 0 ? ways : taskWays(words, said.next ?? (kind === 'end' ? [] : undefined), forward),
    forward: forward ?? [1],
    ...(Object.keys(said.detail).length > 0 ? { detail: said.detail } : {}),
  }
}

/** “AR clerk: if …” says who decides. */
const prefixedOwner = (words: string, roles: readonly string[]): string | null =>
  /^\p{Lu}[\p{L} &/-]{1,40}: /u.test(words) ? ownerIn(words, roles) : null

function taskWays(text: string, next: string[] | undefined, forward: readonly number[] = []): SaidStep['ways'] {
  const plain = { when: null, action: null, owner: null }
  if (next) return next.map((target) => ({ ...plain, target }))
  if (forward.length > 1) return forward.map((by) => ({ ...plain, target: `+${by}` }))
  return [{ ...plain, target: targetIn(text) }]
}

interface Place {
  at: number
  steps: readonly SaidStep[]
  sections: WorkflowModel['sections']
  literal: ReadonlyMap<string, number>
  /** Numbers of an outline as they are written, with the ids of their steps. */
  numbers: ReadonlyMap<string, string>
}

function link({ ways, forward, ...step }: SaidStep, place: Place): WorkflowStep {
  const [by = 1] = forward
  const following = by > 1 ? (place.steps[place.at + by]?.id ?? 'end') : followingId(step, place)
  const next: WorkflowBranch[] = ways.map(({ target, ...way }) => ({
    ...way,
    to:
      target === null
        ? following
        : target.startsWith('+')
          ? (place.steps[place.at + Number(target.slice(1))]?.id ?? 'end')
          : resolve(target, step, place),
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
function resolve(
  target: string,
  { section }: Pick<WorkflowStep, 'section'>,
  { steps, literal, numbers }: Place,
): string {
  const [, kind, number] = /^(section|step)\s+(\d+(?:\.\d+)*)$/.exec(target) ?? []
  if (number === undefined) return target
  const written = kind === 'step' ? numbers.get(number) : undefined
  if (written !== undefined) return written
  const candidates =
    kind === 'step'
      ? [number.includes('.') ? number : `${section}.${number}`]
      : [`${literal.get(number) ?? number}.1`, number]
  return candidates.find((id) => steps.some((step) => step.id === id)) ?? number
}
