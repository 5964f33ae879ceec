// Asks the tables of a test a question, as a person reads the answer.
import { createHash } from 'node:crypto'
import { openContent } from '../../tools/file-content.ts'
import { answerQuestion } from '../answer-question.ts'
import { headline } from '../answer-text.ts'
import type { TestTables } from '../tables.test-support.ts'

/** `content` is a CSV that is called `<name>.csv`. */
export async function saidOf(
  { session }: TestTables,
  [name, content]: readonly [string, string],
  text: string,
): Promise<string> {
  const bytes = new TextEncoder().encode(content)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const file = {
    file_uuid: name,
    name: `${name}.csv`,
    mime: 'text/csv',
    size: bytes.length,
    sha256,
    content: openContent(bytes),
  }
  const outcome = await answerQuestion({ text }, { table: await session.open(file), ref: { file_uuid: name } }, session)
  return outcome.kind === 'answered' ? headline(outcome) : outcome.kind === 'ask' ? `asks: ${outcome.why}` : 'analysis'
}
