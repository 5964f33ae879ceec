// The sentences of the reference documents about files, and others of their kind, put to the agents.

import { withoutFileNames } from '@biplane/contracts/vocabulary/file-names'
import { asksForFileSummary, asksHowToUpload } from '@biplane/contracts/vocabulary/file-requests'
import { afterAll, describe, expect, test } from 'vitest'
import { businessOutcomesLiaison } from '../pillars/business-outcomes/liaison-business-outcomes.ts'
import { contentLiaison } from '../pillars/content/liaison-content.ts'
import { insightsLiaison } from '../pillars/insights/liaison-insights.ts'
import { operationsLiaison } from '../pillars/operations/liaison-operations.ts'
import { openToolWorkers } from '../tool-worker/worker-scheduler.ts'
import { madeFile, sampleText } from '../tools/made-file.test-support.ts'
import { artifactsOf, ask, handoffOf } from './agent-probe.test-support.ts'
import { makeGuide } from './guide.ts'

const tools = openToolWorkers()
afterAll(() => tools.close())

const receivables = madeFile('receivables.csv', sampleText('receivables.csv'), 'text/csv')
const procedure = madeFile('refund-sop.md', sampleText('refund-sop.md'), 'text/markdown')
const travel = madeFile(
  'travel-policy.md',
  '# Travel\n\n## Booking\n\n1. Ask your manager.\n2. Book.\n',
  'text/markdown',
)
const earlier = <F extends object>(file: F) => ({ ...file, earlier: true as const })
const guide = makeGuide(null)
const others = [insightsLiaison, operationsLiaison, businessOutcomesLiaison]
const liaisons = [contentLiaison, ...others]

describe('[U6] how to upload', () => {
  test.each([
    'How do I upload a file?',
    'how can I attach a PDF',
    'How to upload files?',
    'Where do I upload my documents?',
    'Can I upload a spreadsheet here?',
    'I want to upload a file',
    'upload a file',
    'Which file formats can I upload?',
    'How do I send you a document?',
    'How do I add a file?',
    'how do I get my csv in here',
    'Is it possible to send you a contract?',
    'How big can a file be?',
    'what is the biggest file you take?',
    "What's the maximum file size?",
    'is there a limit on uploads?',
    'Can I upload a 150 MB file?',
    'how large may my spreadsheet be',
    'Wie groß darf eine Datei sein?',
    'Was ist die maximale Dateigröße?',
    'do you read PDFs?',
    'Can you open Excel and Word files?',
    'What kind of files do you accept?',
    'Welche Dateiformate kannst du lesen?',
    'Wie lade ich eine Datei hoch?',
  ])('%j is explained by every guide and assistant', async (text) => {
    expect(asksHowToUpload(text)).toBe(true)
    for (const agent of [guide, makeGuide('content'), ...liaisons]) {
      for (const files of [[], [receivables, procedure], [earlier(procedure)]]) {
        const said = await ask(agent, tools, { text, files })
        expect(said.text).toMatch(/^You can upload files by /)
        expect(artifactsOf(said)).toEqual([])
        expect(handoffOf(said)).toBeNull()
      }
    }
  })

  test.each([
    'How many files did I upload?',
    'Summarize the uploaded file',
    'How do I upload a file to SharePoint?',
    'Which invoices are overdue?',
    'How do we add an approval step to the procedure?',
    'What does the uploaded document say about refunds?',
    'I uploaded a file, which columns does it have?',
    'How large can the amounts in the table be?',
    'Which of my files is the largest?',
    'What is the biggest order in the table?',
    'Can you read this PDF?',
    'What files do we need for the audit?',
    'Is there a limit on refunds in the document?',
    'Do you take the maximum of the amounts in the file?',
    'How do I get the data into a chart?',
    'Is it possible to add the invoices of May?',
  ])('%j asks for something else', (text) => {
    expect(asksHowToUpload(text)).toBe(false)
  })
})

