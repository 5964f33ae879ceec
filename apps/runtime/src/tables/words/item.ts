// One item of a question: a phrase with everything that it can mean.
import type { ColumnReading } from '@biplane/contracts/wire/file-reading'
import type { CellValue } from './lexicon.ts'
import type { Role } from './role.ts'

export type NamedBy = 'name' | 'part' | 'meaning' | 'spelling'

export interface Item {
  text: string
  words: readonly string[]
  /** Columns that the words can mean, best first; empty for none. */
  columns: readonly ColumnReading[]
  named: NamedBy
  /** Cells that are called so. */
  values: readonly CellValue[]
  role: Role | null
  number: number | null
  /** ISO day. */
  date: string | null
  /** What the rows are called. */
  noun: boolean
  /** The word begins with `un`, `non`, `not`. */
  negated: boolean
  used: boolean
}
