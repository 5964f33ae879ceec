// One file of a disk: its synced content, and later writes in order.
import type { Seeded } from '../../seeded.ts'

/** Something was written at a place, or the file was given another size. */
export type Change = { at: number } & ({ offset: number; bytes: Buffer } | { size: number })

export interface Tearing {
  /** Bytes that reach the disk together. */
  sector: number
  /** How likely a later state of a sector had reached it. */
  odds: number
  random: Seeded
}

export class StoredFile {
  readonly #synced = new Content()
  readonly #written = new Content()
  #unsynced: Change[] = []

  change(change: Change): void {
    this.#written.apply(change)
    this.#unsynced.push(change)
  }

  /** What was done before `begun` is on the disk. */
  sync(begun: number): void {
    for (const change of this.#unsynced) if (change.at < begun) this.#synced.apply(change)
    this.#unsynced = this.#unsynced.filter(({ at }) => at >= begun)
  }

  /** As it was synced last; what is returned lives until the next change. */
  get synced(): Buffer {
    return this.#synced.bytes
  }

  get written(): Buffer {
    return this.#written.bytes
  }

  /** Each sector as it was at some moment since the last sync: none is ever half written, none goes back. */
  torn({ sector, odds, random }: Tearing): Buffer {
    const content = this.#synced.copy()
    const stopped = new Set<number>()
    for (const change of this.#unsynced) {
      if ('size' in change) {
        if (random.chance(odds)) content.apply(change)
        continue
      }
      const { at, offset, bytes } = change
      const end = offset + bytes.length
      for (let from = offset; from < end; ) {
        const number = Math.floor(from / sector)
        const to = Math.min((number + 1) * sector, end)
        if (!random.chance(odds)) stopped.add(number)
        if (!stopped.has(number)) content.apply({ at, offset: from, bytes: bytes.subarray(from - offset, to - offset) })
        from = to
      }
    }
    return content.bytes
  }
}

/** Bytes that grow; what was never written is zeros. */
class Content {
  #data = Buffer.alloc(0)
  #size = 0

  get bytes(): Buffer {
    return this.#data.subarray(0, this.#size)
  }

  copy(): Content {
    const copy = new Content()
    copy.#data = Buffer.from(this.bytes)
    copy.#size = this.#size
    return copy
  }

  apply(change: Change): void {
    if ('size' in change) {
      this.#data.fill(0, Math.min(change.size, this.#size), this.#size)
      this.#reserve(change.size)
      this.#size = change.size
      return
    }
    const end = change.offset + change.bytes.length
    this.#reserve(end)
    change.bytes.copy(this.#data, change.offset)
    this.#size = Math.max(this.#size, end)
  }

  #reserve(size: number): void {
    if (size <= this.#data.length) return
    const larger = Buffer.alloc(Math.max(size, 2 * this.#data.length))
    this.#data.copy(larger, 0, 0, this.#size)
    this.#data = larger
  }
}
