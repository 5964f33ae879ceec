// Stores uploads: bounded, inspected before they are kept, under a random name that no client chose.
import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, type ReadStream } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import type { Caller } from '@biplane/contracts/experience-router'
import { Refusal } from '@biplane/contracts/refusal'
import type { DeletionReceipt, FileListItem, FileView, PageInput } from '@biplane/contracts/wire/commands'
import { formatListCursor, parseListCursor } from '@biplane/contracts/wire/list-cursor'
import { v7 as uuid } from 'uuid'
import type { AuditNotes } from '../audit/audit-trail.ts'
import type { DiskRoom } from '../limits/disk-room.ts'
import type { AfterErase } from '../privacy/after-erase.ts'
import type { QueryOutput } from '../store/queries.ts'
import type { Store } from '../store/store.ts'
import { checkEnds, readTail } from './check-ends.ts'
import { sniffFile } from './sniff-file.ts'
import { syncFolder } from './sync-folder.ts'

type FileRow = QueryOutput<'findFiles'>[number]

const HEAD_BYTES = 64 * 1024
const LISTED = 200

export interface Upload {
  /** As the client said it; only its last part is kept, without control characters. */
  name: string
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>
  /** The thread in whose scope it is; the current one where there is none. */
  threadId?: string | undefined
}

export interface FileStoreDeps {
  directory: string
  mostBytes: number
  /** Counts one more upload. @throws RATE_LIMITED */
  admit(caller: Caller): Promise<void>
  afterErase: AfterErase
  /** How many more bytes this caller may keep; what it throws then. */
  room(caller: Caller): { bytes: number; refusal(): Refusal }
  disk: Pick<DiskRoom, 'admitUpload'>
  audit: AuditNotes
}

export class FileStore {
  readonly #store: Store
  readonly #directory: string
  readonly #mostBytes: number
  readonly #admit: FileStoreDeps['admit']
  readonly #room: FileStoreDeps['room']
  readonly #disk: FileStoreDeps['disk']
  readonly #afterErase: AfterErase
  readonly #audit: AuditNotes

  constructor(store: Store, { directory, mostBytes, admit, room, disk, afterErase, audit }: FileStoreDeps) {
    this.#room = room
    this.#disk = disk
    this.#store = store
    this.#directory = directory
    this.#mostBytes = mostBytes
    this.#admit = admit
    this.#afterErase = afterErase
    this.#audit = audit
  }

