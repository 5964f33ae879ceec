import { PILLAR_NAMES } from '@biplane/contracts/vocabulary/pillars'
import type { Invocation } from '@biplane/contracts/wire/agent-events'
import { afterAll, describe, expect, test } from 'vitest'
import { INTRODUCTIONS } from '../pillars/introductions.ts'
import { openToolWorkers } from '../tool-worker/worker-scheduler.ts'
import { madeFile } from '../tools/made-file.test-support.ts'
import { ask, buttonsOf, handoffOf, uiOf } from './agent-probe.test-support.ts'
import { makeGuide } from './guide.ts'
import { intentOf } from './hand-over.ts'

const tools = openToolWorkers()
afterAll(() => tools.close())

const guide = makeGuide(null)
const csv = madeFile('receivables.csv', 'a,b\n1,2\n', 'text/csv')

test.each(['Hello!', 'what can you do?', 'help', 'good morning'])(
  '“%s” gets a useful answer and no handoff',
  async (text) => {
    const said = await ask(guide, tools, { text })
    expect(handoffOf(said)).toBeNull()
    for (const word of ['content', 'insights', 'operations', 'business outcomes', 'Try the sample', 'Drop a file']) {
      expect(said.text).toContain(word)
    }
  },
)

test.each([
  ['Who is more than 90 days late?', 'liaison.insights'],
  ['Check the columns of my CSV', 'liaison.content'],
  ['Draw the approval workflow of our refund process', 'liaison.operations'],
  ['Make a roadmap with a budget and ROI', 'liaison.business_outcomes'],
])('“%s” is handed to %s, and the reason is said before', async (text, agent) => {
  const said = await ask(guide, tools, { text })
  expect(handoffOf(said)).toMatchObject({ to_agent: agent })
  expect(said.text).toMatch(/^I am handing this to the .* assistant, because you asked about “/)
  expect(said.events.at(-1)?.type).toBe('agent.handoff_proposed')
})

test('attached files without contrary words go to the content liaison, because of what they are', async () => {
  const said = await ask(guide, tools, { text: 'Here you are', files: [csv] })
  expect(said.text).toBe('I am handing this to the content assistant, because you attached a CSV file.')
  expect(handoffOf(said)).toMatchObject({ to_agent: 'liaison.content', reason: 'you attached a CSV file' })
  expect(handoffOf(await ask(guide, tools, { text: 'hi', files: [csv] }))).toMatchObject({
    to_agent: 'liaison.content',
  })
})

test('words that say otherwise win over the attachment', async () => {
  const said = await ask(guide, tools, { text: 'Who is more than 90 days late?', files: [csv] })
  expect(handoffOf(said)).toMatchObject({ to_agent: 'liaison.insights' })
})

test('a near-tie is asked about, and names both', async () => {
  const said = await ask(guide, tools, { text: 'draw a workflow of the revenue data' })
  expect(handoffOf(said)).toBeNull()
  expect(said.text).toContain('the insights assistant or the operations assistant')
})

test('the choice after a near-tie hands over the question that was asked, and not the name of the pillar', async () => {
  const question = 'draw a workflow of the revenue data'
  const { text } = await ask(guide, tools, { text: question })
  const history = [
    { role: 'user' as const, content: question },
    { role: 'assistant' as const, content: text },
  ]
  const said = await ask(guide, tools, { text: 'Operations, please.', history })
  expect(handoffOf(said)).toMatchObject({ to_agent: 'liaison.operations', text: question })
  const plain = await ask(guide, tools, { text: 'business outcomes' })
  expect(handoffOf(plain)).toEqual({ to_agent: 'liaison.business_outcomes', reason: 'you chose it', confidence: 0.95 })
})

test('what nobody understands, in whatever language, gets an answer that helps and no random liaison', async () => {
  for (const text of ['bla bla', 'Wie geht es weiter damit', '你好', '🤷']) {
    const said = await ask(guide, tools, { text })
    expect(handoffOf(said), text).toBeNull()
    expect(said.text, text).toContain('I am not sure which of us can help')
  }
})

