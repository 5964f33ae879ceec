// Names of tables and columns as SQL shows them: like those of the file, unique, and fit to be read.
import { shownCell, shownName } from '../tools/shown-text.ts'

/** `receivables` for `receivables.csv`; a second one is `receivables_2`. */
export function tableNameOf(fileName: string, taken: Set<string>): string {
  const shown = shownName(fileName)
  const dot = shown.lastIndexOf('.')
  return uniqueName((dot > 0 ? shown.slice(0, dot) : shown).trim() || 'table', taken)
}

/** Column of the data row's number; no column of a file may have its name. */
export const ROW_COLUMN = '__row'

/** Names that are empty or taken get a number, so that every column can be pointed at. SQL takes upper case for lower case. */
export function columnNames(sources: readonly string[]): string[] {
  const taken = new Set([ROW_COLUMN, 'rowid'])
  return sources.map((source, at) =>
    uniqueName(shownCell(source).replace(/\s+/g, ' ').trim() || `column_${at + 1}`, taken),
  )
}

function uniqueName(wanted: string, taken: Set<string>): string {
  let given = wanted
  for (let n = 2; taken.has(given.toLowerCase()); n++) given = `${wanted}_${n}`
  taken.add(given.toLowerCase())
  return given
}
