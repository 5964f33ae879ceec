import type { StepDetail, StepKind, WorkflowModel, WorkflowStep } from '@biplane/contracts/wire/process-artifacts'
import { seeded } from '@biplane/proof/seeded'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lint } from './lint.ts'
import { chain, DIAGRAMS, definitions, process } from './made-diagrams.test-support.ts'
import { readBpmn } from './read-bpmn.ts'
import { readSop } from './read-sop.ts'
import { simulate } from './simulate.ts'
import { toMermaid } from './workflow-mermaid.ts'
import { toBpmn } from './write-bpmn.ts'
import { writeSop } from './write-sop.ts'

const named = DIAGRAMS.map((diagram) => [diagram.name, diagram] as const)

test.each(named)('[O1] reads every activity and event: %s', async (_name, { xml, holds, pools, messages }) => {
  const model = await readBpmn(xml)
  const texts = model.steps.map(({ text }) => text.replace(/\?$/, ''))
  for (const text of holds) expect(texts).toContain(text)
  expect(model.pools?.length).toBe(pools)
  expect(model.messages?.length).toBe(messages)
})

test.each(named)('[O1] writes it as BPMN and as a procedure that read back the same: %s', async (_name, { xml }) => {
  const model = await readBpmn(xml)
  expect(await readBpmn(await toBpmn(model))).toEqual(model)
  expect(readSop(writeSop(model))?.model).toEqual(model)
})

test.each(named)('[O1] draws every step, inside its pool and its subprocess: %s', async (_name, { xml }) => {
  const model = await readBpmn(xml)
  const drawn = await toBpmn(model)
  for (const { id } of model.steps) expect(drawn).toContain(`bpmnElement="Step_${id.replace('.', '_')}"`)
  expect(drawn).not.toMatch(/(?:x|y|width|height)="(?:NaN|-?Infinity|undefined)"/)
  expect(toMermaid(model)).toContain('flowchart')
})

test.each(named)('[O2] finds nothing unreachable and no dead end where there is none: %s', async (_name, { xml }) => {
  const { findings } = lint(await readBpmn(xml), {})
  expect(
    findings.filter(({ rule }) => rule === 'unreachable' || rule === 'dead_end' || rule === 'endless_loop'),
  ).toEqual([])
})

test.each(named)('[O3] brings every case to its end: %s', async (_name, { xml }) => {
  const { finished } = simulate(await readBpmn(xml), { cases: 50, seed: 3, changes: {} })
  expect(finished).toBe(50)
})

const readOf = async (name: string) => readBpmn(DIAGRAMS.find((each) => each.name.startsWith(name))?.xml ?? '')
const stepNamed = (model: WorkflowModel, text: string) => model.steps.find((step) => step.text === text)

test('[O1] keeps owners, events, messages and markers', async () => {
  const approval = await readOf('C.1')
  expect(stepNamed(approval, 'Approve invoice')?.owner).toBe('Approver')
  expect(stepNamed(approval, 'Scan Invoice')?.owner).toBe('Team Assistant')
  expect(approval.messages).toEqual([
    { from: '1.3', to: '2.1', text: 'Invoice' },
    { from: '2.6', to: '1.4', text: '' },
  ])
  const events = await readOf('B.2')
  expect(stepNamed(events, 'Wait a day')?.detail).toEqual({ type: 'timer', definition: 'after P1D' })
  expect(stepNamed(events, 'Signal it')?.detail).toEqual({ type: 'signal', definition: 'All clear', throws: true })
  expect(stepNamed(events, 'Failed')?.detail).toEqual({
    type: 'error',
    definition: 'No stock',
    attached: stepNamed(events, 'Work')?.id,
  })
  const loops = await readOf('C.4')
  expect(stepNamed(loops, 'Ask all experts')?.detail).toMatchObject({ repeats: 'in parallel', until: 'two answers' })
  expect(stepNamed(await readOf('nested lanes'), 'Fill in')?.owner).toBe('Clerk')
})

