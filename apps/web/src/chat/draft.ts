// A message being written: text and files. Outlives its view, so that navigation loses neither text nor a running
// upload; the text also survives a reload.
import { LIMITS } from '@biplane/contracts/vocabulary/limits'
import { wellFormed } from '@biplane/contracts/vocabulary/whole-characters'
import type { MessageFile } from '@biplane/contracts/wire/events'
import { type Attachment, arrived, isUploading } from '../files/attachments.ts'
import type { Upload } from '../files/upload.ts'
import { STRINGS } from '../strings.ts'
import { refuseHere } from '../transport/refusal-in.ts'
import { DraftUploads } from './draft-uploads.ts'
import type { KeyValueStore } from './outbox-storage.ts'
import type { SendOptions } from './send-words.ts'
import { isWritten, ThreadDrafts } from './thread-drafts.ts'

type Submit = (
  text: string,
  files: ReturnType<typeof arrived>,
  options: SendOptions,
  /** The thread that it was written in; `null` before one was shown. */
  thread_id: string | null,
) => void

export interface DraftDeps {
  storage: KeyValueStore
  key: string
  upload: Upload
  newId: () => string
  submit: Submit
}

export type Draft = ReturnType<typeof openDraft>

/** An earlier message, opened for editing. */
export interface Revised {
  content: string
  files: readonly MessageFile[]
  conversation_id: string
}

export function openDraft({ storage, key, upload, newId, submit }: DraftDeps) {
  const drafts = new ThreadDrafts(storage, key)
  const uploads: DraftUploads = new DraftUploads({
    upload,
    onMove: (move, thread) => drafts.moveAttachments(move, thread),
    // A file that cannot arrive must not be left out silently: the person decides.
    onFailed: (thread) => drafts.change({ sendWhenReady: false }, thread),
    onEnd(thread) {
      const { sendWhenReady, attachments } = drafts.of(thread).view
      if (sendWhenReady && !isUploading(attachments)) submitDraft({ drafts, uploads, submit }, thread)
    },
  })

  return {
    getView: () => drafts.view(),
    subscribe: drafts.subscribe,
    write: (text: string) => drafts.write(text),
    /** Whether anything waits here to be sent. */
    isWritten: () => isWritten(drafts.view()),
    /** Another thread is shown, with its own draft; this one stays with its thread. */
    show(thread_id: string | null): void {
      if (drafts.show(thread_id)) uploads.moveEarlyTo(thread_id)
    },
    ...filesOf({ drafts, uploads }, newId),
    ...revisionOf({ drafts, uploads }),
    /** Sends now, or as soon as the last file has arrived. */
    send(options: Pick<SendOptions, 'when_busy'> = {}): void {
      drafts.of(drafts.shown).whenBusy = options
      if (isUploading(drafts.view().attachments)) drafts.change({ sendWhenReady: true })
      else submitDraft({ drafts, uploads, submit }, drafts.shown)
    },
  }
}

interface Parts {
  drafts: ThreadDrafts
  uploads: DraftUploads
}

function submitDraft({ drafts, uploads, submit }: Parts & { submit: Submit }, thread: string | null): void {
  const draft = drafts.of(thread)
  const { view, whenBusy } = draft
  const files = arrived(view.attachments)
  const text = wellFormed(view.text.trim()) || (files.length > 0 ? STRINGS.composer.defaultWords(files.length) : '')
  if (text === '') return
  // A file that did not arrive stays where the person sees it; everything else has gone.
  const failed = view.attachments.filter((a) => a.upload.kind === 'failed')
  uploads.forgetAllOf(thread, { except: failed.map(({ id }) => id) })
  const { replaces, conversation_id } = view
  const options = {
    ...(replaces !== null && { replaces }),
    ...(replaces !== null && conversation_id !== undefined && { conversation_id }),
    ...whenBusy,
  }
  draft.whenBusy = {}
  drafts.reset(thread, failed)
  submit(text, files, options, thread)
}

function filesOf({ drafts, uploads }: Parts, newId: () => string) {
  return {
    /** Uploads each file; a wrong one fails alone. Resolves when all have arrived or failed. */
    async attach(files: readonly File[]): Promise<void> {
      const added = files.map((file) => ({ id: newId(), file }))
      const free = Math.max(0, LIMITS.filesPerMessage - drafts.view().attachments.length)
      const attachments = added.map(({ id, file: { name, size } }, i): Attachment => {
        if (i < free) return { id, name, size, upload: { kind: 'running', share: 0 } }
        const refusal = refuseHere('TOO_LARGE', STRINGS.files.tooMany(LIMITS.filesPerMessage))
        return { id, name, size, upload: { kind: 'failed', refusal } }
      })
      drafts.moveAttachments({ move: 'add', attachments })
      const thread = drafts.shown
      await Promise.all(added.slice(0, free).map(({ id, file }) => uploads.start(id, file, thread)))
    },
    retryUpload(id: string): void {
      const file = uploads.fileOf(id)
      if (!file) return
      drafts.moveAttachments({ move: 'again', id })
      void uploads.start(id, file, drafts.shown)
    },
    remove(id: string): void {
      uploads.abort(id)
      drafts.moveAttachments({ move: 'remove', id })
      if (drafts.view().attachments.length === 0) drafts.change({ sendWhenReady: false })
    },
  }
}

function revisionOf({ drafts, uploads }: Parts) {
  return {
    /** Opens an earlier message for editing; it is sent in the place of `replaces`, if any. */
    revise({ content, files, conversation_id }: Revised, replaces: string | null): void {
      uploads.abortAllOf(drafts.shown)
      const attachments = files.map((file): Attachment => {
        const { file_uuid: id, name, size, mime } = file
        return { id, name, size, upload: { kind: 'done', file: { ...file, kind: mime } } }
      })
      const draft = drafts.of(drafts.shown)
      if (draft.view.replaces === null) draft.aside = draft.view.text
      drafts.change({ text: content, attachments, sendWhenReady: false, replaces, conversation_id })
    },
    /** Leaves the earlier message as it is. */
    leaveRevision: () => drafts.reset(drafts.shown),
  }
}
