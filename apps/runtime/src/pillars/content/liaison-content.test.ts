import { afterAll, expect, test } from 'vitest'
import { artifactsOf, ask, handoffOf, linkedRows, shownRows } from '../../agents/agent-probe.test-support.ts'
import { openToolWorkers } from '../../tool-worker/worker-scheduler.ts'
import { madeFile, sampleText } from '../../tools/made-file.test-support.ts'
import { contentLiaison } from './liaison-content.ts'

const tools = openToolWorkers()
afterAll(() => tools.close())

const receivables = madeFile('receivables.csv', sampleText('receivables.csv'), 'text/csv')
const procedure = madeFile('refund-sop.md', sampleText('refund-sop.md'), 'text/markdown')

const progressOf = (events: Awaited<ReturnType<typeof ask>>['events']) =>
  events.flatMap((event) => (event.type === 'agent.progress' && event.payload.file ? [event.payload.file] : []))

test('the sample is read: what it is, its columns, its faults with rows, its outline', async () => {
  const said = await ask(contentLiaison, tools, { text: 'Please read these', files: [receivables, procedure] })
  expect(artifactsOf(said).map(({ kind }) => kind)).toEqual(['schema', 'quality_report', 'table', 'outline'])
  expect(said.text).toContain('**receivables.csv** is a CSV table with 240 rows and 10 columns, separated by commas.')
  expect(said.text).toContain('**refund-sop.md** is a Markdown document with 11 headings, 18 numbered steps')
  expect(said.text).toContain('“Who is more than 90 days late?”')
})

test('every row that the answer or a finding points to stands in the table', async () => {
  const said = await ask(contentLiaison, tools, { text: 'read it', files: [receivables] })
  const shown = shownRows(said)
  const found = artifactsOf(said).flatMap((artifact) =>
    artifact.kind === 'quality_report' ? artifact.data.findings.flatMap(({ rows }) => rows) : [],
  )
  expect(linkedRows(said).length).toBeGreaterThan(10)
  for (const row of [...linkedRows(said), ...found]) expect(shown, `row ${row}`).toContain(row)
})

test('rows that do not fit into the table are pointed to by nobody', async () => {
  const lines = Array.from(
    { length: 400 },
    (_, at) =>
      `${at % 2 ? '' : ' '}${'wide '.repeat(60)}${at},${'x'.repeat(200)},${'y'.repeat(200)},${'z'.repeat(200)}`,
  )
  const wide = madeFile('wide.csv', `a,b,c,d\n${lines.join('\n')}\n`)
  const said = await ask(contentLiaison, tools, { text: 'read it', files: [wide] })
  const shown = shownRows(said)
  const [report] = artifactsOf(said).flatMap((artifact) => (artifact.kind === 'quality_report' ? [artifact] : []))
  expect(report?.data.findings.find(({ rule }) => rule === 'surrounding_spaces')?.count).toBe(200)
  for (const { rows } of report?.data.findings ?? []) for (const row of rows) expect(shown).toContain(row)
})

test('each file goes its way from selected to complete, and every tool card is closed', async () => {
  const { events } = await ask(contentLiaison, tools, { text: 'read', files: [receivables, procedure] })
  const states = progressOf(events).map(({ name, status }) => `${name} ${status}`)
  expect(states.slice(0, 3)).toEqual([
    'receivables.csv selected',
    'refund-sop.md selected',
    'receivables.csv processing',
  ])
  expect(states.filter((state) => state.endsWith('complete'))).toEqual([
    'receivables.csv complete',
    'refund-sop.md complete',
  ])
  const cards = events.flatMap((event) => (event.type === 'agent.tool' ? [event.payload] : []))
  for (const { call_id } of cards) {
    expect(cards.filter((card) => card.call_id === call_id).map(({ status }) => status)).toEqual([
      'started',
      'finished',
    ])
  }
})

const PNG = Uint8Array.from(
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
)

