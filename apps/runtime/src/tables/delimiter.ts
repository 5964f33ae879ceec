// Finds the character between the cells of a text, by which one cuts its lines most evenly.
import Papa from 'papaparse'
import { dateParts } from './date-text.ts'
import { type Decision, decide } from './decision.ts'
import { numberParts } from './number-text.ts'

/** Two or more spaces, as in columns that are aligned with spaces. */
export const SPACES = '  '
const CANDIDATES = [',', ';', '\t', '|', '^', '\u001f', '~', SPACES]
const HEAD_CHARS = 64 * 1024
const MAX_LINES = 200

interface Candidate {
  delimiter: string
  width: number
  score: number
}

/** What Excel writes above a table to say its delimiter. */
const SEP_LINE = /^"?sep=(.)"?[ \t]*(?:\n|$)/i

export interface FoundDelimiter extends Decision<string> {
  /** Whether the first line only states the delimiter. */
  stated: boolean
}

export function findDelimiter(text: string, tabs: boolean): FoundDelimiter {
  const stated = SEP_LINE.exec(text.slice(0, 20))
  if (stated) return { ...decide(stated[1] ?? ',', 'certain', 'the first line states it'), stated: true }
  const head = wholeLines(text.slice(0, HEAD_CHARS), text.length > HEAD_CHARS)
  const scored = CANDIDATES.map((delimiter) => scoreOf(head, delimiter)).toSorted((a, b) => b.score - a.score)
  const best = scored[0]
  if (!best || best.width < 2) {
    return { ...decide(tabs ? '\t' : ',', 'likely', 'no character cuts the lines into equal parts'), stated: false }
  }
  const close = scored.filter((other) => other !== best && other.width > 1 && other.score > best.score * 0.85)
  const evidence = `it cuts nearly every line into ${best.width} cells`
  return {
    ...decide(
      best.delimiter,
      close.length > 0 ? 'likely' : 'certain',
      evidence,
      close.map(({ delimiter }) => delimiter),
    ),
    stated: false,
  }
}

const wholeLines = (head: string, cut: boolean): string => {
  const last = head.lastIndexOf('\n')
  return cut && last > 0 ? head.slice(0, last) : head
}

export const splitSpaces = (line: string): string[] => line.trim().split(/ {2,}|\t+/)

function scoreOf(head: string, delimiter: string): Candidate {
  const rows = cut(head, delimiter).filter((cells) => cells.some((cell) => cell.trim() !== ''))
  const widths = new Map<number, number>()
  for (const { length } of rows) widths.set(length, (widths.get(length) ?? 0) + 1)
  let [width, weight] = [1, 0]
  for (const [length, count] of widths) {
    if (length > 1 && count * Math.min(length, 12) > weight) [width, weight] = [length, count * Math.min(length, 12)]
  }
  if (width < 2) return { delimiter, width: 1, score: 0 }
  const even = (widths.get(width) ?? 0) / rows.length
  const cells = rows
    .filter(({ length }) => length === width)
    .slice(0, 50)
    .flat()
  const typed = cells.filter(isValueOrWord).length / Math.max(1, cells.length)
  // Spaces stand in every text; they are a delimiter only where nothing else is.
  const rare = delimiter === SPACES ? 0.5 : 1
  return { delimiter, width, score: even * even * (1 + Math.log2(width) / 6) * (0.4 + typed) * rare }
}

/** A cell that is one value, or a few words, and not a piece of something that was cut apart. */
const isValueOrWord = (cell: string): boolean => {
  const text = cell.trim()
  if (text === '' || numberParts(text) || dateParts(text)) return true
  return /^["']?[\p{L}][^,;\t|^]{0,60}$/u.test(text)
}

function cut(head: string, delimiter: string): string[][] {
  if (delimiter === SPACES) return head.split('\n').slice(0, MAX_LINES).map(splitSpaces)
  return Papa.parse<string[]>(head, { delimiter, newline: '\n', preview: MAX_LINES }).data
}
