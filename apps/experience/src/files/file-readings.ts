// How a file is read as a table, and what its owner corrected of it. Runtime reads; this keeps the correction.
import type { Caller } from '@biplane/contracts/experience-router'
import { Refusal } from '@biplane/contracts/refusal'
import type { DescribeFileRequest } from '@biplane/contracts/wire/agent-events'
import { type FileReading, parseCorrection, type ReadingCorrection } from '@biplane/contracts/wire/file-reading'
import { fileId } from '@biplane/contracts/wire/ids'
import type { AuditNotes } from '../audit/audit-trail.ts'
import type { QueryOutput } from '../store/queries.ts'
import type { Store } from '../store/store.ts'

export interface FileReadingsDeps {
  store: Store
  /** The address under which Runtime reads the file. */
  addressOf(fileId: string): string
  /** An opaque name of a payer, made with a secret. [P1] */
  budgetKey(payer: string): string
  describe(request: DescribeFileRequest): Promise<FileReading>
  audit: AuditNotes
}

type FileRow = QueryOutput<'findFiles'>[number]

export class FileReadings {
  readonly #deps: FileReadingsDeps

  constructor(deps: FileReadingsDeps) {
    this.#deps = deps
  }

  /** @throws NOT_FOUND, UNSUPPORTED_FILE, TOO_LARGE, RATE_LIMITED, RUNTIME_UNAVAILABLE */
  async get(caller: Caller, id: string): Promise<FileReading> {
    const row = await this.#own(caller, id)
    return this.#describe(caller, row, parseCorrection(row.reading))
  }

  /** Nothing is kept that the file cannot be read with. @throws as `get` */
  async set(caller: Caller, id: string, correction: ReadingCorrection): Promise<FileReading> {
    const row = await this.#own(caller, id)
    const reading = await this.#describe(caller, row, correction)
    const kept = Object.keys(correction).length === 0 ? null : JSON.stringify(correction)
    await this.#deps.store.command('setFileReading', { sessionId: caller.session_id, id, reading: kept })
    this.#deps.audit.note({ action: 'file.reading_corrected', caller, detail: { file: id } })
    return reading
  }

  #describe(caller: Caller, row: FileRow, reading: ReadingCorrection | undefined): Promise<FileReading> {
    const { name, mime, size, sha256 } = row
    const file = { file_uuid: fileId.parse(row.id), name, mime, size, sha256, url: this.#deps.addressOf(row.id) }
    // The same turns and working time as the answers of this principal. [T2]
    const { kind, id } = caller.principal
    const session_id = this.#deps.budgetKey(`turn ${JSON.stringify([kind, caller.tenant, id])}`)
    return this.#deps.describe({ file: { ...file, ...(reading && { reading }) }, session_id })
  }

  async #own(caller: Caller, id: string): Promise<FileRow> {
    const [row] = await this.#deps.store.query('findFiles', { sessionId: caller.session_id, ids: [id] })
    if (!row) throw new Refusal('NOT_FOUND', 'There is no such file.')
    return row
  }
}
