// The parsed files that a worker keeps at hand, by the hash of their bytes: the last used ones, within a bound.
import type { FileContent } from '../tools/tool-file.ts'

export class ContentCache {
  readonly #byHash = new Map<string, FileContent>()
  readonly #maxBytes: number

  /** `maxBytes` bounds the sum of the files' sizes; a parsed table takes several times its file. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** The content, which is then the last one to go; `undefined` when it is not here. */
  get(sha256: string): FileContent | undefined {
    const content = this.#byHash.get(sha256)
    if (!content) return undefined
    this.#byHash.delete(sha256)
    this.#byHash.set(sha256, content)
    return content
  }

  /** Makes room first, so that two large files are never held at once. A file larger than the bound is not kept. */
  put(sha256: string, content: FileContent): FileContent {
    let total = content.size
    for (const held of this.#byHash.values()) total += held.size
    for (const [oldest, held] of this.#byHash) {
      if (total <= this.#maxBytes) break
      this.#byHash.delete(oldest)
      total -= held.size
    }
    if (total <= this.#maxBytes) this.#byHash.set(sha256, content)
    return content
  }

  delete(sha256: string): void {
    this.#byHash.delete(sha256)
  }

  held(): string[] {
    return [...this.#byHash.keys()]
  }
}