describe('[U6] a file in short', () => {
  test.each([
    'Summarize this file',
    'Summarize the file',
    'summarise it',
    'Give me a summary of the document',
    'Summarize refund-sop.md',
    'What are the key points of the document?',
    'TLDR of the attached document please',
    'What is this document about?',
    'Sum up the document',
    'tl;dr of the file please',
    'Brief me on this file',
    'Explain this file to me',
    'Condense the document into bullet points',
    'What does the document say in short?',
    'Fasse diese Datei zusammen',
    'Zusammenfassung des Dokuments bitte',
  ])('%j summarises the document, attached now or one turn before', async (text) => {
    for (const file of [procedure, earlier(procedure)]) {
      const said = await ask(contentLiaison, tools, { text, files: [file] })
      expect(said.text).toContain('Summary of **refund-sop.md**')
      expect(said.text).toContain('18 numbered steps')
      expect(said.text).toContain('gets the money back within 10 working days')
      expect(artifactsOf(said).map(({ kind }) => kind)).toEqual(['outline'])
    }
  })

  test('a table is summarised by its profile', async () => {
    const said = await ask(contentLiaison, tools, { text: 'Summarize this file', files: [earlier(receivables)] })
    expect(said.text).toContain('**receivables.csv** is a CSV table with 240 rows')
  })

  test('a plain text is summarised in sentences of its own', async () => {
    const words =
      'The harbour opens at six. The harbour master keeps the harbour book. Ships pay at the harbour gate. It rained.'
    const said = await ask(contentLiaison, tools, { text: 'Summarize this file', files: [madeFile('note.txt', words)] })
    expect(said.text).toContain('The harbour master keeps the harbour book.')
  })

  test('the newest earlier file is meant, and all of them where the words say so', async () => {
    const files = [earlier(travel), earlier(procedure)]
    const one = await ask(contentLiaison, tools, { text: 'Summarize this file', files })
    expect(one.text).toContain('travel-policy.md')
    expect(one.text).not.toContain('refund-sop.md')
    const all = await ask(contentLiaison, tools, { text: 'Summarize all files', files })
    expect(all.text).toContain('refund-sop.md')
    const named = await ask(contentLiaison, tools, { text: 'Summarize refund-sop.md', files })
    expect(named.text).not.toContain('travel-policy.md')
  })

  test.each([
    'Summarize this file',
    'Summarize refund-sop.md',
    'Summarize Refund SOP 2026.docx',
    'summary of the document',
  ])('%j is handed to the content assistant by the guides', async (text) => {
    for (const agent of [guide, makeGuide('content')]) {
      expect(handoffOf(await ask(agent, tools, { text }))).toMatchObject({ to_agent: 'liaison.content' })
    }
  })

  test.each([
    'Summarize this file',
    'Give me a summary of the document',
    'Summarize refund-sop.md',
    'Sum up the document',
    'Fasse diese Datei zusammen',
  ])('%j is handed to content by the other assistants', async (text) => {
    for (const agent of others) {
      for (const files of [[receivables, procedure], [earlier(procedure), earlier(receivables)], []]) {
        const said = await ask(agent, tools, { text, files })
        expect(handoffOf(said), agent.id).toMatchObject({ to_agent: 'liaison.content' })
        expect(artifactsOf(said)).toEqual([])
      }
    }
  })

  test.each(['Summarize the revenue in this file', 'Sum up the amounts in the file', 'Summarize this table'])(
    '%j stays with the insights assistant',
    async (text) => {
      expect(handoffOf(await ask(insightsLiaison, tools, { text, files: [receivables] }))).toBeNull()
    },
  )

  test.each(['Summarize our conversation', 'Summarize overdue amounts by region', 'give me a summary'])(
    '%j is not about a file',
    (text) => {
      expect(asksForFileSummary(text)).toBeNull()
    },
  )

  test('without a file it is said how one gets here', async () => {
    const { text } = await ask(contentLiaison, tools, { text: 'Summarize this file' })
    expect(text).toContain('For that I need a file, and none is attached. You can upload files by')
  })

  test('a question about its headings is answered one turn later', async () => {
    const said = await ask(contentLiaison, tools, { text: 'What headings does it have?', files: [earlier(procedure)] })
    expect(said.text).toContain('11 headings')
  })

  test('what is not about an earlier file reads none', async () => {
    const said = await ask(contentLiaison, tools, { text: 'tell me a joke', files: [earlier(procedure)] })
    expect(said.text).toContain('I did not understand that. The files that I can read here: **refund-sop.md**.')
    expect(artifactsOf(said)).toEqual([])
  })
})

