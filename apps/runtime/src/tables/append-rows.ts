// Puts texts into a table of the engine, many at a time.
import type { DuckDBConnection } from '@duckdb/node-api'

const CHUNK_ROWS = 2_048

export async function appendRows(
  connection: DuckDBConnection,
  table: string,
  columns: number,
  rows: number,
  cell: (row: number, column: number) => string | null,
): Promise<void> {
  const { DuckDBDataChunk, VARCHAR } = await import('@duckdb/node-api')
  const types = Array.from({ length: columns }, () => VARCHAR)
  const appender = await connection.createAppender(table)
  try {
    for (let from = 0; from < rows; from += CHUNK_ROWS) {
      const length = Math.min(CHUNK_ROWS, rows - from)
      const chunk = DuckDBDataChunk.create(types, length)
      chunk.setColumns(types.map((_, column) => Array.from({ length }, (_, at) => cell(from + at, column))))
      appender.appendDataChunk(chunk)
    }
    appender.flushSync()
  } finally {
    appender.closeSync()
  }
}
