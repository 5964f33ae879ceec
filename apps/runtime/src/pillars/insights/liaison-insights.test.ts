import { LIMITS } from '@biplane/contracts/vocabulary/limits'
import { jsonBytes } from '@biplane/process/json-bytes'
import { afterAll, expect, test } from 'vitest'
import {
  artifactsOf,
  ask,
  handoffOf,
  linkedRows,
  openAgentWorkers,
  shownRows,
} from '../../agents/agent-probe.test-support.ts'
import { gridOf, workbookOf } from '../../tools/formats/office-files.test-support.ts'
import { madeFile, sampleText } from '../../tools/made-file.test-support.ts'
import { insightsLiaison } from './liaison-insights.ts'

const tools = openAgentWorkers()
afterAll(() => tools.close())

const receivables = madeFile('receivables.csv', sampleText('receivables.csv'), 'text/csv')
const procedure = madeFile('refund-sop.md', sampleText('refund-sop.md'), 'text/markdown')
const LATE = 'Who is more than 90 days late?'

test('“Who is more than 90 days late?” gets the list, the customers, the ageing, the total, the share and the day', async () => {
  const said = await ask(insightsLiaison, tools, { text: LATE, files: [receivables, procedure] })
  expect(artifactsOf(said).map(({ kind, key }) => `${kind} ${key.split(':')[0]}`)).toEqual([
    'table late',
    'table debtors',
    'chart ageing',
    'table_answer answer',
  ])
  expect(said.text).toContain(
    'On 2026-10-30, **22 receivables of 10 customers are more than 90 days late: EUR 140,072.40**. That is 34.9 % of the EUR 401,260.27',
  )
  expect(said.text).toContain('| Over 90 days | 22 | 140,072.40 | 34.9 % |')
  expect(said.text).toContain('Today is taken as 2026-10-30, the newest day in “paid\\_date”.')
  expect(said.text).toContain('1 open amount is negative, such as a credit note, and lowers the total.')
  expect(said.text).toContain('| No due date | 3 | 28,637.47 |')
})

test('every artifact can show its calculation: tool, file, rows, steps', async () => {
  const said = await ask(insightsLiaison, tools, { text: LATE, files: [receivables] })
  for (const { provenance, title } of artifactsOf(said)) {
    expect(provenance, title).toMatchObject({
      tool: 'insights.ask@1',
      file: { file_uuid: receivables.file_uuid, name: 'receivables.csv', sha256: receivables.sha256 },
      rows_considered: 240,
    })
    expect(provenance?.steps.length, title).toBeGreaterThan(1)
  }
})

test('the chart is Vega-Lite with its data inside and no address to fetch', async () => {
  const said = await ask(insightsLiaison, tools, { text: LATE, files: [receivables] })
  const [chart] = artifactsOf(said).flatMap((artifact) => (artifact.kind === 'chart' ? [artifact.data] : []))
  expect(chart?.spec).toMatchObject({
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    data: { values: expect.any(Array) },
  })
  expect(JSON.stringify({ ...chart?.spec, $schema: '' })).not.toMatch(/https?:|"url"|"expr"|"signal"/)
  expect(chart?.table.rows.map(({ cells }) => cells[2])).toEqual([
    114338.14, 58810.15, 15969.62, 43432.49, 140072.4, 28637.47,
  ])
})

test.each([LATE, 'highest amount', 'list unpaid invoices', 'any outliers?'])(
  'every row that the answer to “%s” links to stands in one of its tables',
  async (text) => {
    const said = await ask(insightsLiaison, tools, { text, files: [receivables] })
    expect(linkedRows(said).length).toBeGreaterThan(0)
    for (const row of linkedRows(said)) expect(shownRows(said), `row ${row}`).toContain(row)
  },
)

