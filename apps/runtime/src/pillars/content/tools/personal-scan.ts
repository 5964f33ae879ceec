// Scans a file for personal data: each cell of a table, each line of a document. Shows nothing.
import { nameWords } from '../../../tools/columns.ts'
import { detect, openSheet } from '../../../tools/detect.ts'
import type { Sheet } from '../../../tools/sheet.ts'
import type { ToolFile } from '../../../tools/tool-file.ts'
import { findPersonalData, looksLikeNames, masked, PERSONAL_KINDS, type PersonalKind } from './personal-data.ts'

export interface PersonalFind {
  kind: PersonalKind
  /** The column; `null` in a document. */
  column: string | null
  /** 1-based rows, or lines of a document, each once. */
  places: number[]
  /** Matches, which may be several in one cell. */
  count: number
  /** How many different ones. */
  different: number
  /** The first ones, unusable. */
  examples: string[]
}

export interface PersonalScan {
  finds: PersonalFind[]
  /** Columns that look like names of people. */
  nameColumns: string[]
  /** Rows or lines that were looked at. */
  looked: number
  table: boolean
}

const EXAMPLES = 3
/** A line longer than that is no line that a person wrote; its beginning is looked at. */
export const SCANNED_CHARS = 20_000

export async function scanPersonalData(file: ToolFile): Promise<PersonalScan> {
  const { tabular, text } = await detect(file)
  return tabular ? scanTable(await openSheet(file)) : scanLines(text)
}

class Finds {
  readonly #byKey = new Map<string, PersonalFind & { known: Set<string> }>()

  look(text: string, column: string | null, place: number): void {
    for (const { kind, start, end, identity } of findPersonalData(text.slice(0, SCANNED_CHARS))) {
      const key = `${kind} ${column ?? ''}`
      const known = this.#byKey.get(key)
      const find = known ?? { kind, column, places: [], count: 0, different: 0, examples: [], known: new Set<string>() }
      find.count++
      if (find.places.at(-1) !== place) find.places.push(place)
      find.known.add(identity)
      if (find.examples.length < EXAMPLES) find.examples.push(masked(text.slice(start, end), kind))
      if (!known) this.#byKey.set(key, find)
    }
  }

  list(): PersonalFind[] {
    return [...this.#byKey.values()]
      .map(({ known, ...find }) => ({ ...find, different: known.size }))
      .sort((a, b) => PERSONAL_KINDS.indexOf(a.kind) - PERSONAL_KINDS.indexOf(b.kind))
  }
}

function scanTable(sheet: Sheet): PersonalScan {
  const finds = new Finds()
  for (const column of sheet.columns) {
    // Days and truth values are no numbers of anybody.
    if (column.type === 'date' || column.type === 'boolean') continue
    sheet.table.rows.forEach((cells, at) => {
      finds.look(cells[column.index] ?? '', column.name, at + 1)
    })
  }
  const nameColumns = sheet.columns
    .filter((column) => column.type === 'text' && column !== sheet.roles.id)
    .filter((column) => looksLikeNames(nameWords(column.name), namesIn(sheet, column.index)))
    .map(({ name }) => name)
  return { finds: finds.list(), nameColumns, looked: sheet.table.rows.length, table: true }
}

const NAMES = 500

function namesIn(sheet: Sheet, index: number): string[] {
  const names = new Set<string>()
  for (const cells of sheet.table.rows) {
    const cell = (cells[index] ?? '').trim()
    if (cell !== '') names.add(cell)
    if (names.size >= NAMES) break
  }
  return [...names]
}

function scanLines(text: string): PersonalScan {
  const finds = new Finds()
  const lines = text.split('\n')
  lines.forEach((line, at) => {
    finds.look(line, null, at + 1)
  })
  return { finds: finds.list(), nameColumns: [], looked: lines.length, table: false }
}
