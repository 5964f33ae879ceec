// Collects a process's output up to a bound: both streams, lines of stdout, and the announced port. A line that is not
// a JSON object is kept as text.

/** A line of output; `fields` when it is a JSON object, as log lines are. */
export interface LogLine {
  text: string
  fields: Record<string, unknown> | null
}

export class ProcessOutput {
  stdout = ''
  stderr = ''
  /** The latest lines of stdout. */
  readonly lines: LogLine[] = []
  /** Of the first line `{"msg":"listening","port":12345}`; kept for ever. */
  port: number | null = null
  readonly #keptChars: number
  #lineChars = 0
  #unfinished = ''

  constructor(keptChars: number) {
    this.#keptChars = keptChars
  }

  hearStderr(text: string): void {
    this.stderr = this.#end(this.stderr + text)
  }

  hearStdout(text: string): void {
    this.stdout = this.#end(this.stdout + text)
    const lines = (this.#unfinished + text).split('\n')
    this.#unfinished = this.#end(lines.pop() ?? '')
    for (const line of lines) this.#hearLine({ text: line, fields: fieldsOf(line) })
  }

  #hearLine(line: LogLine): void {
    this.port ??= portOf(line)
    this.lines.push(line)
    this.#lineChars += line.text.length
    while (this.#lineChars > this.#keptChars) this.#lineChars -= this.lines.shift()?.text.length ?? 0
  }

  #end(text: string): string {
    return text.slice(-this.#keptChars)
  }
}

function fieldsOf(line: string): LogLine['fields'] {
  if (!line.startsWith('{')) return null
  try {
    const parsed: unknown = JSON.parse(line)
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : null
  } catch {
    return null
  }
}

const portOf = ({ fields }: LogLine): number | null =>
  fields?.msg === 'listening' && typeof fields.port === 'number' ? fields.port : null
