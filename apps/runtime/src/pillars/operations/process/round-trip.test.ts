import type { WorkflowModel, WorkflowStep } from '@biplane/contracts/wire/process-artifacts'
import { seeded } from '@biplane/proof/seeded'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { asQuestion } from './decision-words.ts'
import { SOPS } from './made-sops.test-support.ts'
import { readBpmn } from './read-bpmn.ts'
import { readSop } from './read-sop.ts'
import { toBpmn } from './write-bpmn.ts'
import { writeSop } from './write-sop.ts'

const modelOf = (text: string): WorkflowModel => {
  const read = readSop(text)
  if (!read) throw new Error('there are steps')
  return read.model
}

test.each(SOPS)('[O1] procedure → workflow → procedure is the same workflow: %s', (_name, text) => {
  const model = modelOf(text)
  const written = writeSop(model)
  expect(modelOf(written)).toEqual(model)
  expect(writeSop(modelOf(written))).toBe(written)
})

test.each(SOPS)('[O1] procedure → BPMN with a layout → procedure is the same workflow: %s', async (_name, text) => {
  const model = modelOf(text)
  const xml = await toBpmn(model)
  expect(await readBpmn(xml)).toEqual(model)
  expect(xml.match(/<bpmndi:BPMNShape/g)?.length).toBeGreaterThan(model.steps.length)
})

test.each(SOPS)('[O2] every step stands on the line that is said: %s', (_name, text) => {
  const read = readSop(text)
  const lines = text.split('\n')
  for (const { id, text: step } of read?.model.steps ?? []) {
    const line = lines[(read?.lines[id] ?? 0) - 1] ?? ''
    const [first = ''] = step
      .replace(/\?$/, '')
      .split(' ')
      .filter((word) => /^\w{3,}$/.test(word))
    expect(line, `${id}: ${step}`).toContain(first)
    expect(line).toMatch(/^\s*(?:[-*+]|\d+\.)\s/)
  }
})

const WORDS =
  'the clerk checks opens case If so, manager approves 2 days within by hand: goes to section 3 Decision none (all) end; a – “b” *c* not'.split(
    ' ',
  )
const words = (min: number) =>
  fc.array(fc.constantFrom(...WORDS), { minLength: min, maxLength: 9 }).map((all) => all.join(' '))
const text = words(1).map((said) => `Then ${said}`)
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null })
const thing = fc.constantFrom('form', 'invoice copy', 'case file', 'key')
const owner = maybe(fc.constantFrom('Clerk', 'Head of Sales', 'Treasury'))
const time = maybe(
  fc.constantFrom({ text: '2 working days', hours: 16 }, { text: 'soon', hours: 3.5 }, { text: '4 hours', hours: 4 }),
)

/** Any workflow that the model can hold, with references that lead somewhere, to the end, or nowhere. */
const anyModel: fc.Arbitrary<WorkflowModel> = fc
  .array(
    fc.record({
      kind: fc.constantFrom<'task' | 'decision'>('task', 'decision'),
      text,
      owner,
      time,
      inputs: fc.uniqueArray(thing, { maxLength: 3 }),
      outputs: fc.uniqueArray(thing, { maxLength: 3 }),
      exception: maybe(text),
      ways: fc.array(fc.record({ action: maybe(text), owner, to: fc.nat({ max: 9 }) }), { minLength: 2, maxLength: 4 }),
      opens: fc.boolean(),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((made) => {
    const sections: WorkflowModel['sections'] = []
    const places = made.map(({ opens }, at) => {
      if (at === 0 || opens)
        sections.push({ number: sections.length + 1, title: `Part ${at}`, exception: false, time: null, note: '' })
      return sections.length
    })
    const ids = places.map(
      (section, at) => `${section}.${1 + places.slice(0, at).filter((other) => other === section).length}`,
    )
    const target = (to: number) => ids[to] ?? (to === 9 ? '99' : 'end')
    const steps = made.map(
      ({ kind, ways, opens: _, text: said, ...rest }, at): WorkflowStep => ({
        ...rest,
        kind,
        id: ids[at] ?? '',
        section: places[at] ?? 1,
        text: kind === 'decision' ? asQuestion(said) : said,
        next:
          kind === 'decision'
            ? ways.map(({ action, owner: doer, to }, way) => ({
                when: `way ${way}`,
                action,
                owner: action === null ? null : doer,
                to: target(to),
              }))
            : [{ when: null, action: null, owner: null, to: target(ways[0]?.to ?? 0) }],
      }),
    )
    return { title: 'Any', roles: [{ name: 'Clerk', does: '' }], sections, steps, total_time: null, notes: [] }
  })

test('[O1] any workflow is the same after it was written and read, as a procedure and as BPMN', async () => {
  const { seed } = seeded()
  await fc.assert(
    fc.asyncProperty(anyModel, async (model) => {
      expect(modelOf(writeSop(model))).toEqual(model)
      expect(await readBpmn(await toBpmn(model))).toEqual(model)
    }),
    { seed, numRuns: 60 },
  )
})