describe('[U6] what something is turned into is what is made', () => {
  test.each([
    ['Turn our refund SOP into a workflow', 'workflow'],
    ['Turn refund-sop.md into a workflow', 'workflow'],
    ['Convert this SOP to a workflow diagram', 'workflow'],
    ['Make a flowchart from our refund SOP', 'workflow'],
    ['Visualise the refund SOP', 'workflow'],
    ['Turn the missing-items SOP into a BPMN diagram', 'workflow'],
    ['Draw the workflow', 'workflow'],
    ['I need the refund SOP as a workflow', 'workflow'],
    ['SOP to workflow', 'workflow'],
    ['Mach aus der SOP einen Workflow', 'workflow'],
    ['Schreib den Workflow als SOP', 'sop'],
    ['Turn the workflow into an SOP', 'sop'],
    ['Write this diagram as a procedure', 'sop'],
  ])('%j makes a %s', async (text, kind) => {
    for (const files of [[procedure], [earlier(travel), earlier(procedure)].slice(text.includes('refund') ? 0 : 1)]) {
      const said = await ask(operationsLiaison, tools, { text, files })
      expect(artifactsOf(said)[0]).toMatchObject({ kind })
      expect(artifactsOf(said)[0]?.title.toLowerCase()).toContain('refund')
    }
  })

  test.each([
    'Turn our refund SOP into a workflow',
    'Turn refund-sop.md into a workflow',
    'Convert refund-sop.md to a workflow',
    'Make a workflow of our refund procedure',
    'Can you draw our refund process?',
  ])('%j goes to operations from the guide, content and insights', async (text) => {
    expect(handoffOf(await ask(guide, tools, { text }))).toMatchObject({ to_agent: 'liaison.operations' })
    for (const agent of [contentLiaison, insightsLiaison]) {
      expect(
        handoffOf(await ask(agent, tools, { text, files: [earlier(procedure), earlier(receivables)] })),
      ).toMatchObject({
        to_agent: 'liaison.operations',
      })
    }
  })

  test('a workflow out of the attached file goes to operations from the guide', async () => {
    const said = await ask(guide, tools, { text: 'Build a workflow out of refund-sop.md', files: [procedure] })
    expect(handoffOf(said)).toMatchObject({ to_agent: 'liaison.operations' })
  })
})

test.each<[string, string[], string]>([
  ['Summarize refund-sop.md', [], 'Summarize file'],
  ['open “Overdue trend 2026.xlsx” please', [], 'open file please'],
  ['Summarize overdue trend.csv.', ['Overdue Trend.csv'], 'Summarize file.'],
  ['what is in q3_overdue?', ['q3_overdue.csv'], 'what is in file?'],
  ['convert it to .csv', [], 'convert it to .csv'],
  ['a.b.c', [], 'a.b.c'],
  ['İ refund.md', ['x.md'], 'İ file'],
])('[U6] the words of a name are taken out: %j with %j', (text, names, rest) => {
  expect(withoutFileNames(text, names)).toBe(rest)
})

test('[U6] names are found in linear time', () => {
  for (const text of ['"'.repeat(200_000), '.md'.repeat(70_000), ' a.md'.repeat(40_000), '“a '.repeat(60_000)]) {
    const before = process.cpuUsage()
    withoutFileNames(text, ['a.md', 'aaaa-b.md'])
    asksHowToUpload(text.slice(0, 2_000))
    // The processor's milliseconds: what others do on a busy machine does not count.
    const { user, system } = process.cpuUsage(before)
    expect((user + system) / 1000).toBeLessThan(1_500)
  }
})
