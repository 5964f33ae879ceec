// Owns the day on which a question is answered: the person's, else the file's own. Never the machine's clock.
import { formatDay, readDay } from './calendar.ts'
import { type Column, nameWords } from './columns.ts'
import { cellAt, type Sheet } from './sheet.ts'

export interface AsOf {
  day: number
  from: 'question' | 'column' | 'newest'
  /** Where the file says it; `null` when the person said it. */
  column: string | null
  row: number | null
}

/** `said` is `YYYY-MM-DD`. `null` when neither the person nor the file says any day. */
export function chooseAsOf(sheet: Sheet, said: string | undefined): AsOf | null {
  if (said !== undefined) {
    const read = readDay(said, 'ymd')
    if (read?.kind === 'day') return { day: read.day, from: 'question', column: null, row: null }
  }
  const stated = sheet.roles.as_of
  if (stated) {
    const newest = newestIn(sheet, [stated])
    if (newest) return { ...newest, from: 'column' }
  }
  const others = sheet.columns.filter((column) => column.type === 'date' && !speaksOfDue(sheet, column))
  const newest = newestIn(sheet, others)
  return newest && { ...newest, from: 'newest' }
}

/** Due dates lie in the future by nature and say nothing about the age of the file. */
const speaksOfDue = (sheet: Sheet, column: Column): boolean =>
  column === sheet.roles.due_date ||
  /(?:^|_)(?:due|maturity|expires?|expiry|promised|expected)(?:_|$)/.test(nameWords(column.name))

function newestIn(sheet: Sheet, columns: Column[]): { day: number; column: string; row: number } | null {
  let newest: { day: number; column: string; row: number } | null = null
  for (const column of columns) {
    for (let row = 1; row <= sheet.table.rows.length; row++) {
      if (sheet.table.ragged.has(row)) continue
      const read = readDay(cellAt(sheet, row, column), column.order)
      if (read?.kind === 'day' && (!newest || read.day > newest.day))
        newest = { day: read.day, column: column.name, row }
    }
  }
  return newest
}

export function asOfInWords({ day, from, column, row }: AsOf): string {
  if (from === 'question') return `${formatDay(day)}, as asked`
  return from === 'column'
    ? `${formatDay(day)}, the newest day in “${column}” (row ${row})`
    : `${formatDay(day)}, the newest day in the file that is no due date (“${column}”, row ${row})`
}
