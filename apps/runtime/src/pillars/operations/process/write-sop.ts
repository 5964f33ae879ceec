// Writes a procedure: a typed workflow in, Markdown out that reads back as the same workflow. A sentence
// that says enough stands alone; what it would be read otherwise without is said in bullets under it.
import type { WorkflowModel, WorkflowStep } from '@biplane/contracts/wire/process-artifacts'
import { readSop } from './read-sop.ts'
import { ATTRIBUTE } from './sop-blocks.ts'
import { beginsParallel } from './sop-parallel.ts'
import { writePools } from './sop-pools.ts'
import { detailLines, NOBODY, NONE, NOWHERE } from './step-attributes.ts'
import { ownerIn, readTime } from './step-words.ts'

/** Bullets for every step, as they are needed. */
type Attributes = ReadonlyMap<string, string[]>

export function writeSop(model: WorkflowModel): string {
  // Written plainly and read again: where that gives something else, it is said expressly.
  const plain = readSop(
    write(model, new Map(model.steps.map((step) => [step.id, [...textOf(step), ...waysOf(step, model)]]))),
  )
  const read = new Map(plain?.model.steps.map((step) => [step.id, step]))
  return write(model, new Map(model.steps.map((step) => [step.id, attributesOf(step, read.get(step.id), model)])))
}

function write(model: WorkflowModel, attributes: Attributes): string {
  const notes = (after: boolean) =>
    model.notes
      .filter((note) => note.after === after)
      .map(({ heading, text }) => (heading === '' ? text : `## ${heading}\n\n${text}`))
  const roles = model.roles.map(({ name, does }) => `| ${cell(name)} | ${cell(does)} |`).join('\n')
  const parts = [
    `# ${model.title}`,
    ...notes(false),
    ...(model.roles.length > 0 ? [`## Roles\n\n| Role | Does |\n| --- | --- |\n${roles}`] : []),
    '## Procedure',
    ...model.sections.map((section) => writeSection(section, model, attributes)),
    ...(model.total_time
      ? [`## Service level\n\n| Part | Time |\n| --- | --- |\n| Whole process | ${cell(timeText(model.total_time))} |`]
      : []),
    ...writePools(model),
    ...notes(true),
  ]
  return `${parts.join('\n\n')}\n`
}

const cell = (text: string): string => text.replaceAll('|', '\\|')
const timeText = ({ text, hours }: NonNullable<WorkflowStep['time']>): string =>
  readTime(text)?.hours === hours ? text : `${text.replace(/ = [\d.]+ h$/, '')} = ${hours} h`

function writeSection(
  section: WorkflowModel['sections'][number],
  { steps }: WorkflowModel,
  attributes: Attributes,
): string {
  const items = steps
    .filter((step) => step.section === section.number)
    .map((step, at) => {
      const number = `${at + 1}. `
      const said = isPlain(step.text) ? step.text : `Step ${step.id}`
      const text = step.kind === 'decision' ? `**Decision:** ${said}` : said
      const indent = ' '.repeat(number.length)
      return [`${number}${text}`, ...(attributes.get(step.id) ?? []).map((line) => `${indent}- ${line}`)].join('\n')
    })
  return [
    `### ${section.number}. ${section.title}`,
    ...(section.time ? [`Time: ${timeText(section.time)}`] : []),
    ...(section.note === '' ? [] : [section.note]),
    items.join('\n'),
  ].join('\n\n')
}

/** A text that stands in a list item as it is, whatever Markdown makes of the marks in it. */
const isPlain = (text: string): boolean =>
  /^[\p{L}(“"][^`<>\n]*$/u.test(text) && !ATTRIBUTE.test(text) && !beginsParallel(text)

const textOf = ({ text }: WorkflowStep): string[] => (isPlain(text) ? [] : [`Text: ${JSON.stringify(text)}`])

/** A decision's ways are always written out, and those of any other step whose ways have names. */
const waysOf = (step: WorkflowStep, { roles }: WorkflowModel): string[] =>
  !isNamed(step)
    ? []
    : step.next.map(({ when, action, owner, to }) => {
        const inferred =
          action === null
            ? null
            : ownerIn(
                action,
                roles.map(({ name }) => name),
              )
        const named =
          owner === inferred && !action?.startsWith('[') && (owner !== null || step.owner === null || action === null)
            ? []
            : [`[${owner ?? NOBODY}]`]
        return [when === null ? 'Way:' : `If ${when}:`, ...named, ...(action === null ? [] : [action]), `→ ${to}`].join(
          ' ',
        )
      })

const isNamed = ({ kind, next }: WorkflowStep): boolean =>
  kind === 'decision' ||
  next.some(
    ({ when, condition, otherwise, action }) =>
      when !== null || action !== null || condition !== undefined || otherwise,
  )

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
const list = (things: readonly string[]): string => (things.length === 0 ? NONE : things.join('; '))

function attributesOf(step: WorkflowStep, read: WorkflowStep | undefined, model: WorkflowModel): string[] {
  const ways = waysOf(step, model)
  const { owner, inputs, outputs, time, exception, next, kind } = step
  const targets = (branches: WorkflowStep['next']) => branches.map(({ to }) => to)
  return [
    ...(read?.text === step.text ? textOf(step) : [`Text: ${JSON.stringify(step.text)}`]),
    ...(read?.kind === kind ? [] : [`Kind: ${kind}`]),
    ...detailLines(step.detail ?? {}),
    ...(read?.owner === owner ? [] : [`Owner: ${owner ?? NOBODY}`]),
    ...(same(read?.inputs, inputs) ? [] : [`Inputs: ${list(inputs)}`]),
    ...(same(read?.outputs, outputs) ? [] : [`Outputs: ${list(outputs)}`]),
    ...(same(read?.time, time) ? [] : [`Time: ${time ? timeText(time) : NONE}`]),
    ...(exception === null ? [] : [`Exception: ${exception}`]),
    ...(isNamed(step) || same(targets(read?.next ?? []), targets(next))
      ? []
      : [`Next: ${next.length === 0 ? NOWHERE : targets(next).join('; ')}`]),
    ...ways,
    ...next.flatMap(({ condition, otherwise }, at) => [
      ...(condition === undefined ? [] : [`Condition: ${at + 1} ${JSON.stringify(condition)}`]),
      ...(otherwise ? [`Condition: ${at + 1} default`] : []),
    ]),
  ]
}
