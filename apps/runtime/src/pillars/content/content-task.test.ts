import { afterAll, expect, test } from 'vitest'
import { artifactsOf, ask, handoffOf, linkedRows, shownRows } from '../../agents/agent-probe.test-support.ts'
import { openToolWorkers } from '../../tool-worker/worker-scheduler.ts'
import { gridOf, pdfOf, wordOf, workbookOf } from '../../tools/formats/office-files.test-support.ts'
import { madeFile } from '../../tools/made-file.test-support.ts'
import { asQuestion, readContentTask } from './content-task.ts'
import { contentLiaison } from './liaison-content.ts'

const tools = openToolWorkers()
afterAll(() => tools.close())

test.each([
  ['Is there any personal data in it?', { kind: 'personal_data' }],
  ['find e-mail addresses', { kind: 'personal_data' }],
  ['redact it', { kind: 'redact', kinds: ['email', 'iban', 'card', 'phone'], names: true }],
  ['anonymise the phone numbers', { kind: 'redact', kinds: ['phone'], names: false }],
  ['remove the names and e-mails', { kind: 'redact', kinds: ['email'], names: true }],
  ['convert it to JSON', { kind: 'convert', to: 'json' }],
  ['export as ndjson please', { kind: 'convert', to: 'ndjson' }],
  ['metadata only', { kind: 'metadata' }],
  ['search for refunds', { kind: 'search', question: 'search for refunds' }],
  [
    'What does the policy say about gift cards?',
    { kind: 'search', question: 'What does the policy say about gift cards?' },
  ],
  ['read it', null],
  ['which columns does it have?', null],
  ['total amount by region', null],
])('“%s” is read as a task, or as none', (text, task) => {
  expect(readContentTask(text)).toEqual(task)
})

test('a question without a word of searching is one for a document', () => {
  expect(asQuestion('How long does a refund take?')).toMatchObject({ kind: 'search' })
  expect(asQuestion('Read this')).toBeNull()
})

const people = madeFile(
  'people.csv',
  'id,contact_name,mail\nC-1,Ada Byron,ada@example.com\nC-2,Jan Dyk,jan@example.com\nC-3,Eve Lund,\n',
)
const policy = madeFile(
  'policy.docx',
  wordOf(['# Approval', 'Larger refunds need the team lead.', 'Gift cards are never refunded.']),
)

test('a question about the files as such is no question to a text: all of them are read', async () => {
  const said = await ask(contentLiaison, tools, {
    text: 'What is in them, and is the data sound?',
    files: [people, policy],
  })
  expect(artifactsOf(said).map(({ kind }) => kind)).toContain('schema')
  expect(artifactsOf(said).map(({ kind }) => kind)).not.toContain('question_answer')
})

test('personal data is told with rows that can be jumped to, and never repeated in the answer', async () => {
  const said = await ask(contentLiaison, tools, { text: 'is there personal data?', files: [people] })
  expect(artifactsOf(said).map(({ kind }) => kind)).toEqual(['quality_report', 'table'])
  expect(said.text).toContain('2 e-mail addresses in “mail”')
  expect(said.text).toContain('“contact\\_name” looks like names of people')
  expect(linkedRows(said)).toEqual([1, 2])
  expect(shownRows(said)).toContain(2)
  expect(said.text).not.toContain('ada@')
})

test('a redacted copy and a converted one are artifacts with the whole file in them', async () => {
  const redacted = await ask(contentLiaison, tools, { text: 'redact it', files: [people] })
  expect(artifactsOf(redacted)).toMatchObject([
    {
      kind: 'bundle',
      data: { documents: [{ name: 'people.redacted.csv', text: expect.stringContaining('C-1,[name 1],[e-mail 1]') }] },
    },
  ])
  const json = await ask(contentLiaison, tools, { text: 'convert it to json', files: [people] })
  expect(json.text).toBe('**people.csv** is now **people.json**.')
})

test('a document is asked in words and answers with quotes; every file goes its way', async () => {
  const said = await ask(contentLiaison, tools, { text: 'What does it say about gift cards?', files: [policy, people] })
  expect(said.text).toContain('**Gift cards are never refunded.**')
  expect(said.text).toContain('(policy.docx, line 5, “Approval”)')
  expect(artifactsOf(said)).toMatchObject([
    { kind: 'question_answer', data: { answer: 'Gift cards are never refunded.' } },
  ])
  const states = said.events.flatMap((event) =>
    event.type === 'agent.progress' && event.payload.file
      ? [`${event.payload.file.name} ${event.payload.file.status}`]
      : [],
  )
  expect(states).toEqual([
    'policy.docx selected',
    'people.csv selected',
    'policy.docx processing',
    'policy.docx complete',
    'people.csv processing',
    'people.csv complete',
  ])
})

test('names the nearest headings and questions that work where no passage answers', async () => {
  const said = await ask(contentLiaison, tools, { text: 'search for penguins', files: [policy] })
  expect(said.text).toContain('No passage of **policy.docx** answers that')
  expect(said.text).toContain('Not found anywhere: “penguins”')
  expect(said.text).toContain('The nearest headings: “Approval”')
  expect(said.text).not.toContain('MODEL_PROVIDER')
})

test('metadata only shows no value of the file', async () => {
  const said = await ask(contentLiaison, tools, { text: 'metadata only', files: [people] })
  expect(artifactsOf(said).map(({ kind }) => kind)).toEqual(['schema'])
  expect(JSON.stringify(said.events)).not.toMatch(/ada@|Byron/)
  expect(said.text).toContain('3 rows, 3 columns')
})

test('a workbook, a Word document and a PDF are read like any other file, a hostile one is refused beside them [L11]', async () => {
  const book = madeFile(
    'sales.xlsx',
    workbookOf({
      S: gridOf([
        ['order', 'amount'],
        ['a', 1],
        ['b', 2],
      ]),
    }),
  )
  const terms = madeFile('terms.pdf', pdfOf([['Thirty days net.']]))
  const bad = madeFile('bad.pdf', '%PDF-1.7 nothing')
  const said = await ask(contentLiaison, tools, { text: 'read', files: [book, policy, terms, bad] })
  expect(said.text).toContain('**sales.xlsx** is an Excel workbook with 2 rows and 2 columns')
  expect(said.text).toContain('**policy.docx** is a Word document with 1 heading')
  expect(said.text).toContain('**terms.pdf** is a PDF document')
  expect(said.text).toContain('damaged')
  expect(handoffOf(said)).toBeNull()
})
