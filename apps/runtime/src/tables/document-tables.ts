// Finds the tables in a document's text, where they stand between upright lines as Markdown writes them.

export interface DocumentTable {
  /** The heading above it, or its number. */
  title: string
  records: string[][]
  /** 1-based lines of the text. */
  lines: number[]
}

/** `|---|:--:|`: the line below the names. */
const isRule = (line: string): boolean => line.includes('-') && /^[\s|:-]+$/.test(line)
const MAX_TABLES = 100

export function tablesOf(text: string): DocumentTable[] {
  const tables: DocumentTable[] = []
  let heading = ''
  let open: DocumentTable | null = null
  text.split('\n').forEach((line, at) => {
    const cells = cellsOf(line)
    if (cells === null) {
      open = null
      const title = /^#{1,6}[ \t]/.test(line) ? line.slice(0, 1_000).replace(/^#+/, '') : undefined
      if (title !== undefined) heading = title.trim().slice(0, 150)
      return
    }
    if (!open) {
      if (tables.length >= MAX_TABLES) return
      open = { title: titleOf(heading, tables), records: [], lines: [] }
      tables.push(open)
    }
    if (isRule(line)) return
    open.records.push(cells)
    open.lines.push(at + 1)
  })
  return tables.filter(({ records }) => records.length > 0 && records.some((cells) => cells.length > 1))
}

const titleOf = (heading: string, tables: readonly DocumentTable[]): string => {
  const title = heading === '' ? `Table ${tables.length + 1}` : heading
  return tables.some((other) => other.title === title) ? `${title} (${tables.length + 1})` : title
}

/** `null` for a line that is no part of a table. */
function cellsOf(line: string): string[] | null {
  const text = line.trim()
  if (!text.startsWith('|') || text.length < 3) return null
  const cells: string[] = []
  let cell = ''
  for (let at = 1; at < text.length; at++) {
    const char = text.charAt(at)
    if (char === '\\' && text.charAt(at + 1) === '|') {
      cell += '|'
      at++
    } else if (char === '|') {
      cells.push(plain(cell))
      cell = ''
    } else cell += char
  }
  if (cell.trim() !== '') cells.push(plain(cell))
  return cells
}

/** Without the marks of Markdown around a whole cell. */
const plain = (cell: string): string => {
  const text = cell.trim()
  return /^(\*\*|__)[^*_]+\1$/.test(text) ? text.slice(2, -2) : text
}
