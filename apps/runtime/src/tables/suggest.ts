// Questions that are worth asking of a table, made of its own columns. Each is read and run before it is shown.
import type { FileReading } from '@biplane/contracts/wire/file-reading'
import type { TableAnswerData } from '@biplane/contracts/wire/table-answer'
import { type AskedTable, runPlan, understand } from './answer-question.ts'
import { newestDay } from './look-up.ts'
import { isDate, isText, isYesNo } from './plan-scope.ts'
import type { TableSession } from './table-session.ts'
import { mainMeasure } from './words/choose-columns.ts'
import { lexiconOf, measureLike } from './words/lexicon.ts'
import { meansSum } from './words/read-measure.ts'

const MAX_SHOWN = 4

export function suggestedQuestions(reading: FileReading): string[] {
  const lexicon = lexiconOf(reading)
  const main = mainMeasure(lexicon)?.column ?? reading.columns.find(measureLike)
  const groups = reading.columns.filter(
    (column) =>
      isText(column) &&
      column.distinct > 1 &&
      column.distinct <= Math.max(2, reading.rows / 2) &&
      column.distinct <= 60,
  )
  const date = reading.columns.find(isDate)
  const yesNo = reading.columns.find(isYesNo)
  const [group, second] = groups
  const quoted = (name: string) => name
  const how = meansSum(main ?? null, lexicon) ? 'Total' : 'Average'
  return [
    ...(main && group ? [`${how} ${quoted(main.name)} by ${quoted(group.name)}`] : []),
    ...(!main && group ? [`Number of rows by ${quoted(group.name)}`] : []),
    ...(yesNo ? [`What percentage is ${quoted(yesNo.name)}?`] : []),
    ...(main && date ? [`${how} ${quoted(main.name)} by month`] : date ? ['Number of rows by month'] : []),
    ...(main && second ? [`Top 5 ${quoted(second.name)} by ${quoted(main.name)}`] : []),
    ...(second ? [`Number of rows by ${quoted(second.name)}`] : []),
    ...(main ? [`Highest ${quoted(main.name)}`] : []),
    'How many rows are there?',
  ]
}

/** Only those that are understood whole and give a line. */
export async function workingSuggestions(
  asked: AskedTable,
  reading: FileReading,
  session: TableSession,
): Promise<TableAnswerData['suggestions']> {
  const working: TableAnswerData['suggestions'] = []
  const asOf = newestDay(reading)?.day ?? '1970-01-01'
  const table = { ...asked.table, reading }
  for (const text of suggestedQuestions(reading)) {
    if (working.length >= MAX_SHOWN) break
    const { plan, unused, problems } = await understand(text, { table, ref: asked.ref, asOf }, session)
    if (unused.length > 0 || problems.length > 0) continue
    const { rows } = await runPlan(plan, table, session)
    if (rows.length > 0) working.push({ text: text.slice(0, 200), plan })
  }
  return working
}
