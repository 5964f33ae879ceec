// Questions that are worth asking of a table, made of its own columns. Each is read and run before it is shown.
import type { FileReading } from '@biplane/contracts/wire/file-reading'
import type { TableAnswerData } from '@biplane/contracts/wire/table-answer'
import { type AskedTable, runPlan, understand } from './answer-question.ts'
import type { LanguageCode } from './language/answer-language.ts'
import { languageNamed } from './language/language-of.ts'
import { newestDay } from './look-up.ts'
import { isDate, isText, isYesNo } from './plan-scope.ts'
import type { TableSession } from './table-session.ts'
import { mainMeasure } from './words/choose-columns.ts'
import { lexiconOf, measureLike } from './words/lexicon.ts'
import { meansSum } from './words/read-measure.ts'

const MAX_SHOWN = 4

function suggestedQuestions(reading: FileReading, language: LanguageCode): string[] {
  const { suggested } = languageNamed(language)
  const lexicon = lexiconOf(reading)
  const main = mainMeasure(lexicon)?.column ?? reading.columns.find(measureLike)
  const [group, second] = reading.columns.filter(
    (column) =>
      isText(column) &&
      column.distinct > 1 &&
      column.distinct <= Math.max(2, reading.rows / 2) &&
      column.distinct <= 60,
  )
  const date = reading.columns.find(isDate)
  const yesNo = reading.columns.find(isYesNo)
  const how = meansSum(main ?? null, lexicon) ? 'sum' : 'average'
  return [
    ...(main && group ? [suggested.perGroup(how, main.name, group.name)] : []),
    ...(!main && group ? [suggested.rowsPerGroup(group.name)] : []),
    ...(yesNo ? [suggested.share(yesNo.name)] : []),
    ...(main && date ? [suggested.perMonth(how, main.name)] : date ? [suggested.rowsPerMonth] : []),
    ...(main && second ? [suggested.top(second.name, main.name)] : []),
    ...(second ? [suggested.rowsPerGroup(second.name)] : []),
    ...(main ? [suggested.highest(main.name)] : []),
    suggested.howManyRows,
  ]
}

/** Only those that are understood whole and give a line. */
export async function workingSuggestions(
  asked: AskedTable,
  reading: FileReading,
  session: TableSession,
  language: LanguageCode,
): Promise<TableAnswerData['suggestions']> {
  const working: TableAnswerData['suggestions'] = []
  const asOf = newestDay(reading)?.day ?? '1970-01-01'
  const table = { ...asked.table, reading }
  for (const text of suggestedQuestions(reading, language)) {
    if (working.length >= MAX_SHOWN) break
    const { plan, unused, problems } = await understand(text, { table, ref: asked.ref, asOf }, session)
    if (unused.length > 0 || problems.length > 0) continue
    const { rows } = await runPlan(plan, table, session)
    if (rows.length > 0) working.push({ text: text.slice(0, 200), plan })
  }
  return working
}
