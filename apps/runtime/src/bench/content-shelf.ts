// Owns which files the worker keeps at hand, by the hash of their bytes: the last used ones, within a bound.
import { type FileContent, openContent } from '../tools/file-content.ts'

export class ContentShelf {
  readonly #byHash = new Map<string, FileContent>()
  readonly #mostBytes: number

  /** `mostBytes` bounds the sum of the files' sizes; a parsed table takes several times its file. */
  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes
  }

  /** The content, which is then the last one to go; `undefined` when it is not here. */
  get(sha256: string): FileContent | undefined {
    const content = this.#byHash.get(sha256)
    if (!content) return undefined
    this.#byHash.delete(sha256)
    this.#byHash.set(sha256, content)
    return content
  }

  /** Makes room first, so that two large files are never held at once. */
  put(sha256: string, bytes: Uint8Array): FileContent {
    let total = bytes.byteLength
    for (const content of this.#byHash.values()) total += content.size
    for (const [oldest, content] of this.#byHash) {
      if (total <= this.#mostBytes) break
      this.#byHash.delete(oldest)
      total -= content.size
    }
    const content = openContent(bytes)
    this.#byHash.set(sha256, content)
    return content
  }

  held(): string[] {
    return [...this.#byHash.keys()]
  }
}