test.each([
  ['how many invoices are unpaid?', '**55**'],
  ['total amount by region', '- **Central**: EUR 1,681,944.26'],
  ['top 5 customers by amount', '- **Lindenhof Klinik GmbH**: EUR 1,247,712.96'],
  ['average amount', 'Average amount: **EUR 12,053.48**'],
  ['how many customers are there', '**24**'],
  ['largest invoice', '**EUR 1,175,124.00**: invoice\\_id **INV-2025-1069** ([row 29](#row:29))'],
  ['amount over time', '- **2026-03**: EUR 137,914.50'],
  ['show the ageing', '**EUR 401,260.27** are open in 55 receivables'],
  ['who is late in the North region as of 2026-06-30', 'On 2026-06-30'],
  ['give me an overview', '34.9 %'],
])('“%s” is answered from the file', async (text, expected) => {
  const said = await ask(insightsLiaison, tools, { text, files: [receivables] })
  expect(said.text).toContain(expected)
  expect(handoffOf(said)).toBeNull()
})

test('a day alone asks the question before once more, for that day', async () => {
  const history = [
    { role: 'user' as const, content: LATE },
    { role: 'assistant' as const, content: 'On 2026-10-30 …' },
  ]
  const said = await ask(insightsLiaison, tools, { text: 'as of 2026-06-30', files: [receivables], history })
  const whole = await ask(insightsLiaison, tools, { text: `${LATE} as of 2026-06-30`, files: [receivables] })
  expect(said.text).toBe(whole.text)
  expect(said.text).toContain('On 2026-06-30')
})

test('asks back with the columns of the file when a word is not understood', async () => {
  for (const text of ['rhyme about revenue', 'sing me a song', 'total weight by region']) {
    const said = await ask(insightsLiaison, tools, { text, files: [receivables] })
    expect(said.text, text).toContain('I have not guessed')
    expect(said.text, text).toContain('“amount”')
    expect(said.text, text).not.toMatch(/MODEL_PROVIDER|days late/)
    const [answer] = artifactsOf(said)
    expect(answer, text).toMatchObject({ kind: 'table_answer', data: { state: 'ask' } })
  }
})

test('without a table it says what to attach, and why what is attached is none', async () => {
  expect((await ask(insightsLiaison, tools, { text: LATE })).text).toContain(
    'For that I need a table, and none is attached.',
  )
  const bad = madeFile('a.csv', '')
  expect((await ask(insightsLiaison, tools, { text: LATE, files: [procedure, bad] })).text).toContain(
    '“a.csv” is empty.',
  )
})

test('a table that cannot answer lets another one answer', async () => {
  const other = madeFile('people.csv', 'name,born\nAda,1815-12-10\nGrace,1906-12-09\n')
  const said = await ask(insightsLiaison, tools, { text: LATE, files: [receivables, other] })
  expect(said.text).toContain('22 receivables of 10 customers')
  const alone = await ask(insightsLiaison, tools, { text: LATE, files: [other] })
  expect(alone.text).toContain('I have not guessed')
})

test('the file that a question names is the one that is asked', async () => {
  const small = madeFile('small.csv', 'region,amount\nWest,1.00\nEast,2.00\n')
  const named = await ask(insightsLiaison, tools, { text: 'total amount in small.csv', files: [small, receivables] })
  expect(named.text).toContain('**3.00**')
})

test('a question for another pillar is handed over', async () => {
  const said = await ask(insightsLiaison, tools, { text: 'who approves refunds in this process?', files: [procedure] })
  expect(handoffOf(said)).toMatchObject({ to_agent: 'liaison.operations' })
})

test('the same invocation says the same, event by event [L8]', async () => {
  const asking = { text: LATE, files: [receivables, procedure] }
  const first = await ask(insightsLiaison, tools, asking)
  const fresh = openAgentWorkers()
  try {
    expect(await ask(insightsLiaison, fresh, asking)).toEqual(first)
  } finally {
    await fresh.close()
  }
})

