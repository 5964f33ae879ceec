// Writes tables in the forms in which people keep them.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { utils, write } from '@e965/xlsx'

export type Cell = string | number | boolean | null
export type Lines = readonly (readonly Cell[])[]

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
const textOf = (cell: Cell): string => (cell === null ? '' : String(cell))

function quotedCell(cell: Cell, delimiter: string): string {
  const text = textOf(cell)
  return text.includes(delimiter) || text.includes('"') || text.includes('\n')
    ? `"${text.replaceAll('"', '""')}"`
    : text
}

export const delimitedText = (lines: Lines, delimiter = ','): string =>
  `${lines.map((line) => line.map((cell) => quotedCell(cell, delimiter)).join(delimiter)).join('\r\n')}\r\n`

export const csv = (lines: Lines, delimiter = ','): { bytes: Uint8Array; mime: string } => ({
  bytes: bytesOf(delimitedText(lines, delimiter)),
  mime: 'text/csv',
})

export const json = (value: unknown): { bytes: Uint8Array; mime: string } => ({
  bytes: bytesOf(JSON.stringify(value, null, 1)),
  mime: 'application/json',
})

export const ndjson = (values: readonly unknown[]): { bytes: Uint8Array; mime: string } => ({
  bytes: bytesOf(values.map((value) => `${JSON.stringify(value)}\n`).join('')),
  mime: 'application/x-ndjson',
})

export function workbook(sheets: readonly (readonly [string, Lines])[]): { bytes: Uint8Array; mime: string } {
  const book = utils.book_new()
  for (const [name, lines] of sheets)
    utils.book_append_sheet(book, utils.aoa_to_sheet(lines.map((line) => [...line])), name)
  const made: unknown = write(book, { type: 'buffer', bookType: 'xlsx' })
  if (!(made instanceof Uint8Array)) throw new Error('no workbook was written')
  return {
    bytes: new Uint8Array(made),
    mime: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  }
}

export const markdownTable = (title: string, [head = [], ...rows]: Lines): { bytes: Uint8Array; mime: string } => {
  const line = (cells: readonly Cell[]) => `| ${cells.map(textOf).join(' | ')} |`
  const table = [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
  return { bytes: bytesOf(`# ${title}\n\n${table}\n`), mime: 'text/markdown' }
}

export const htmlTable = (title: string, [head = [], ...rows]: Lines): { bytes: Uint8Array; mime: string } => {
  const line = (tag: string) => (cells: readonly Cell[]) =>
    `<tr>${cells.map((cell) => `<${tag}>${textOf(cell)}</${tag}>`).join('')}</tr>`
  const table = `<table><thead>${line('th')(head)}</thead><tbody>${rows.map(line('td')).join('\n')}</tbody></table>`
  return {
    bytes: bytesOf(
      `<!doctype html><html><head><title>${title}</title></head><body><h1>${title}</h1>${table}</body></html>`,
    ),
    mime: 'text/html',
  }
}

/** Columns take the types that DuckDB finds in the same rows as CSV. */
export async function parquet(lines: Lines): Promise<{ bytes: Uint8Array; mime: string }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'eval-parquet-'))
  try {
    const [from, to] = [path.join(folder, 'in.csv'), path.join(folder, 'out.parquet')]
    writeFileSync(from, delimitedText(lines))
    const instance = await DuckDBInstance.create(':memory:')
    const connection = await instance.connect()
    await connection.run(`COPY (SELECT * FROM read_csv('${from}')) TO '${to}' (FORMAT parquet)`)
    connection.closeSync()
    instance.closeSync()
    return { bytes: new Uint8Array(readFileSync(to)), mime: 'application/vnd.apache.parquet' }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