test('the guide of a pillar speaks of it, and hands its intent to its liaison', async () => {
  const insights = makeGuide('insights')
  expect((await ask(insights, tools, { text: 'hello' })).text).toContain('I am the guide for insights')
  expect(handoffOf(await ask(insights, tools, { text: 'average revenue by month' }))).toMatchObject({
    to_agent: 'liaison.insights',
  })
  expect(handoffOf(await ask(insights, tools, { text: 'check the columns of my csv' }))).toMatchObject({
    to_agent: 'liaison.content',
  })
})

test('a word with marks of Markdown in it is only a word', async () => {
  const said = await ask(guide, tools, { text: 'what is the **[average](https://example.com)** amount' })
  expect(said.text).not.toContain('](')
})

test('[U1] a near-tie asks with buttons; each says what the person would say, and names the agent', async () => {
  const said = await ask(guide, tools, { text: 'draw a workflow of the revenue data' })
  expect(uiOf(said)).toMatchObject([
    { version: 'v0.9', createSurface: { surfaceId: 'ask:invocation-1' } },
    { version: 'v0.9', updateComponents: { surfaceId: 'ask:invocation-1' } },
  ])
  expect(buttonsOf(said)).toEqual([
    { name: 'choose_agent', context: { agent: 'liaison.insights', message: 'Insights' } },
    { name: 'choose_agent', context: { agent: 'liaison.operations', message: 'Operations' } },
  ])
})

test('every button is understood when it is clicked: its message is a choice', async () => {
  const question = 'draw a workflow of the revenue data'
  const said = await ask(guide, tools, { text: question })
  const history = [
    { role: 'user' as const, content: question },
    { role: 'assistant' as const, content: said.text },
  ]
  for (const { context } of buttonsOf(said)) {
    const clicked = await ask(guide, tools, { text: String(context?.message), history })
    expect(handoffOf(clicked)).toMatchObject({ to_agent: context?.agent, text: question })
  }
})

test('what is not understood gets three actions that come near, and the setting that adds a model', async () => {
  const said = await ask(guide, tools, { text: 'wobble the invoices sideways' })
  expect(said.text).toContain('What comes nearest:')
  expect(
    said.text
      .split('What comes nearest:')[1]
      ?.split('\n')
      .filter((line) => line.startsWith('- ')).length,
  ).toBeGreaterThanOrEqual(3)
  expect(said.text).not.toContain('MODEL_PROVIDER')
})

type Made = NonNullable<Invocation['input']['artifacts']>
const made = (pillar: string, kind: string, title: string): Made[number] => ({
  artifact_id: title,
  version: 1,
  kind,
  title,
  summary: '',
  pillar,
})
const schema = made('content', 'schema', 'Columns of receivables.csv')
const outline = made('content', 'outline', 'Outline of refund-sop.md')
const overdue = made('insights', 'table', 'Overdue by 90 days')
const workflow = made('operations', 'workflow', 'Refunds')
const roadmap = made('business_outcomes', 'roadmap', '90-day plan')

describe('where things stand', () => {
  test.each<[string, Made, string, string | null]>([
    ['nothing yet', [], 'for the content assistant: Attach', null],
    ['a table was read', [schema], 'for the insights assistant: Ask a question', 'Who is more than 90 days late?'],
    ['a procedure was read', [outline], 'for the operations assistant: Let', 'Draw the workflow of this procedure'],
    ['numbers, no procedure', [overdue, schema], 'for the operations assistant: Attach', null],
    [
      'all but the plan',
      [workflow, overdue, schema],
      'Turn the findings into a plan',
      'Make a 90-day plan from the findings',
    ],
    ['everything', [roadmap, workflow, overdue, schema], 'Every pillar has results', null],
  ])('%s: the best next step follows', async (_, artifacts, step, button) => {
    const said = await ask(guide, tools, {
      text: 'What is next?',
      artifacts,
      jobs: [job('liaison.content', 'completed')],
    })
    expect(said.text).toContain(step)
    for (const { title } of artifacts) expect(said.text).toContain(title)
    expect(buttonsOf(said)).toEqual(button ? [{ name: 'say', context: { message: button } }] : [])
  })

  test('every next step that can be said leads to the liaison that it is for', async () => {
    for (const artifacts of [[schema], [outline], [workflow, overdue, schema]]) {
      const said = await ask(guide, tools, { text: 'where do we stand?', artifacts })
      const [button] = buttonsOf(said)
      const clicked = await ask(guide, tools, { text: String(button?.context?.message), artifacts })
      const liaison = /for the (.*) assistant:/.exec(said.text)?.[1]?.replace(' ', '_')
      expect(handoffOf(clicked)?.to_agent).toBe(`liaison.${liaison}`)
    }
  })

  test('a goal is said back, with the way there and the data that would help; no number is promised', async () => {
    const said = await ask(guide, tools, { text: 'Our goal is to cut overdue invoices by half', artifacts: [schema] })
    expect(said.text).toContain('Your goal, as I understand it: “Our goal is to cut overdue invoices by half”')
    expect(said.text).toContain('1. **Content**')
    expect(said.text).toContain('(one result is there)')
    expect(said.text).toContain('4. **Business outcomes**')
    expect(handoffOf(said)).toBeNull()
  })

  test('a goal with a file attached goes where the file goes: what is attached is there to be read', async () => {
    expect(handoffOf(await ask(guide, tools, { text: 'we want to reduce this', files: [csv] }))).toMatchObject({
      to_agent: 'liaison.content',
    })
  })
})