test('[O1] names what is not drawn and what is not read', async () => {
  const data = await readOf('C.5')
  expect(data.steps[0]).toMatchObject({ inputs: ['Order form'], outputs: ['Ledger'] })
  expect(data.left_out).toEqual(['2 data objects: kept as text, not drawn', '1 annotation: kept as text, not drawn'])
  expect(data.notes.find(({ heading }) => heading === 'Annotations')?.text).toBe('- 1.1: Within one day')
  expect((await readOf('vendor: Camunda')).left_out).toEqual([expect.stringContaining('settings of “camunda”')])
  const script = definitions(
    process(`<scriptTask id="a" name="Run"><script>x()</script></scriptTask>${chain('a', 'z')}<endEvent id="z"/>`),
  )
  expect((await readBpmn(script)).left_out).toEqual(['“script” (1×): not read'])
})

test('[O1] names an element that cannot be read', async () => {
  const twice = definitions(process('<task id="a" name="One"/><task id="a" name="Two"/><startEvent id="s"/>'))
  expect((await readBpmn(twice)).left_out).toEqual([expect.stringContaining('1 element could not be read')])
})

test('[O1] a step that was moved to another lane elsewhere belongs to that lane', async () => {
  const xml = await toBpmn(await readOf('C.1'))
  const moved = xml
    .replace(/<bpmn:flowNodeRef>Step_2_2<\/bpmn:flowNodeRef>/, '')
    .replace(/(name="Accountant">)/, '$1<bpmn:flowNodeRef>Step_2_2</bpmn:flowNodeRef>')
  expect(stepNamed(await readBpmn(moved), 'Assign approver')?.owner).toBe('Accountant')
})

test('[L11] refuses deep nesting and too many shapes', async () => {
  const deep = (levels: number): string =>
    levels === 0 ? '<task id="t" name="x"/>' : `<subProcess id="s${levels}" name="s">${deep(levels - 1)}</subProcess>`
  await expect(readBpmn(definitions(process(deep(60))))).rejects.toMatchObject({ refusal: 'TOO_LARGE' })
  const many = Array.from({ length: 400 }, (_, at) => `<parallelGateway id="g${at}"/>`).join('')
  await expect(readBpmn(definitions(process(`${many}<task id="t" name="x"/>`)))).rejects.toMatchObject({
    refusal: 'TOO_LARGE',
  })
})

const NAMES = [
  'Check it',
  'Was geht?',
  '1. Pay | now',
  '- x',
  'a: b',
  '`code`',
  '<b>',
  'Owner: me',
  'Two  words',
  '# h',
  '"q"',
]
const label = fc
  .tuple(fc.constantFrom(...NAMES), fc.nat({ max: 999 }))
  .map(([name, at]) => `${name} ${at}`.replace(/\s+/g, ' '))
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })

interface Node {
  kind: Exclude<StepKind, 'subprocess' | 'start'>
  text: string
  owner: string | null
  type: string
  ways: number[]
  note: string | undefined
  repeats: 'loop' | 'in sequence' | 'in parallel' | undefined
  border: boolean
  inner: Node[]
}

const nodes = (depth: number): fc.Arbitrary<Node[]> =>
  fc.array(
    fc.record({
      kind: fc.constantFrom<Node['kind']>(
        'task',
        'decision',
        'parallel',
        'inclusive',
        'event_choice',
        'join',
        'call',
        'event',
        'end',
      ),
      text: label,
      owner: fc.option(fc.constantFrom('Clerk', 'Head of Sales', 'IT'), { nil: null }),
      type: fc.constantFrom('user', 'service', 'manual'),
      ways: fc.array(fc.nat({ max: 9 }), { minLength: 2, maxLength: 3 }),
      note: maybe(label),
      repeats: maybe(fc.constantFrom<'loop' | 'in sequence' | 'in parallel'>('loop', 'in sequence', 'in parallel')),
      border: fc.boolean(),
      inner: depth === 0 ? fc.constant<Node[]>([]) : nodes(depth - 1),
    }),
    { minLength: 1, maxLength: depth === 2 ? 6 : 3 },
  )

