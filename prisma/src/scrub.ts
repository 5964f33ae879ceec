// Overwrites what deleted rows have left in the database file. `secure_delete` clears a row's own place, but SQLite copies
// rows when it balances pages, and leaves older copies in the unused middle of a page. They are cleared here, in the file,
// a bounded number of pages at a time, by the one process that owns it. [L16]
import { closeSync, fdatasyncSync, openSync, readSync, statSync, writeSync } from 'node:fs'
import type { Database } from 'better-sqlite3'

/** Pages that are looked at in one slice: about two milliseconds. */
const SLICE_PAGES = 512

export class Scrubber {
  readonly #connection: Database
  /** The write-ahead log. */
  readonly #log: string
  /**
   * Kept open for as long as the database is: closing any handle of the file gives up the locks that SQLite holds on it
   * in this process.
   */
  readonly #handle: number
  readonly #pageSize: number
  readonly #usable: number
  readonly #buffer: Buffer
  readonly #zeros: Buffer
  #next: number | null = null

  constructor(connection: Database, file: string) {
    this.#connection = connection
    this.#log = `${file}-wal`
    this.#handle = openSync(file, 'r+')
    this.#pageSize = Number(connection.pragma('page_size', { simple: true }))
    this.#buffer = Buffer.alloc(SLICE_PAGES * this.#pageSize)
    this.#zeros = Buffer.alloc(this.#pageSize)
    const header = Buffer.alloc(100)
    readSync(this.#handle, header, 0, 100, 0)
    this.#usable = this.#pageSize - (header[20] ?? 0)
  }

  /** The whole file is looked at from here on; what was begun before begins again. */
  begin(): void {
    this.#next = 0
  }

  get pending(): boolean {
    return this.#next !== null
  }

  /** One slice. Does nothing while a reader needs the write-ahead log: then it is tried again later. */
  slice(): void {
    if (this.#next === null || this.#connection.inTransaction || !this.#checkpoint()) return
    // No other process may write meanwhile.
    this.#connection.exec('BEGIN IMMEDIATE')
    try {
      if (statSync(this.#log).size === 0) this.#scrubFrom(this.#next)
    } finally {
      this.#connection.exec('ROLLBACK')
    }
  }

  #scrubFrom(at: number): void {
    // Pages that the connection holds would carry their old middle back into the file.
    this.#connection.pragma('shrink_memory')
    const bytes = readSync(this.#handle, this.#buffer, 0, this.#buffer.length, at * this.#pageSize)
    const pages = Math.floor(bytes / this.#pageSize)
    // The first page holds the schema, no content, and the open transaction holds it.
    for (let page = at === 0 ? 1 : 0; page < pages; page += 1) this.#scrubPage(at + page, page * this.#pageSize)
    this.#next = pages < SLICE_PAGES ? null : at + pages
    if (this.#next === null) fdatasyncSync(this.#handle)
  }

  close(): void {
    closeSync(this.#handle)
  }

  /** Whether the file now holds everything and the write-ahead log nothing. Does not wait for readers. */
  #checkpoint(): boolean {
    const patience = Number(this.#connection.pragma('busy_timeout', { simple: true }))
    this.#connection.pragma('busy_timeout = 0')
    try {
      const [result] = this.#connection.prepare<[], { busy: number }>('PRAGMA wal_checkpoint(TRUNCATE)').all()
      return Number(result?.busy ?? 1) === 0
    } catch {
      return false
    } finally {
      this.#connection.pragma(`busy_timeout = ${patience}`)
    }
  }

  /** Clears the gap and the free blocks of a b-tree page. A page of any other kind, or one that looks wrong, stays. */
  #scrubPage(page: number, offset: number): void {
    const data = this.#buffer.subarray(offset, offset + this.#pageSize)
    const kind = data[0]
    const isLeaf = kind === 0x0d || kind === 0x0a
    if (!isLeaf && kind !== 0x05 && kind !== 0x02) return
    const gap = (isLeaf ? 8 : 12) + 2 * data.readUInt16BE(3)
    const content = data.readUInt16BE(5) || 65_536
    if (gap > content || content > this.#usable) return
    this.#clear(page, data, gap, content)
    let block = data.readUInt16BE(1)
    while (block >= content && block + 4 <= this.#usable) {
      const size = data.readUInt16BE(block + 2)
      if (size < 4 || block + size > this.#usable) return
      this.#clear(page, data, block + 4, block + size)
      const next = data.readUInt16BE(block)
      if (next <= block) return
      block = next
    }
  }

  #clear(page: number, data: Buffer, from: number, to: number): void {
    const length = to - from
    if (length <= 0 || data.compare(this.#zeros, 0, length, from, to) === 0) return
    writeSync(this.#handle, this.#zeros, 0, length, page * this.#pageSize + from)
  }
}
