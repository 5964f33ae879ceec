import { expect, test } from 'vitest'
import { readIntent, scorePillars } from './intent.ts'
import { asksOfDocuments, asksOfTables } from './table-requests.ts'

test.each([
  'Which crossing carries the most people?',
  'Wer hat am meisten gespendet?',
  'Wofür wurde am wenigsten gegeben?',
  'Which machine broke down longest?',
  'When did Ann arrive first?',
  'how often did the pump fail',
  'best harvest',
  'Wie oft war Meier krank?',
])('[U6] %j about an attached table goes to insights', (text) => {
  expect(asksOfTables(text, ['a.csv'])).toBe(true)
  const intent = readIntent(scorePillars(text, 1, ['a.csv']))
  expect(intent.kind === 'clear' && intent.best.pillar).toBe('insights')
})

test.each([
  ['Which crossing carries the most people?', ['a.pdf']],
  ['Which crossing carries the most people?', ['a.csv', 'b.docx']],
  ['Which crossing carries the most people?', []],
  ['What is in this file?', ['a.csv']],
  ['Which columns does it have?', ['a.csv']],
  ['Describe it', ['a.csv']],
  ['Summarize this file', ['a.csv']],
])('[U6] %j with %j asks nothing of a table', (text, names) => {
  expect(asksOfTables(text, names)).toBe(false)
})

test('[U6] a term of an investment decides in spite of a table', () => {
  const intent = readIntent(scorePillars('When is the payback and what is the NPV?', 1, ['flows.csv']))
  expect(intent.kind === 'clear' && intent.best.pillar).toBe('business_outcomes')
})

test.each([
  'what does a late payment cost?',
  'Who is liable for the amount?',
  'What is the highest penalty?',
  'how many days of notice must we give?',
  'How much is the rent by month?',
])('[U6] %j about an attached contract goes to content', (text) => {
  expect(asksOfDocuments(text, ['lease.pdf'])).toBe(true)
  const intent = readIntent(scorePillars(text, 1, ['lease.pdf']))
  expect(intent.kind === 'clear' && intent.best.pillar).toBe('content')
})

test.each([
  ['Chart the total of the table', ['report.docx'], 'insights'],
  ['what does a late payment cost?', ['invoices.csv'], 'insights'],
  ['Turn it into a workflow', ['sop.md'], 'operations'],
])('[U6] %j with %j goes to %s', (text, names, pillar) => {
  const intent = readIntent(scorePillars(text, 1, names))
  expect(intent.kind === 'clear' && intent.best.pillar).toBe(pillar)
})
