// Uploads of the drafts of this tab, each under the id of its attachment.
import type { AttachmentMove } from '../files/attachments.ts'
import type { Upload } from '../files/upload.ts'
import { refusalIn } from '../transport/refusal-in.ts'

export interface DraftUploadsDeps {
  upload: Upload
  onMove(move: AttachmentMove, thread: string | null): void
  onFailed(thread: string | null): void
  /** It has arrived, failed, or was aborted. */
  onEnd(thread: string | null): void
}

interface RunningUpload {
  file: File
  abort: AbortController
  /** Changes when the first thread adopts the early draft. */
  thread: string | null
}

export class DraftUploads {
  readonly #deps: DraftUploadsDeps
  /** Failed ones stay, so that they can be repeated. */
  readonly #uploads = new Map<string, RunningUpload>()

  constructor(deps: DraftUploadsDeps) {
    this.#deps = deps
  }

  /** Resolves when the file has arrived, failed, or was aborted. */
  async start(id: string, file: File, thread: string | null): Promise<void> {
    const { upload, onMove, onFailed, onEnd } = this.#deps
    const entry: RunningUpload = { file, abort: new AbortController(), thread }
    const { signal } = entry.abort
    this.#uploads.set(id, entry)
    try {
      const onProgress = (share: number) => onMove({ move: 'progress', id, share }, entry.thread)
      const to = thread === null ? {} : { thread_id: thread }
      const uploaded = await upload({ file, signal, onProgress, ...to })
      onMove({ move: 'done', id, file: uploaded }, entry.thread)
    } catch (error) {
      if (!signal.aborted) {
        onMove({ move: 'fail', id, refusal: refusalIn(error) }, entry.thread)
        onFailed(entry.thread)
      }
    } finally {
      onEnd(entry.thread)
    }
  }

  fileOf(id: string): File | undefined {
    return this.#uploads.get(id)?.file
  }

  abort(id: string): void {
    this.#uploads.get(id)?.abort.abort()
    this.#uploads.delete(id)
  }

  abortAllOf(thread: string | null): void {
    for (const [id, upload] of this.#uploads) if (upload.thread === thread) this.abort(id)
  }

  /** Forgets the uploads of a draft that was sent, except those of `ids`. */
  forgetAllOf(thread: string | null, { except }: { except: readonly string[] }): void {
    for (const [id, upload] of this.#uploads) {
      if (upload.thread === thread && !except.includes(id)) this.#uploads.delete(id)
    }
  }

  /** The early draft became the draft of this thread. */
  moveEarlyTo(thread: string | null): void {
    for (const upload of this.#uploads.values()) if (upload.thread === null) upload.thread = thread
  }
}