type Job = NonNullable<Invocation['input']['jobs']>[number]
test('[U7] a liaison that is closed is named and not proposed', async () => {
  const said = await ask(makeGuide(null), tools, {
    text: 'Make a roadmap',
    notAvailable: ['liaison.business_outcomes'],
  })
  expect(handoffOf(said)).toBeNull()
  expect(said.text).toContain('business outcomes assistant')
  expect(said.text).toContain('not available to you')
})

const job = (agent_id: string, status: Job['status'], asked = 'Who is late?'): Job => ({ agent_id, status, asked })

describe('what runs, and what was said', () => {
  test.each(['status', 'Is it still running?', 'what are you working on right now?', 'are you done yet?'])(
    '“%s” tells what was at work when it was asked',
    async (text) => {
      const jobs = [
        job('liaison.insights', 'running'),
        job('liaison.content', 'queued', 'x'),
        job('guide.global', 'completed'),
      ]
      const said = await ask(guide, tools, { text, jobs })
      expect(said.text).toContain('Insights assistant, “Who is late?”: is being answered.')
      expect(said.text).toContain('Content assistant, “x”: waits for its turn.')
      expect(said.text).not.toContain('Guide,')
    },
  )

  test('nothing at work is said as well, with what came last', async () => {
    const said = await ask(guide, tools, { text: 'status?', jobs: [job('liaison.insights', 'failed')] })
    expect(said.text).toBe('Nothing is at work. The last one: Insights assistant, “Who is late?”: failed.')
    expect((await ask(guide, tools, { text: 'status?' })).text).toContain('nothing was asked before')
  })

  test('a summary names what was asked of whom, oldest first, and what came of it', async () => {
    const jobs = [
      job('liaison.insights', 'completed', 'By region?'),
      job('liaison.content', 'cancelled', 'Read it'),
      job('guide.global', 'completed', 'hello'),
    ]
    const { text } = await ask(guide, tools, { text: 'Summarize our conversation, please', jobs, artifacts: [overdue] })
    expect(text.indexOf('“Read it”: stopped')).toBeGreaterThan(0)
    expect(text.indexOf('“By region?”: answered')).toBeGreaterThan(text.indexOf('“Read it”'))
    expect(text).not.toContain('“hello”')
    expect(text).toContain('“Overdue by 90 days”')
  })

  test('titles and questions of others are words, never marks that act', async () => {
    const said = await ask(guide, tools, {
      text: 'summary',
      jobs: [job('liaison.insights', 'completed', '[click](https://x.example)')],
      artifacts: [made('insights', 'table', '**bold** [x](y)')],
    })
    expect(said.text).not.toMatch(/[^\\]\]\(/)
    expect(said.text).not.toContain('**bold**')
  })
})

test('no phrase that a liaison suggests is clearly for another liaison', () => {
  const suggested = PILLAR_NAMES.flatMap((pillar) =>
    INTRODUCTIONS[pillar].skills.flatMap((skill) =>
      [...skill.matchAll(/“([^”]+)”/g)].map(([, phrase = '']) => ({ pillar, phrase })),
    ),
  )
  expect(suggested.length).toBeGreaterThan(20)
  for (const { pillar, phrase } of suggested) {
    const intent = intentOf(phrase, 0)
    expect(intent.kind === 'clear' ? intent.best.pillar : pillar, phrase).toBe(pillar)
  }
})
