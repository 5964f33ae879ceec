// Writes the text of a PDF page, with its tables as Markdown tables. A PDF knows no tables: they are recognised by where
// the words stand, and what may be prose in columns or a list of fields is left as text. Pure.

export interface PlacedText {
  text: string
  /** Whether the page goes on in another line. */
  endsLine: boolean
  /** From the left edge and from the bottom, in points. */
  x: number
  y: number
  width: number
  /** Size of the letters; 0 for rotated text, which is in no table. */
  size: number
}

interface Cell {
  from: number
  to: number
  text: string
  pieces: PlacedText[]
}

interface Line {
  y: number
  size: number
  cells: Cell[]
}

interface Region {
  rows: string[][]
  pieces: PlacedText[]
}

export function pageText(pieces: readonly PlacedText[]): string {
  const regions = regionsOf(linesOf(pieces))
  const of = new Map(regions.flatMap((region) => region.pieces.map((piece) => [piece, region] as const)))
  const written = new Set<Region>()
  const out: string[] = []
  for (const piece of pieces) {
    const region = of.get(piece)
    if (!region) out.push(piece.endsLine ? `${piece.text}\n` : piece.text)
    else if (!written.has(region)) {
      written.add(region)
      out.push(`\n\n${region.rows.map((cells) => `| ${cells.map(escaped).join(' | ')} |`).join('\n')}\n\n`)
    }
  }
  return out
    .join('')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

const escaped = (cell: string): string => cell.replaceAll('|', '\\|')

/** A space between words is about a quarter of the size of the letters; between cells it is wider than a letter. */
const CELL_GAP = 1.1
const SAME_LINE = 0.35

function linesOf(pieces: readonly PlacedText[]): Line[] {
  const placed = pieces.filter(({ text, size }) => text.trim() !== '' && size > 0)
  const lines: { y: number; size: number; pieces: PlacedText[] }[] = []
  for (const piece of placed.toSorted((a, b) => b.y - a.y || a.x - b.x)) {
    const line = lines.at(-1)
    if (line && Math.abs(line.y - piece.y) <= piece.size * SAME_LINE) line.pieces.push(piece)
    else lines.push({ y: piece.y, size: piece.size, pieces: [piece] })
  }
  return lines.map((line) => ({ y: line.y, size: line.size, cells: cellsOf(line.pieces) }))
}

function cellsOf(pieces: readonly PlacedText[]): Cell[] {
  const cells: Cell[] = []
  for (const piece of pieces.toSorted((a, b) => a.x - b.x)) {
    const last = cells.at(-1)
    const to = piece.x + piece.width
    if (last && piece.x - last.to < piece.size * CELL_GAP) {
      const space = piece.x - last.to > piece.size * 0.12 && !last.text.endsWith(' ') ? ' ' : ''
      last.text += space + piece.text
      last.to = Math.max(last.to, to)
      last.pieces.push(piece)
    } else cells.push({ from: piece.x, to, text: piece.text, pieces: [piece] })
  }
  return cells.map((cell) => ({ ...cell, text: cell.text.replace(/\s+/g, ' ').trim() }))
}

const FEWEST_ROWS = 3
/** Lines of one table stand no further apart than this many letters' sizes. */
const LINE_GAP = 3.2

function regionsOf(lines: readonly Line[]): Region[] {
  const regions: Region[] = []
  let open: Line[] = []
  const close = () => {
    const region = regionOf(open)
    if (region) regions.push(region)
    open = []
  }
  for (const line of lines) {
    const last = open.at(-1)
    const near = last !== undefined && last.y - line.y <= Math.max(last.size, line.size) * LINE_GAP
    // One cell alone goes on with a table only where it lies in a column that is not the first: a cell of two lines.
    const goesOn = line.cells.length > 1 || (near && isContinued(open, line))
    if (!goesOn || (last && !near)) close()
    if (goesOn) open.push(line)
  }
  close()
  return regions
}

function isContinued(open: readonly Line[], { cells }: Line): boolean {
  const first = open[0]?.cells
  const cell = cells[0]
  if (!first || !cell || first.length < 2) return false
  return first.some((head, at) => at > 0 && overlap(head, cell) > 0 && cell.from > (first[0]?.to ?? 0))
}

const overlap = (a: Pick<Cell, 'from' | 'to'>, b: Pick<Cell, 'from' | 'to'>): number =>
  Math.min(a.to, b.to) - Math.max(a.from, b.from)

/** `null` where the columns are not clear. */
function regionOf(lines: readonly Line[]): Region | null {
  const columns = columnsOf(lines)
  if (lines.length < FEWEST_ROWS || columns.length < 2) return null
  const rows: string[][] = []
  for (const { cells } of lines) {
    const row = columns.map(() => '')
    for (const cell of cells) {
      const at = columns.findIndex((column) => overlap(column, cell) > 0)
      if (at < 0 || row[at] !== '') return null
      row[at] = cell.text
    }
    const above = rows.at(-1)
    const filled = row.filter((cell) => cell !== '').length
    // What leaves the first column empty, and most others, goes on with the row above.
    if (above && row[0] === '' && filled * 2 <= columns.length) {
      for (const [at, text] of row.entries()) if (text !== '') above[at] = `${above[at] ?? ''} ${text}`.trim()
    } else rows.push(row)
  }
  if (rows.length < FEWEST_ROWS || !readsLikeTable(rows)) return null
  return { rows, pieces: lines.flatMap(({ cells }) => cells.flatMap(({ pieces }) => pieces)) }
}

/** Where the cells of all lines lie, joined where they overlap. */
function columnsOf(lines: readonly Line[]): { from: number; to: number }[] {
  const spans = lines.flatMap(({ cells }) => cells.map(({ from, to }) => ({ from, to })))
  const columns: { from: number; to: number }[] = []
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    const last = columns.at(-1)
    if (last && span.from < last.to) last.to = Math.max(last.to, span.to)
    else columns.push({ ...span })
  }
  return columns
}

const UNIT_LETTERS = 4

/** A number, a day or an amount with its unit; a dash stands for none. */
const isValue = (cell: string): boolean =>
  /^[–—-]$/.test(cell) || (/\d/.test(cell) && cell.replace(/\P{L}/gu, '').length <= UNIT_LETTERS)

const CELL_CHARS = 32

/** Prose in two columns has long cells; a list of fields has words on its right side. */
function readsLikeTable(rows: readonly string[][]): boolean {
  const width = rows[0]?.length ?? 0
  const body = rows.slice(1)
  const full = rows.filter((row) => row.filter((cell) => cell !== '').length >= Math.max(2, width - 1)).length
  if (full < rows.length * 0.75) return false
  const filled = rows.flat().filter((cell) => cell !== '')
  if (filled.reduce((sum, cell) => sum + cell.length, 0) / filled.length > CELL_CHARS) return false
  const valued = Array.from({ length: width }, (_, at) => {
    const cells = body.map((row) => row[at] ?? '').filter((cell) => cell !== '')
    return cells.length > 0 && cells.filter((cell) => isValue(cell)).length >= cells.length * 0.6
  })
  const header = rows[0] ?? []
  const named = header.filter((cell) => /\p{L}/u.test(cell)).length >= width - 1
  return named && (width > 2 ? valued.some(Boolean) || filled.every((cell) => cell.length <= 40) : valued[1] === true)
}
