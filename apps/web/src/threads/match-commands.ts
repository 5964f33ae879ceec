// Finds what fits a few letters: by words, their beginnings, or the letters in their order. Pure.

export interface Command {
  id: string
  title: string
  detail?: string
}

/** Best first; in their own order where no letters are given. */
export function matching<C extends Command>(commands: readonly C[], query: string, most: number): C[] {
  const letters = query.toLowerCase()
  if (letters === '') return commands.slice(0, most)
  return commands
    .flatMap((command) => {
      const score = scoreOf(command.title.toLowerCase(), letters)
      return score === null ? [] : [{ command, score }]
    })
    .sort((one, other) => other.score - one.score)
    .slice(0, most)
    .map(({ command }) => command)
}

const BEGINNING = 4
const WORD = 3
const INSIDE = 2
const SCATTERED = 1

function scoreOf(title: string, letters: string): number | null {
  if (title.startsWith(letters)) return BEGINNING
  if (title.includes(` ${letters}`)) return WORD
  if (title.includes(letters)) return INSIDE
  return hasInOrder(title, letters) ? SCATTERED : null
}

/** Each letter after the one before it: forgives a letter that was left out. */
function hasInOrder(title: string, letters: string): boolean {
  let at = 0
  for (const letter of letters.replaceAll(' ', '')) {
    at = title.indexOf(letter, at) + 1
    if (at === 0) return false
  }
  return true
}
