// Recognises what one line of a document is: a heading, a list item or prose. Word and PDF files often have headings
// without a style, so that layout decides: short, capitalised, without an end mark, and prose below it. Pure.

export const ITEM_MARK = /^(?:[-*+•–]|\(?(?:\d{1,3}|[a-z])[.)])\s+/
/** What introduces a list, and a question that the next paragraph answers. */
export const LEAD_LEVEL = 7

const MARKDOWN = /^(#{1,6}) +(\S.*)$/
const BOLD = /^(?:\*\*|__)([^*_]{2,120})(?:\*\*|__):?$/
const NUMBER =
  /^(?:(?:section|article|chapter|clause|part|kapitel|abschnitt|artikel|teil|§) ?)?(\d{1,3}(?:\.\d{1,3}){0,4})[.)]? +/i
const QUESTION = /^(?:(?:q|question|f|frage)\s?\d{0,3}[:.)] *)?(\p{L}[^?]{4,160}\?)$/iu
const CAPITALISED = /^[\p{Lu}§\d"“„]/u
const FIELD = /^[\p{L} -]{2,30}: /u
const HEADING_CHARS = 70
const HEADING_WORDS = 9

export const isBlank = (line: string): boolean => line === ''
export const isItem = (line: string): boolean => ITEM_MARK.test(line)
export const isField = (line: string): boolean => FIELD.test(line)
export const withoutMarks = (text: string): string => text.replace(/\*\*|__|`/g, '').replace(/^> */, '')

/** The number that a heading begins with, such as `3.2`; `null` for none. */
export const headingNumber = (title: string): string | null => NUMBER.exec(title)?.[1] ?? null

export function headingOf(
  lines: readonly string[],
  at: number,
  markdown: boolean,
): { title: string; level: number } | null {
  const line = lines[at] ?? ''
  if (line === '' || line.length > 200) return null
  const marked = MARKDOWN.exec(line)
  if (marked) return markdown ? { title: withoutMarks(marked[2] ?? ''), level: marked[1]?.length ?? 1 } : null
  const bold = BOLD.exec(line)?.[1]
  const next = following(lines, at)
  const question = QUESTION.exec(bold ?? line)?.[1]
  if (question !== undefined && next !== '' && !next.endsWith('?')) return { title: question, level: LEAD_LEVEL }
  if (bold !== undefined) return { title: bold, level: 6 }
  if (line.endsWith(':') && isItem(next)) return { title: withoutMarks(line).slice(0, -1), level: LEAD_LEVEL }
  return looksLikeHeading(lines, at, next) ? { title: line, level: 1 + levelOf(line) } : null
}

function looksLikeHeading(lines: readonly string[], at: number, next: string): boolean {
  const line = lines[at] ?? ''
  const before = lines[at - 1] ?? ''
  if (line.length > HEADING_CHARS || line.split(' ').length > HEADING_WORDS || line.includes(' | ')) return false
  if (!CAPITALISED.test(line) || /[.!?;,:]$/.test(line) || FIELD.test(line) || next === '') return false
  const numbered = NUMBER.test(line)
  if (isItem(line) && !numbered) return false
  // Items of a list stand together; a numbered heading has prose below it.
  if (numbered && NUMBER.test(next) && levelOf(next) === levelOf(line)) return false
  // It begins a block, and what follows is prose: rows of a table and addresses are short too.
  const begins = before === '' || /[.!?:]$/.test(before) || headingNumber(line) !== null
  return begins && (numbered || next.length > 40 || /[.!?:;]$/.test(next) || isItem(next))
}

const levelOf = (line: string): number => headingNumber(line)?.split('.').length ?? 1

function following(lines: readonly string[], at: number): string {
  for (let next = at + 1; next < Math.min(lines.length, at + 4); next++) {
    if (lines[next] !== '') return lines[next] ?? ''
  }
  return ''
}