test('artifacts of ten thousand late invoices fit, and say how many there are', async () => {
  const lines = Array.from(
    { length: 10_000 },
    (_, at) => `INV-${at},${'Customer with a rather long name '.repeat(4)}${at},2026-01-01,2026-02-01,,${at}.10,EUR`,
  )
  const file = madeFile(
    'many.csv',
    `invoice_id,customer,invoice_date,due_date,paid_date,amount,currency\n${lines.join('\n')}\nP,x,2026-01-01,2026-02-01,2026-10-01,1.00,EUR\n`,
  )
  const said = await ask(insightsLiaison, tools, { text: LATE, files: [file] })
  for (const artifact of artifactsOf(said))
    expect(jsonBytes(artifact), artifact.title).toBeLessThanOrEqual(LIMITS.artifactBytes)
  expect(artifactsOf(said)[0]).toMatchObject({ kind: 'table', data: { total_rows: 10_000 } })
  expect(said.text).toContain('of 10,000 customers')
})

test('a cancel while a tool runs ends the agent at once, as cancelled [L4]', async () => {
  const abort = new AbortController()
  const run = ask(insightsLiaison, tools, {
    text: LATE,
    files: [receivables],
    signal: abort.signal,
    onEvent: (event) => {
      if (event.type === 'agent.tool' && event.payload.tool === 'insights.ask') abort.abort()
    },
  })
  await expect(run).rejects.toMatchObject({ refusal: 'CANCELLED' })
})

test('of a workbook the fullest sheet is asked, unless another one is named; which it was is said', async () => {
  const book = workbookOf({
    Plan: gridOf([
      ['region', 'amount'],
      ['West', 5],
      ['East', 6],
    ]),
    Actual: gridOf([
      ['region', 'amount', 'note'],
      ['West', 7, 'a'],
      ['East', 8, 'b'],
      ['East', 9, 'c'],
    ]),
  })
  const file = madeFile('book.xlsx', book)
  const fullest = await ask(insightsLiaison, tools, { text: 'total amount', files: [file] })
  expect(fullest.text).toContain('**24.00**')
  expect(fullest.text).toContain('That is from the sheet “Actual”.')
  const named = await ask(insightsLiaison, tools, { text: 'total amount in the sheet Plan', files: [file] })
  expect(named.text).toContain('**11.00**')
})

test('calls a part of an .ods file a sheet', async () => {
  const book = workbookOf({ Plan: gridOf([['amount'], [5]]), Actual: gridOf([['amount'], [7], [8]]) }, 'ods')
  const said = await ask(insightsLiaison, tools, { text: 'total amount', files: [madeFile('book.ods', book)] })
  expect(said.text).toContain('That is from the sheet “Actual”.')
})

test('a question that goes on is answered the same when it is executed again [L8]', async () => {
  const history = [
    { role: 'user' as const, content: 'Who is more than 90 days late?' },
    { role: 'assistant' as const, content: 'Some.' },
  ]
  const asking = { text: 'by region', files: [receivables], history }
  expect(await ask(insightsLiaison, tools, asking)).toEqual(await ask(insightsLiaison, tools, asking))
})

test('runs a changed plan as it is', async () => {
  const asked = await ask(insightsLiaison, tools, { text: 'total amount by region', files: [receivables] })
  const plan = artifactsOf(asked).flatMap((artifact) =>
    artifact.kind === 'table_answer' ? [artifact.data.plan] : [],
  )[0]
  if (!plan) throw new Error('the answer has no plan')
  const changed = { ...plan, by: [{ column: 'status' }] }
  const said = await ask(insightsLiaison, tools, { text: 'by status', files: [receivables], plan: changed })
  expect(said.text).toContain('Total amount by status')
  const gone = await ask(insightsLiaison, tools, { text: 'by status', files: [], plan: changed })
  expect(gone.text).toContain('no longer attached')
})

test('answers from the table in a document', async () => {
  const page = madeFile(
    'fees.html',
    '<!doctype html><html><body><h1>Fees</h1><table><tr><th>region</th><th>amount</th></tr><tr><td>North</td><td>10.50</td></tr><tr><td>South</td><td>4.25</td></tr><tr><td>West</td><td>1.00</td></tr></table></body></html>',
    'text/html',
  )
  const said = await ask(insightsLiaison, tools, { text: 'total amount', files: [page] })
  expect(said.text).toContain('15.75')
})
