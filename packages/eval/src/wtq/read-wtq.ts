// Reads the data set in its official layout: `data/random-split-1-dev.tsv`, tables as `csv/…`, and where it is there
// `tagged/data/random-split-1-dev.tagged` with the canonical values.
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { type Denotation, denotation } from './denotation.ts'

const DEV = 'random-split-1-dev'
/** The official file has 2 831 questions. */
const MAX_QUESTIONS = 100_000

export interface WtqQuestion {
  id: string
  text: string
  /** Below the data set's folder. */
  table: string
  truth: Denotation[]
}

/** `\n` is a line break, `\p` a pipe, `\\` a backslash. */
function unescaped(text: string): string {
  return text.replace(/\\(.)/g, (whole, letter: string) =>
    letter === 'n' ? '\n' : letter === 'p' ? '|' : letter === '\\' ? '\\' : whole,
  )
}

const listOf = (field: string): string[] => field.split('|').map(unescaped)

function linesOf(file: string): Record<string, string>[] {
  const [head = '', ...lines] = readFileSync(file, 'utf8').split('\n')
  const names = head.replace(/\r$/, '').split('\t')
  return lines
    .filter((line) => line.trim() !== '')
    .slice(0, MAX_QUESTIONS)
    .map((line) => {
      const fields = line.replace(/\r$/, '').split('\t')
      return Object.fromEntries(names.map((name, at) => [name, fields[at] ?? '']))
    })
}

export function readWtq(folder: string): WtqQuestion[] {
  const tagged = path.join(folder, 'tagged/data', `${DEV}.tagged`)
  const canonical = new Map(
    existsSync(tagged) ? linesOf(tagged).map(({ id = '', targetCanon = '' }) => [id, listOf(targetCanon)]) : [],
  )
  return linesOf(path.join(folder, 'data', `${DEV}.tsv`)).map(
    ({ id = '', utterance = '', context = '', targetValue = '' }) => {
      if (!/^csv\/\d{1,4}-csv\/\d{1,5}\.csv$/.test(context))
        throw new Error(`${id}: not a table of the data set: ${context}`)
      const canon = canonical.get(id)
      return {
        id,
        text: utterance,
        table: context,
        truth: listOf(targetValue).map((text, at) => denotation(text, canon?.[at] ?? text)),
      }
    },
  )
}

/** Cells of a table; quotes are escaped with a backslash there. */
export function readWtqTable(text: string): string[][] {
  const rows: string[][] = [[]]
  let cell = ''
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] ?? ''
    if (letter === '\\' && at + 1 < text.length) cell += text[++at] ?? ''
    else if (letter === '"') quoted = !quoted
    else if (!quoted && letter === ',') {
      rows.at(-1)?.push(cell)
      cell = ''
    } else if (!quoted && letter === '\n') {
      rows.at(-1)?.push(cell)
      cell = ''
      rows.push([])
    } else if (letter !== '\r') cell += letter
  }
  if (cell !== '' || (rows.at(-1)?.length ?? 0) > 0) rows.at(-1)?.push(cell)
  return rows.filter((cells) => cells.length > 0)
}
