// Remembers which contents stopped a worker, so that the same file does not do it twice. By kind of tool: what a
// workflow tool cannot finish may still be searched.

/** About a mebibyte of hashes; the oldest go first. */
const MOST = 10_000

export class Quarantine {
  readonly #keys = new Set<string>()

  add(tool: string, hashes: readonly string[]): void {
    this.#keys.add(keyOf(tool, hashes))
    for (const oldest of this.#keys) {
      if (this.#keys.size <= MOST) break
      this.#keys.delete(oldest)
    }
  }

  holds(tool: string, hashes: readonly string[]): boolean {
    return this.#keys.has(keyOf(tool, hashes))
  }
}

/** `content.schema` and `content.preview` open a file in the same way. Files that were worked on together are one case. */
const keyOf = (tool: string, hashes: readonly string[]): string => [tool.split('.')[0], ...hashes].join(' ')
