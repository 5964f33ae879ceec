// Rewrites procedures as people type them into Markdown, line by line: outlines `1 / 1.1 / 1.1.2`, `a)` lists, a title without
// a mark. Every line stays on its line. Pure.

export interface Outline {
  text: string
  /** Line → the number that is written there, for references to it. */
  numbers: ReadonlyMap<number, string>
}

const NUMBERED = /^[ \t]{0,12}(\d{1,4}(?:\.\d{1,4}){0,5})[.)]?[ \t]+(\S.*)$/
const DEEP = /^[ \t]{0,12}\d{1,4}\.\d{1,4}(?:\.\d{1,4}){0,4}[.)]?[ \t]+\S/
const LETTERED = /^[ \t]{0,12}([a-z])[.)][ \t]+(\S.*)$/
const TITLE_CHARS = 90

/** `null` for a text that is no outline. */
export function readOutline(text: string): Outline | null {
  const lines = text.split('\n')
  const deep = lines.filter((line) => DEEP.test(line)).length
  const lettered = lines.filter((line) => LETTERED.test(line)).length
  if (deep < 2 && lettered < 2) return null
  const numbers = new Map<number, string>()
  let inItem = false
  const written = lines.map((line, at) => {
    const numbered = NUMBERED.exec(line)
    const letter = LETTERED.exec(line)
    if (line.startsWith('#') || line.startsWith('|')) {
      inItem = false
      return line
    }
    if (numbered?.[1] && numbered[2]) {
      const [, number, said] = numbered
      numbers.set(at + 1, number)
      const title = isTitle(lines, at, number, said)
      inItem = !title
      return title ? `### ${number}. ${said}` : `1. ${said}`
    }
    if (letter?.[2]) {
      inItem = true
      return `1. ${letter[2]}`
    }
    if (line.trim() === '') inItem = false
    return inItem ? `   ${line.trim()}` : line
  })
  return { text: titled(written), numbers }
}

/** A short line without an end, under which the outline goes deeper. */
function isTitle(lines: readonly string[], at: number, number: string, said: string): boolean {
  if (said.length > TITLE_CHARS || /[.;,]$/.test(said)) return false
  const next = lines.slice(at + 1, at + 12).find((line) => line.trim() !== '')
  if (next === undefined) return false
  const below = NUMBERED.exec(next)?.[1]
  return (below?.startsWith(`${number}.`) ?? false) || (LETTERED.test(next) && !number.includes('.'))
}

/** The first line is the title when it stands alone and has no mark. */
function titled(lines: string[]): string {
  const first = lines.findIndex((line) => line.trim() !== '')
  const line = lines[first]?.trim() ?? ''
  if (line !== '' && line.length < TITLE_CHARS && /^[\p{Lu}][^#|]*[^.:;,]$/u.test(line)) lines[first] = `# ${line}`
  return lines.join('\n')
}
