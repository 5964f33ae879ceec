import { afterAll, expect, test } from 'vitest'
import { artifactsOf, ask, type Said } from '../../agents/agent-probe.test-support.ts'
import { keepAs } from '../../agents/kept-results.test-support.ts'
import { openToolWorkers } from '../../tool-worker/worker-scheduler.ts'
import { madeFile, sampleText } from '../../tools/made-file.test-support.ts'
import { operationsLiaison } from './liaison-operations.ts'
import { readSop } from './process/read-sop.ts'
import { toBpmn } from './process/write-bpmn.ts'

const tools = openToolWorkers()
afterAll(() => tools.close())

const procedure = madeFile('refund-sop.md', sampleText('refund-sop.md'), 'text/markdown')
const receivables = madeFile('receivables.csv', sampleText('receivables.csv'), 'text/csv')
const kinds = (said: Said) => artifactsOf(said).map(({ kind }) => kind)

test('“draw the workflow” of the sample gives the workflow with its findings, each with its line', async () => {
  const said = await ask(operationsLiaison, tools, {
    text: 'Draw the workflow of this procedure',
    files: [procedure, receivables],
  })
  expect(kinds(said)).toEqual(['workflow', 'lint_report'])
  expect(said.text).toContain('**18 steps** in 5 sections, with 4 decisions and 6 owners')
  expect(said.text).toContain('**9 things**, 2 errors among them')
  expect(said.text).toContain('**Nobody owns it**, step 2.5 (line 37)')
})

test('every result can show its calculation, from the file and its hash', async () => {
  const said = [
    await ask(operationsLiaison, tools, { text: 'check it for gaps', files: [procedure] }),
    await ask(operationsLiaison, tools, { text: 'simulate it', files: [procedure] }),
    await ask(operationsLiaison, tools, { text: 'which steps can be automated?', files: [procedure] }),
  ]
  for (const { provenance, title } of said.flatMap(artifactsOf)) {
    expect(provenance?.file, title).toEqual({
      file_uuid: procedure.file_uuid,
      name: 'refund-sop.md',
      sha256: procedure.sha256,
    })
    expect(provenance?.steps.length, title).toBeGreaterThan(1)
  }
})

test('a typed process is drawn without any file', async () => {
  const said = await ask(operationsLiaison, tools, {
    text: 'This is how we do it:\n1. The clerk opens the case.\n2. If the amount is above 100, the manager approves.\n3. The clerk pays.',
  })
  expect(kinds(said)).toEqual(['workflow', 'lint_report'])
  expect(said.text).toContain('**3 steps**')
  expect(artifactsOf(said)[0]?.provenance?.file).toBeNull()
})

test('a BPMN diagram becomes a procedure', async () => {
  const model = readSop(sampleText('refund-sop.md'))?.model
  if (!model) throw new Error('the sample has steps')
  const diagram = madeFile('refunds.bpmn', await toBpmn(model), 'text/plain')
  const said = await ask(operationsLiaison, tools, { text: 'write it as an SOP', files: [diagram] })
  expect(artifactsOf(said)).toMatchObject([{ kind: 'sop', data: { model } }])
})

test('a simulation can be changed in words, and what was set stays set', async () => {
  const first = await ask(operationsLiaison, tools, {
    text: 'simulate it with 200 cases and seed 7',
    files: [procedure],
  })
  const second = await ask(operationsLiaison, tools, {
    text: 'set new cases a day to 6',
    files: [procedure],
    artifacts: keepAs('operations', first),
  })
  const third = await ask(operationsLiaison, tools, {
    text: 'set people at work as AR clerk to 2',
    files: [procedure],
    artifacts: keepAs('operations', first, second),
  })
  expect(artifactsOf(third)).toMatchObject([{ kind: 'simulation', data: { cases: 200, seed: 7 } }])
  const [artifact] = artifactsOf(third)
  const set = artifact?.kind === 'simulation' ? artifact.data.assumptions.filter(({ kind }) => kind === 'set') : []
  expect(set.map(({ name, value }) => [name, value])).toEqual([
    ['cases_per_day', 6],
    ['people_ar_clerk', 2],
  ])
  const refused = await ask(operationsLiaison, tools, {
    text: 'set new cases a day to 0',
    files: [procedure],
    artifacts: keepAs('operations', first),
  })
  expect(refused.text).toContain('0 was not taken')
})

test('[O4] a procedure is built by questions; every answer may come to another process that only has the last draft', async () => {
  const answers = [
    'build a new procedure by questions',
    'Lost badge',
    'Nobody can enter with a badge that was lost.',
    'Employee, Reception',
    'The employee reports the loss to reception.',
    'Reception locks the badge.\nIf the badge was for the vault, reception calls the guard.',
    'done',
    '2: reception calls the badge hotline',
    'done',
    '1 day',
  ]
  const turns: Said[] = []
  for (const text of answers) {
    turns.push(await ask(operationsLiaison, tools, { text, artifacts: keepAs('operations', ...turns) }))
  }
  const texts = turns.map(({ text }) => text)
  expect(texts[0]).toContain('What is the procedure called?')
  expect(texts[5]).toContain('3 steps so far')
  expect(texts.at(-1)).toContain('The procedure is written.')
  const done = turns.at(-1)
  const sop = done && artifactsOf(done).find(({ kind }) => kind === 'sop')
  expect(sop?.kind === 'sop' ? sop.data.markdown : '').toContain('- Exception: reception calls the badge hotline')
  // What comes next is about the procedure that was just built.
  const drawn = await ask(operationsLiaison, tools, {
    text: 'draw the workflow',
    artifacts: keepAs('operations', ...turns),
  })
  expect(drawn.text).toContain('Lost badge')
})

test('open questions can be left, asked again, and an answer that does not fit is asked again', async () => {
  const begun = await ask(operationsLiaison, tools, { text: 'build a new procedure by questions' })
  const artifacts = keepAs('operations', begun)
  expect((await ask(operationsLiaison, tools, { text: 'pause', artifacts })).text).toContain('Say “continue”')
  expect((await ask(operationsLiaison, tools, { text: 'continue', artifacts })).text).toContain('What is the procedure')
})

test('what is not understood is said, with the nearest things it can do and how a model could be added', async () => {
  const said = await ask(operationsLiaison, tools, { text: 'sing me a song', files: [procedure] })
  expect(said.text.match(/^- /gm)).toHaveLength(3)
  expect(said.text).not.toContain('MODEL_PROVIDER')
  expect(artifactsOf(said)).toEqual([])
})

test('a file without steps is refused in words, and no file at all is asked for', async () => {
  const prose = madeFile('prose.md', '# Nothing\n\nOnly words.\n')
  const said = await ask(operationsLiaison, tools, { text: 'draw the workflow', files: [prose] })
  expect(said.text).toContain('There are no steps in “prose.md”')
  expect((await ask(operationsLiaison, tools, { text: 'draw a workflow' })).text).toContain('none is here yet')
})

test('the same invocation says the same, event by event [L8]', async () => {
  const asking = { text: 'simulate it', files: [procedure] }
  expect(await ask(operationsLiaison, tools, asking)).toEqual(await ask(operationsLiaison, tools, asking))
})

test('the outline is still there for whoever wants only that', async () => {
  const said = await ask(operationsLiaison, tools, { text: 'Show its outline', files: [procedure] })
  expect(kinds(said)).toEqual(['outline'])
})
