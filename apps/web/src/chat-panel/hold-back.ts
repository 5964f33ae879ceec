// Holds back the first line of a growing Markdown table, which shows as a line of bars until the next line makes it a
// table. Pure.

const BAR = /^\s*\|/
const DIVIDER = /^\s*\|(?:\s*:?-+:?\s*\|)+\s*$/

const bars = (line: string) => line.replaceAll('\\|', '').split('|').length

/** The text without the beginning of a table that is not one yet. */
export function holdBack(text: string): string {
  const lines = text.split('\n')
  // A line that has just ended may go on with the next one; an empty line after it ends the matter.
  if (lines.at(-1) === '') lines.pop()
  let first = lines.length
  while (first > 0 && BAR.test(lines[first - 1] ?? '')) first -= 1
  const rows = lines.length - first
  if (rows === 0 || rows > 2) return text
  const [head = '', divider = ''] = lines.slice(first)
  if (rows === 2 && DIVIDER.test(divider) && bars(divider) >= bars(head)) return text
  return lines.slice(0, first).join('\n')
}
