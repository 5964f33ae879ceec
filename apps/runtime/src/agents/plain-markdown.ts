// Escapes text from files so that Markdown shows it literally.

const MARKS = /[\\`*_[\]<>|~#&]/g
const LINKED = 6

/** What begins a list or a rule when it stands first on a line. */
const LEADING = /^(\s*)(?:(\d+)([.)])|([-+=]))/

/** Names and cells with every mark of Markdown made harmless. Line breaks are gone already. */
export const plain = (text: string): string =>
  text
    .replace(MARKS, (mark) => `\\${mark}`)
    .replace(LEADING, (_, space: string, digits = '', point = '', mark = '') => `${space}${digits}\\${point}${mark}`)

/** The page jumps to that row of the table. */
export const rowLink = (row: number): string => `[row ${row}](#row:${row})`

/** `[row 3](#row:3), [row 17](#row:17) and 4 more`; empty for no rows. */
export function rowLinks(rows: readonly number[], count = rows.length): string {
  const links = rows.slice(0, LINKED).map(rowLink)
  const more = count - links.length
  if (more > 0) return `${links.join(', ')} and ${more.toLocaleString('en')} more`
  return joined(links)
}

/** `a, b and c` */
export function joined(parts: readonly string[], last = 'and'): string {
  if (parts.length < 2) return parts.join('')
  return `${parts.slice(0, -1).join(', ')} ${last} ${parts.at(-1)}`
}

/** Text inside of a sentence, where nothing begins a list. */
export const inline = (text: string): string => plain(`x${text}`).slice(1)

export const bullets = (lines: readonly string[]): string => lines.map((line) => `- ${line}\n`).join('')
