// Turns procedures whose steps stand as lines of text into numbered lists, line by line, so that every place stays where it
// is: “Step 1: …” with its text below, and “Help desk: checks the identity”. Pure.

const STEP = /^(?:step|schritt) (\d{1,3}) ?(?:[:.)–-]|$) ?(.{0,200})$/i
const LISTED = /^\s{0,3}(?:\d{1,3}[.)]|\|)/
const ROLE = /^(\p{Lu}[\p{L} /&-]{1,30}): (\p{Ll}{2,30}(?:s|t|en))\b/u
const NO_ROLE =
  /^(?:purpose|scope|note|goal|aim|frequency|tools?|inputs?|outputs?|trigger|result|time|exceptions?|owner|hint|example|important|warning|zweck|ziel|hinweis|geltungsbereich|auslöser|ergebnis)$/i
const FEWEST = 2

/** The text as it is where it has lists of its own, or fewer than two such lines. */
export function withListedLines(text: string): string {
  const lines = text.split('\n')
  if (lines.some((line) => LISTED.test(line))) return text
  if (lines.filter((line) => STEP.test(line.trim())).length >= FEWEST) return stepLines(lines).join('\n')
  return lines.filter(isRoleLine).length >= FEWEST ? roleLines(lines).join('\n') : text
}

const isRoleLine = (line: string): boolean => {
  const role = ROLE.exec(line)?.[1]
  return role !== undefined && !NO_ROLE.test(role) && role.split(' ').length <= 3
}

/** What stands below a step belongs to it, until the next one or a heading. */
function stepLines(lines: readonly string[]): string[] {
  let inside = false
  return lines.map((line) => {
    const [, number, title = ''] = STEP.exec(line.trim()) ?? []
    if (number !== undefined) {
      inside = true
      return `${number}. ${title === '' || /[.!?:]$/.test(title) ? title : `${title}.`}`
    }
    if (/^#{1,6} /.test(line)) inside = false
    return inside && line.trim() !== '' ? `   ${line.trim()}` : line
  })
}

function roleLines(lines: readonly string[]): string[] {
  let number = 0
  return lines.map((line) => {
    if (isRoleLine(line)) return `${++number}. ${line}`
    return number > 0 && /^\s{0,4}[-*•] /.test(line) ? `   ${line.trim().replace(/^•/, '-')}` : line
  })
}