test.each([
  ['unreadable', madeFile('a.csv', Uint8Array.from([0, 159, 146, 150, 0])), 'UNSUPPORTED_FILE', 'is not readable text'],
  ['empty', madeFile('a.csv', ''), 'UNSUPPORTED_FILE', 'is empty'],
  ['oversized', { ...madeFile('a.csv', 'a\n'), size: 21 * 1024 * 1024 }, 'TOO_LARGE', 'is larger than the 20 MiB'],
  ['wrongly typed', madeFile('a.png', PNG), 'UNSUPPORTED_FILE', 'is a PNG image'],
  ['lying', madeFile('a.csv', PNG), 'UNSUPPORTED_FILE', 'is named as a CSV table but is a PNG image'],
  [
    'altered',
    { ...madeFile('a.csv', 'a,b\n1,2\n'), sha256: '0'.repeat(64) },
    'UNSUPPORTED_FILE',
    'did not arrive as it was announced',
  ],
])('a file that is %s is refused in the chat, and the other one is read [L11]', async (_what, bad, code, sentence) => {
  const said = await ask(contentLiaison, tools, { text: 'read', files: [{ ...bad, file_uuid: 'bad' }, receivables] })
  expect(
    progressOf(said.events).filter(({ file_uuid, status }) => file_uuid === 'bad' && status === 'error'),
  ).toMatchObject([{ code }])
  expect(said.text).toContain(sentence)
  expect(said.text).toContain('240 rows')
  expect(artifactsOf(said)).toHaveLength(3)
})

test('a file that is gone is refused, and the other one is read [L11]', async () => {
  const gone = madeFile('gone.csv', 'a,b\n1,2\n')
  const said = await ask(contentLiaison, tools, { text: 'read', files: [gone, receivables], gone: [gone.file_uuid] })
  expect(progressOf(said.events).find(({ status }) => status === 'error')).toMatchObject({
    name: 'gone.csv',
    code: 'NOT_FOUND',
  })
  expect(said.text).toContain('That file is not here any more.')
  expect(said.text).toContain('240 rows')
})

test('a question for another pillar is handed over with its reason, and no file is read', async () => {
  const said = await ask(contentLiaison, tools, { text: 'Who is more than 90 days late?', files: [receivables] })
  expect(handoffOf(said)).toMatchObject({
    to_agent: 'liaison.insights',
    reason: 'you attached a CSV file and you asked about “days late”',
  })
  expect(artifactsOf(said)).toEqual([])
})

test('one side of a file can be asked about', async () => {
  const columns = await ask(contentLiaison, tools, { text: 'Which columns does it have?', files: [receivables] })
  expect(artifactsOf(columns).map(({ kind }) => kind)).toEqual(['schema'])
  expect(columns.text).toContain('**amount**: amount, 237 different values')
  const twice = await ask(contentLiaison, tools, { text: 'are there duplicates?', files: [receivables] })
  expect(twice.text).toContain('I found 1 thing to look at')
  expect(linkedRows(twice)).toEqual([42, 147, 166])
})

test('without a file it says so and offers the three nearest things that it can do', async () => {
  for (const text of ['what is the weather', 'are there duplicates?']) {
    const { text: answer, events } = await ask(contentLiaison, tools, { text })
    expect(answer.match(/^- /gm), text).toHaveLength(3)
    expect(events.every(({ type }) => type === 'agent.token')).toBe(true)
  }
})

test('what a file says is shown and never acts: no link, picture or heading of its own gets into the answer', async () => {
  const evil = '[click](https://evil.example)![x](https://evil.example/p.png)<img src=x>`'
  const lines = Array.from({ length: 30 }, (_, at) => `${at},${evil}${at % 3}`)
  lines[3] = `3, ${evil}0`
  const file = madeFile('# evil](https://evil.example).csv', `id,"${evil}\n# Heading"\n${lines.join('\n')}\n`)
  const { text } = await ask(contentLiaison, tools, { text: 'read', files: [file] })
  expect(text).toContain('evil')
  expect(text).not.toMatch(/^# /m)
  const unescaped = text.replace(/\\./g, '')
  expect(unescaped.replaceAll(/\[row \d+\]\(#row:\d+\)/g, '')).not.toMatch(/\]\(|!\[|<img|`/)
})

test('the same invocation says the same, event by event [L8]', async () => {
  const asking = { text: 'Please read these', files: [receivables, procedure] }
  const first = await ask(contentLiaison, tools, asking)
  const fresh = openToolWorkers()
  try {
    expect(await ask(contentLiaison, fresh, asking)).toEqual(first)
  } finally {
    await fresh.close()
  }
})

test('a cancel while a tool runs ends the agent at once, as cancelled [L4]', async () => {
  const abort = new AbortController()
  const run = ask(contentLiaison, tools, {
    text: 'read',
    files: [receivables],
    signal: abort.signal,
    onEvent: (event) => {
      if (event.type === 'agent.tool' && event.payload.tool === 'content.quality') abort.abort()
    },
  })
  await expect(run).rejects.toMatchObject({ refusal: 'CANCELLED' })
  expect((await ask(contentLiaison, tools, { text: 'read', files: [receivables] })).text).toContain('240 rows')
})
