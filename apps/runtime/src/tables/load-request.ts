// What is needed to read a file into a table of the engine.
import type { ReadingCorrection } from '@biplane/contracts/wire/file-reading'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { ToolFile } from '../tools/tool-file.ts'

export interface LoadRequest {
  connection: DuckDBConnection
  /** What the table is to be called in the engine. */
  physical: string
  file: ToolFile
  correction: ReadingCorrection
  /** Where files may lie while they are read. */
  folder: string
  /** Files beyond this size are read by SQL, with decisions from a sample. */
  largeBytes: number
}
