// Owns how a text is cut into chunks that can be found and quoted: paragraphs below their heading, rows of a table. Pure.

export interface Chunk {
  text: string
  /** 1-based, both included. */
  line: number
  end: number
  /** The heading above it; empty for none. */
  heading: string
}

/** About what a person reads at a glance; longer paragraphs are cut between lines. */
const CHUNK_CHARS = 700
/** More would be searched in longer than anybody waits for. */
export const MOST_CHUNKS = 40_000
const LINE_CHARS = 4_000

const HEADING = /^#{1,6} +(\S.*)$/
/** “2. Check the payment” in a plain text, in capitals or numbered and short. */
const PLAIN_HEADING = /^(?:\d+(?:\.\d+)*\.? +)?\p{Lu}[^.!?]{2,60}$/u

export function chunksOf(text: string, markdown: boolean): Chunk[] {
  const chunks: Chunk[] = []
  let heading = ''
  let open: Chunk | null = null
  const close = () => {
    if (open && chunks.length < MOST_CHUNKS) chunks.push(open)
    open = null
  }
  for (const [at, raw] of text.split('\n').entries()) {
    const line = raw.slice(0, LINE_CHARS).trim()
    const title = markdown ? HEADING.exec(line)?.[1] : undefined
    if (title !== undefined) {
      close()
      heading = title
      continue
    }
    if (line === '') {
      close()
      continue
    }
    if (open && open.text.length + line.length > CHUNK_CHARS) close()
    if (open) {
      open.text += `\n${line}`
      open.end = at + 1
    } else {
      open = { text: line, line: at + 1, end: at + 1, heading }
    }
  }
  close()
  return chunks.map((chunk) =>
    chunk.heading === '' && PLAIN_HEADING.test(chunk.text) ? { ...chunk, heading: chunk.text } : chunk,
  )
}

/** Each row as one line of `column: cell`. `line` is the row. */
export function rowChunks(columns: readonly string[], rows: readonly (readonly string[])[]): Chunk[] {
  return rows.slice(0, MOST_CHUNKS).map((cells, at) => ({
    text: columns
      .flatMap((column, index) => ((cells[index] ?? '').trim() === '' ? [] : [`${column}: ${cells[index]}`]))
      .join('; ')
      .slice(0, LINE_CHARS),
    line: at + 1,
    end: at + 1,
    heading: '',
  }))
}
