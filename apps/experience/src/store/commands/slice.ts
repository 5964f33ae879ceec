// One slice of a large deletion: it ends at its limit of rows, of bytes or of time, whichever comes first. [L16]

const SLICE_ROWS = 2_000
const SLICE_BYTES = 1024 * 1024
/** On a slow or busy machine it is the time that ends a slice. */
const SLICE_MS = 10

export class Slice {
  readonly #now: () => number
  readonly #began: number
  #rows = 0
  #bytes = 0

  /** `now`: monotonic milliseconds. */
  constructor(now: () => number) {
    this.#now = now
    this.#began = now()
  }

  get isFull(): boolean {
    return this.#rows >= SLICE_ROWS || this.#bytes >= SLICE_BYTES || this.#now() - this.#began >= SLICE_MS
  }

  /** Whether a row of this size belongs to this slice. The first one does, however large it is. */
  take(bytes: number): boolean {
    if (this.#rows >= SLICE_ROWS || (this.#rows > 0 && this.#bytes + bytes > SLICE_BYTES)) return false
    this.add(1, bytes)
    return true
  }

  add(rows: number, bytes: number): void {
    this.#rows += rows
    this.#bytes += bytes
  }
}
