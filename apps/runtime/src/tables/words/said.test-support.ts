// Asks the tables of a test a question, as a person reads the answer.
import { toolFile } from '../../tools/made-file.test-support.ts'
import { answerQuestion, type TableOutcome } from '../answer-question.ts'
import { headline } from '../answer-text.ts'
import type { TestTables } from '../tables.test-support.ts'

/** `content` is a CSV that is called `<name>.csv`. */
export async function openNamed({ session }: TestTables, name: string, content: string) {
  const file = toolFile(`${name}.csv`, content, 'text/csv')
  return { table: await session.open(file), ref: { file_uuid: file.file_uuid } }
}

export const saidIn = (outcome: TableOutcome): string =>
  outcome.kind === 'answered' ? headline(outcome) : outcome.kind === 'ask' ? `asks: ${outcome.why}` : 'analysis'

export async function saidOf(
  tables: TestTables,
  [name, content]: readonly [string, string],
  text: string,
  earlier: string[] = [],
): Promise<string> {
  return saidIn(await answerQuestion({ text, earlier }, await openNamed(tables, name, content), tables.session))
}
