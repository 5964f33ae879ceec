// Owns when two spellings are the same name: case, spaces and points apart. Nothing cleverer, so that nobody is merged by guess.

/** What the spellings of one name have in common. */
export const foldName = (cell: string): string =>
  cell.normalize('NFKC').toLowerCase().replace(/[.,]/g, '').replace(/\s+/g, ' ').trim()

export const tidySpaces = (cell: string): string => cell.replace(/\s+/g, ' ').trim()

/** The spellings of each name with how often each occurs; the most frequent is how the name is shown. */
export class NameBook {
  readonly #spellings = new Map<string, Map<string, number>>()

  /** Notes one occurrence and returns what identifies the name. */
  note(cell: string): string {
    const name = foldName(cell)
    const spellings = this.#spellings.get(name) ?? new Map<string, number>()
    const tidy = tidySpaces(cell)
    spellings.set(tidy, (spellings.get(tidy) ?? 0) + 1)
    this.#spellings.set(name, spellings)
    return name
  }

  /** The most frequent spelling; among equals the one that came first. */
  shown(name: string): string {
    let best = ''
    let most = 0
    for (const [spelling, times] of this.#spellings.get(name) ?? []) {
      if (times > most) [best, most] = [spelling, times]
    }
    return best
  }

  get size(): number {
    return this.#spellings.size
  }

  /** Names that are spelt in more than one way. */
  varied(): string[] {
    return [...this.#spellings].filter(([, spellings]) => spellings.size > 1).map(([name]) => name)
  }
}
