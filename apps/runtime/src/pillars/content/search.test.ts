import { artifactDraft } from '@biplane/contracts/wire/artifacts'
import { expect, test } from 'vitest'
import { pdfOf } from '../../tools/formats/office-files.test-support.ts'
import { sampleText, toolFile } from '../../tools/made-file.test-support.ts'
import { searchTool } from './search.ts'

const POLICY = `# Refund policy

Refunds below 50 euros are paid at once, without approval.

## Approval

Larger refunds need the approval of the team lead within two days.
The team lead answers in the ticket.

## Exceptions

Gift cards are never refunded.
`
const policy = toolFile('policy.md', POLICY)
const ask = (question: string, file = policy, others = [] as (typeof policy)[]) =>
  searchTool.run({ question, most: 3 }, file, others)

test('a question is answered by the sentence that says it, quoted with its line and heading', async () => {
  const { answer, quotes, artifact } = await ask('Who gives the approval for larger refunds?')
  expect(answer).toBe('Larger refunds need the approval of the team lead within two days.')
  expect(quotes[0]).toMatchObject({ name: 'policy.md', line: 7, end_line: 8, heading: 'Approval', page: null })
  expect(artifactDraft.parse(artifact).data).toMatchObject({ answer })
})

test('every quote stands in the file, word for word, on the line that it names', async () => {
  const lines = sampleText('refund-sop.md').split('\n')
  const { quotes } = await searchTool.run(
    { question: 'check the payment', most: 10 },
    toolFile('refund-sop.md', lines.join('\n')),
  )
  expect(quotes.length).toBeGreaterThan(2)
  for (const { text, line } of quotes) expect(lines[line - 1]).toContain(text.split('\n')[0])
})

test('what no passage says is not answered', async () => {
  expect(await ask('What is the budget for marketing in Portugal?')).toMatchObject({ answer: null, quotes: [] })
  expect((await ask('gift cards from Portugal')).missing).toEqual(['portugal'])
})

test('several files are searched at once, and a PDF gives its page', async () => {
  const terms = toolFile(
    'terms.pdf',
    pdfOf([['Terms of payment'], ['Late invoices cost two percent interest a month.']]),
  )
  const { quotes, answer } = await ask('interest on late invoices', policy, [terms])
  expect(answer).toBe('Late invoices cost two percent interest a month.')
  expect(quotes[0]).toMatchObject({ name: 'terms.pdf', page: 2 })
})

test('in a table rows are found', async () => {
  const { quotes } = await ask('Brandt', toolFile('a.csv', 'customer,city\nAda,Paris\nBrandt GmbH,Berlin\n'))
  expect(quotes).toMatchObject([{ row: true, line: 2, text: 'customer: Brandt GmbH; city: Berlin' }])
})
