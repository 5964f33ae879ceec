// Interface of the tables of one question, as tools use them.
import type { FileReading, ReadingCorrection } from '@biplane/contracts/wire/file-reading'
import type { ToolFile } from '../tools/tool-file.ts'
import type { QueryLimits, QueryResult, SqlValue } from './duck.ts'

export interface OpenTable {
  reading: FileReading
  /** A quoted identifier, named like the file; good within its session. */
  sqlName: string
}

/** The tables of one question. Their columns are named as in `reading`, and `__row` counts the data rows from 1. */
export interface TableSession {
  /**
   * Reads a file, or takes what was read before from the same bytes with the same correction.
   * @throws UNSUPPORTED_FILE, TOO_LARGE
   */
  open(file: ToolFile, correction?: ReadingCorrection): Promise<OpenTable>
  /** A view of this session alone, named like `wanted`. `select` is text of the product with quoted names. */
  view(wanted: string, select: string): Promise<string>
  /** @throws CANCELLED, TOO_LARGE */
  query(sql: string, values: readonly SqlValue[], limits: QueryLimits): Promise<QueryResult>
  /** Ends what is running; it is refused as CANCELLED. */
  interrupt(): void
  close(): void
}
