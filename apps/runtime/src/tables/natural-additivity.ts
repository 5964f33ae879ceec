// What adds up only in the light of the whole table: a stock over items, and not over days; goals, and not marks.
import type { ColumnReading, FileReading } from '@biplane/contracts/wire/file-reading'
import { isDate, isNumeric } from './plan-scope.ts'

const STOCK = /\b(?:stock|inventory|on hand|bestand|lagerbestand|headcount)\b/
const MARKS = /\b(?:grades?|scores?|marks?|exams?|tests?|noten?|zeugnis)\b/
/** Whole numbers beside marks that count something. */
const COUNTED = /\b(?:days?|absent|absences?|lessons?|credits?|tage|stunden|count|number|total|sum)\b/
const MAX_MARK = 120

const words = (text: string): string => text.toLowerCase().replaceAll('_', ' ')

export function withNaturalAdditivity(reading: FileReading): FileReading {
  const dated = reading.columns.some(isDate)
  const marked = MARKS.test(`${words(reading.row_noun.one)} ${words(reading.row_noun.many)}`)
  const columns = reading.columns.map((column): ColumnReading => {
    if (!isNumeric(column) || column.additivity.confidence === 'corrected') return column
    if (!dated && column.additivity.value === 'non_additive' && STOCK.test(words(column.name)))
      return decided(column, 'additive', 'what lies in stock adds up over the items of a table without dates')
    const mark = column.kind.value !== 'money' && Number(column.min) >= 0 && Number(column.max) <= MAX_MARK
    if (marked && mark && column.additivity.value === 'additive' && !COUNTED.test(words(column.name)))
      return decided(column, 'non_additive', 'the table holds marks, which do not add up')
    return column
  })
  return { ...reading, columns }
}

const decided = (
  column: ColumnReading,
  value: ColumnReading['additivity']['value'],
  evidence: string,
): ColumnReading => ({ ...column, additivity: { ...column.additivity, value, evidence } })
