import { expect, test } from 'vitest'
import { toolFile } from '../../tools/made-file.test-support.ts'
import { CLUB_DOCUMENTS } from './club-documents.test-support.ts'
import { type Case, DOCUMENTS } from './evaluation.test-support.ts'
import { OFFICE_DOCUMENTS } from './office-documents.test-support.ts'
import { searchTool } from './search.ts'

type Score = 'right' | 'refused' | 'wrong'

async function scoreOf(
  { question, accepted }: Case,
  name: string,
  content: string | Uint8Array,
): Promise<{ score: Score; said: string }> {
  const { answer, quotes } = await searchTool.run({ question, most: 3 }, toolFile(name, content))
  const said = answer ?? ''
  if (answer === null) return { score: accepted === null ? 'right' : 'refused', said }
  // The answer, or the passage that is quoted first, holds what was asked for.
  const shown = `${said}\n${quotes[0]?.text ?? ''}`
  return { score: accepted?.every((part) => shown.replaceAll('\n', ' ').includes(part)) ? 'right' : 'wrong', said }
}

test('questions about documents: at least 80 % right, at most 2 % wrong', async () => {
  const results: { name: string; question: string; score: Score; said: string }[] = []
  const documents = [
    ...DOCUMENTS.map(({ text, ...rest }) => ({ ...rest, content: text })),
    ...OFFICE_DOCUMENTS,
    ...CLUB_DOCUMENTS,
  ]
  for (const { name, content, cases } of documents) {
    for (const one of cases) results.push({ name, question: one.question, ...(await scoreOf(one, name, content)) })
  }
  const of = (score: Score) => results.filter((result) => result.score === score)
  const missed = results.filter(({ score }) => score !== 'right')
  const report = missed.map(({ name, question, score, said }) => `${score}: ${name}: ${question} → ${said}`).join('\n')
  expect(results.length).toBeGreaterThanOrEqual(200)
  expect(of('right').length / results.length, report).toBeGreaterThanOrEqual(0.8)
  expect(of('wrong').length / results.length, report).toBeLessThanOrEqual(0.02)
})