/** Steps of one scope in the order in which they are read, ids given as they are met. */
function stepsOf(made: readonly Node[], section: number, inside: string | null, count: { at: number }): WorkflowStep[] {
  const steps: WorkflowStep[] = []
  const own: WorkflowStep[] = []
  for (const [at, node] of made.entries()) {
    count.at += 1
    const id = `${section}.${count.at}`
    const host = node.border && node.kind === 'event' ? own.find(({ kind }) => kind === 'task') : undefined
    const holds = node.kind === 'task' && node.inner.length > 0
    const detail: StepDetail = {
      ...(holds || node.kind !== 'task' ? {} : { type: node.type }),
      ...(node.kind === 'event' ? { type: 'timer', definition: 'after PT5M' } : {}),
      ...(node.kind === 'call' ? { definition: 'Other' } : {}),
      ...(inside === null ? {} : { inside }),
      ...(host ? { attached: host.id } : {}),
      ...(node.kind === 'task' && node.repeats ? { repeats: node.repeats } : {}),
      ...(node.note === undefined ? {} : { note: node.note }),
    }
    const step: WorkflowStep = {
      id,
      section,
      kind: holds ? 'subprocess' : at === 0 && node.kind === 'event' ? 'task' : node.kind,
      text: node.kind === 'decision' ? `${node.text.replaceAll('?', '')}?` : node.text,
      owner: node.owner,
      inputs: [],
      outputs: [],
      time: null,
      exception: null,
      next: [],
    }
    if (step.kind === 'task' && node.kind === 'event') delete detail.type
    if (step.kind === 'task' && node.kind === 'event') delete detail.definition
    if (Object.keys(detail).length > 0) step.detail = detail
    own.push(step)
    steps.push(step)
    if (holds) steps.push(...stepsOf(node.inner, section, id, count))
  }
  // A border event is entered by its host alone.
  const enterable = own.filter(({ detail }) => detail?.attached === undefined)
  for (const [at, step] of own.entries()) {
    const node = made[at]
    if (!node || step.kind === 'end') continue
    const targets =
      step.kind === 'decision' || step.kind === 'parallel' || step.kind === 'inclusive'
        ? node.ways
        : node.ways.slice(0, 1)
    step.next = targets.map((to, way) => ({
      when: step.kind === 'decision' || step.kind === 'inclusive' ? `way ${way}` : null,
      action: null,
      owner: null,
      to: enterable[to]?.id ?? 'end',
      ...(step.kind === 'inclusive' && way === 0 ? { condition: 'amount > 1 | 2' } : {}),
      ...(step.kind === 'decision' && way === 1 ? { otherwise: true } : {}),
    }))
  }
  return steps
}

const anyDiagram = fc
  .array(fc.record({ name: fc.constantFrom('Bank', 'Shop | 1', 'Customer'), made: maybe(nodes(2)) }), {
    minLength: 1,
    maxLength: 3,
  })
  .filter((made) => made.some((pool) => pool.made?.some(({ kind }) => kind !== 'end')))
  .map((made): WorkflowModel => {
    const pools: NonNullable<WorkflowModel['pools']> = []
    const sections: WorkflowModel['sections'] = []
    const steps: WorkflowStep[] = []
    for (const pool of made) {
      const number = sections.length + 1
      pools.push({ name: pool.name, sections: pool.made ? [number] : [] })
      if (!pool.made) continue
      sections.push({ number, title: pool.name, exception: false, time: null, note: '' })
      steps.push(...stepsOf(pool.made, number, null, { at: 0 }))
    }
    const [from, to] = [steps.at(0)?.id ?? '', made.length > 1 ? `pool ${made.length}` : (steps.at(-1)?.id ?? '')]
    return {
      title: 'Any',
      roles: [],
      sections,
      steps,
      total_time: null,
      notes: [],
      pools,
      messages: [{ from, to, text: 'Order | 1' }],
    }
  })

test('[O1] any diagram of pools, subprocesses, gateways and events is the same after it was written and read', async () => {
  const { seed } = seeded()
  await fc.assert(
    fc.asyncProperty(anyDiagram, async (model) => {
      expect(await readBpmn(await toBpmn(model))).toEqual(model)
      expect(readSop(writeSop(model))?.model).toEqual(model)
    }),
    { seed, numRuns: 80 },
  )
})

test('any simulation of any diagram ends', async () => {
  const { seed } = seeded()
  fc.assert(
    fc.property(anyDiagram, (model) => {
      expect(simulate(model, { cases: 20, seed: 1, changes: {} }).finished).toBeLessThanOrEqual(20)
    }),
    { seed, numRuns: 60 },
  )
})
