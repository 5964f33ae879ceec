// Decides when two spellings are the same name: case, spaces and points only, so that no two names are merged by guess.

/** What the spellings of one name have in common. */
export const foldName = (cell: string): string =>
  cell.normalize('NFKC').toLowerCase().replace(/[.,]/g, '').replace(/\s+/g, ' ').trim()

export const tidySpaces = (cell: string): string => cell.replace(/\s+/g, ' ').trim()

/** The spellings of each name with how often each occurs; the most frequent is how the name is shown. */
export class NameNormalizer {
  /** Cells as they are, with how often each was met: large columns are mostly the same few cells again. */
  readonly #cells = new Map<string, number>()
  #spellings: Map<string, Map<string, number>> | null = null

  note(cell: string): void {
    this.#cells.set(cell, (this.#cells.get(cell) ?? 0) + 1)
    this.#spellings = null
  }

  /** The most frequent spelling; among equals the one that came first. */
  shown(name: string): string {
    let best = ''
    let most = 0
    for (const [spelling, times] of this.#read().get(name) ?? []) {
      if (times > most) [best, most] = [spelling, times]
    }
    return best
  }

  get size(): number {
    return this.#read().size
  }

  /** Different cells, which may be fewer names. */
  get cells(): number {
    return this.#cells.size
  }

  /** Names that are spelt in more than one way. */
  varied(): string[] {
    return [...this.#read()].filter(([, spellings]) => spellings.size > 1).map(([name]) => name)
  }

  #read(): Map<string, Map<string, number>> {
    if (this.#spellings) return this.#spellings
    const read = new Map<string, Map<string, number>>()
    for (const [cell, times] of this.#cells) {
      const name = foldName(cell)
      const spellings = read.get(name) ?? new Map<string, number>()
      const tidy = tidySpaces(cell)
      spellings.set(tidy, (spellings.get(tidy) ?? 0) + times)
      read.set(name, spellings)
    }
    this.#spellings = read
    return read
  }
}

/** `foldName`, remembered for each different cell: folding costs far more than looking up. */
export function rememberedFold(): (cell: string) => string {
  const known = new Map<string, string>()
  return (cell) => {
    const folded = known.get(cell)
    if (folded !== undefined) return folded
    const name = foldName(cell)
    if (known.size < 50_000) known.set(cell, name)
    return name
  }
}