  /** Keeps an upload. @throws RATE_LIMITED, QUOTA_EXCEEDED, STORE_UNAVAILABLE, TOO_LARGE, UNSUPPORTED_FILE: then nothing is kept */
  async save(caller: Caller, { name: said, content, threadId }: Upload): Promise<FileView> {
    await this.#admit(caller)
    const name = safeName(said)
    await mkdir(this.#directory, { recursive: true, mode: 0o700 })
    const storedAs = randomUUID()
    const arriving = path.join(this.#directory, `${storedAs}.part`)
    const stored = path.join(this.#directory, storedAs)
    const release = await this.#disk.admitUpload(this.#mostBytes)
    let isKept = false
    try {
      const { size, sha256, head } = await this.#receive(arriving, content, this.#room(caller))
      const { kind, mime } = await sniffFile(name, head, size)
      checkEnds(name, kind, { head, tail: await readTail(arriving, size), size })
      await rename(arriving, stored)
      // Who is told of a file finds it again after a power loss: its name is synced, and that of the folder that was made.
      await syncFolder(this.#directory)
      await syncFolder(path.dirname(this.#directory))
      const file = {
        id: uuid(),
        sessionId: caller.session_id,
        tenant: caller.tenant,
        name,
        mime,
        kind,
        size,
        sha256,
        storedAs,
      }
      const { createdAt } = await this.#store.command('createFile', { ...file, threadId })
      isKept = true
      this.#audit.note({ action: 'file.uploaded', caller, detail: { file: file.id, kind, size } })
      return viewOf({ ...file, createdAt })
    } finally {
      release()
      await rm(arriving, { force: true })
      if (!isKept) await rm(stored, { force: true })
    }
  }

  /** A page, newest first. @throws BAD_MESSAGE for a cursor of another list */
  async list(caller: Caller, { cursor, limit }: PageInput): Promise<FileListItem[]> {
    const [createdAt = '', id = ''] = parseListCursor(cursor, 2) ?? []
    const rows = await this.#store.query('listFiles', {
      sessionId: caller.session_id,
      take: limit ?? LISTED,
      ...(cursor !== undefined && { after: { createdAt, id } }),
    })
    return rows.map((row) => ({ ...viewOf(row), cursor: formatListCursor([row.createdAt, row.id]) }))
  }

  async get(caller: Caller, id: string): Promise<FileView> {
    return viewOf(await this.#own(caller, id))
  }

  /** The caller's own among these, in their order. */
  async views(caller: Caller, ids: string[]): Promise<FileView[]> {
    const rows = ids.length === 0 ? [] : await this.#store.query('findFiles', { sessionId: caller.session_id, ids })
    return ids.flatMap((id) => rows.find((row) => row.id === id) ?? []).map(viewOf)
  }

  /** Deletes it for good, with what was made from it. @throws NOT_FOUND */
  async delete(caller: Caller, id: string): Promise<DeletionReceipt> {
    const erased = await this.#store.command('eraseFile', { sessionId: caller.session_id, id })
    return this.#afterErase('file.deleted', caller, erased, { file: id })
  }

  /** Its content, for its owner. @throws NOT_FOUND */
  async read(caller: Caller, id: string): Promise<{ file: FileView; content: ReadStream }> {
    const row = await this.#own(caller, id)
    this.#audit.note({ action: 'file.read', caller, detail: { file: id } })
    return { file: viewOf(row), content: this.#content(row) }
  }

  /** Its content, for whoever shows an address that was signed for it. @throws NOT_FOUND */
  async readSigned(id: string): Promise<{ file: FileView; content: ReadStream }> {
    const row = await this.#store.query('getStoredFile', { id })
    if (!row) throw notFound()
    return { file: viewOf(row), content: this.#content(row) }
  }

  #content(row: FileRow): ReadStream {
    return createReadStream(path.join(this.#directory, row.storedAs))
  }

  async #own(caller: Caller, id: string): Promise<FileRow> {
    const [row] = await this.#store.query('findFiles', { sessionId: caller.session_id, ids: [id] })
    if (!row) throw notFound()
    return row
  }

  async #receive(
    file: string,
    content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    room: ReturnType<FileStoreDeps['room']>,
  ) {
    const handle = await open(file, 'wx', 0o600)
    const hash = createHash('sha256')
    const head: Uint8Array[] = []
    let size = 0
    try {
      for await (const chunk of content) {
        if (size < HEAD_BYTES) head.push(chunk)
        size += chunk.length
        if (size > this.#mostBytes) throw tooLarge(this.#mostBytes)
        // What cannot be kept is not even received; the row is what decides in the end.
        if (size > room.bytes) throw room.refusal()
        hash.update(chunk)
        await handle.write(chunk)
      }
      await handle.sync()
    } finally {
      await handle.close()
    }
    return { size, sha256: hash.digest('hex'), head: Buffer.concat(head).subarray(0, HEAD_BYTES) }
  }
}

const tooLarge = (mostBytes: number) =>
  new Refusal('TOO_LARGE', `A file has at most ${Math.round(mostBytes / 1024 / 1024)} MiB.`)

const notFound = () => new Refusal('NOT_FOUND', 'There is no such file.')

const viewOf = (row: Omit<FileRow, 'deletedAt' | 'reading'>): FileView => ({
  file_uuid: row.id,
  name: row.name,
  mime: row.mime,
  kind: row.kind,
  size: row.size,
  sha256: row.sha256,
  created_at: row.createdAt,
})

/** The last part of a path, without what a terminal, a header or a file system would take for more than a name. */
export function safeName(said: string): string {
  const last = said.split(/[\\/]/).at(-1) ?? ''
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
  const clean = last.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069"<>|:*?]/g, '').trim()
  // A cut may leave the second half of a character in front.
  return clean.slice(-255).replace(/^[\udc00-\udfff]/, '') || 'file'
}
