// A message being written: text and files. Outlives its view, so that navigation loses neither text nor a running
// upload; the text also survives a reload.
import { LIMITS } from '@biplane/contracts/vocabulary/limits'
import { wellFormed } from '@biplane/contracts/vocabulary/whole-characters'
import type { FileView } from '@biplane/contracts/wire/commands'
import type { MessageFile } from '@biplane/contracts/wire/events'
import {
  type Attachment,
  type AttachmentMove,
  type Attachments,
  arrived,
  isUploading,
  moveAttachments,
} from '../files/attachments.ts'
import type { Upload } from '../files/upload.ts'
import { STRINGS } from '../strings.ts'
import { refusalIn, refuseHere } from '../transport/refusal-in.ts'
import type { KeyValueStore } from './outbox-storage.ts'
import type { SendOptions } from './send-words.ts'

export interface DraftView {
  text: string
  attachments: Attachments
  /** Asked to send while files were on their way: it goes when they have arrived. */
  sendWhenReady: boolean
  /** The own earlier message that this one will take the place of. */
  replaces: string | null
  /** The conversation of that message. */
  conversation_id?: string | undefined
}

export interface DraftParts {
  storage: KeyValueStore
  key: string
  upload: Upload
  newId: () => string
  /** Hands the finished message over, for the thread that it was written in (`null` before one was shown). */
  submit: (text: string, files: ReturnType<typeof arrived>, options: SendOptions, thread_id: string | null) => void
}

export type Draft = ReturnType<typeof openDraft>

/** An earlier message, as far as it is written again. */
export interface Revised {
  content: string
  files: readonly MessageFile[]
  conversation_id: string
}

/** What is written for one thread. */
interface Written {
  view: DraftView
  whenBusy: SendOptions
  /** What was being written when an earlier message was taken up; it comes back after. */
  aside: string
}

const NOTHING: DraftView = { text: '', attachments: [], sendWhenReady: false, replaces: null }

export function openDraft({ storage, key, upload, newId, submit }: DraftParts) {
  /** By thread; under `null` what was written before one was shown. */
  const drafts = new Map<string | null, Written>()
  let shown: string | null = null
  const running = new Map<string, { file: File; abort: AbortController; of: string | null }>()
  const listeners = new Set<() => void>()

  const keyOf = (of: string | null) => (of === null ? key : `${key}.${of}`)
  const draftOf = (of: string | null): Written => {
    const known = drafts.get(of)
    if (known) return known
    const fresh = { view: { ...NOTHING, text: storage.read(keyOf(of)) ?? '' }, whenBusy: {}, aside: '' }
    drafts.set(of, fresh)
    return fresh
  }
  const viewNow = () => draftOf(shown).view
  const tell = () => {
    for (const listener of listeners) listener()
  }
  const become = (next: Partial<DraftView>, of = shown) => {
    const draft = draftOf(of)
    draft.view = { ...draft.view, ...next }
    if (of === shown) tell()
  }
  const move = (change: AttachmentMove, of = shown) =>
    become({ attachments: moveAttachments(draftOf(of).view.attachments, change) }, of)

  async function start(id: string, file: File): Promise<FileView | null> {
    // Whose it is may change while it runs: an early draft is taken over by the first thread.
    const entry = { file, abort: new AbortController(), of: shown }
    const { signal } = entry.abort
    running.set(id, entry)
    try {
      const onProgress = (share: number) => move({ move: 'progress', id, share }, entry.of)
      const to = entry.of === null ? {} : { thread_id: entry.of }
      const uploaded = await upload({ file, signal, onProgress, ...to })
      move({ move: 'done', id, file: uploaded }, entry.of)
      return uploaded
    } catch (error) {
      if (!signal.aborted) {
        move({ move: 'fail', id, refusal: refusalIn(error) }, entry.of)
        // What cannot arrive must not be left out silently: the person decides.
        become({ sendWhenReady: false }, entry.of)
      }
      return null
    } finally {
      const { view } = draftOf(entry.of)
      if (view.sendWhenReady && !isUploading(view.attachments)) hand(entry.of)
    }
  }

  function takeAside(of: string | null): string {
    const draft = draftOf(of)
    const text = draft.aside
    draft.aside = ''
    storage.write(keyOf(of), text === '' ? null : text)
    return text
  }

  function hand(of: string | null): void {
    const draft = draftOf(of)
    const { view, whenBusy } = draft
    const files = arrived(view.attachments)
    const text = wellFormed(view.text.trim()) || (files.length > 0 ? STRINGS.composer.defaultWords(files.length) : '')
    if (text === '') return
    // A file that did not arrive stays where the person sees it; everything else has gone.
    const left = view.attachments.filter((a) => a.upload.kind === 'failed')
    for (const [id, upload] of running) if (upload.of === of && !left.some((a) => a.id === id)) running.delete(id)
    const { replaces, conversation_id } = view
    const options = {
      ...(replaces !== null && { replaces }),
      ...(replaces !== null && conversation_id !== undefined && { conversation_id }),
      ...whenBusy,
    }
    draft.whenBusy = {}
    become(
      { text: takeAside(of), attachments: left, sendWhenReady: false, replaces: null, conversation_id: undefined },
      of,
    )
    submit(text, files, options, of)
  }

  return {
    getView: viewNow,
    subscribe(listener: () => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    write(text: string): void {
      become({ text })
      storage.write(keyOf(shown), text === '' ? null : text)
    },
    /** Whether anything waits here to be sent. */
    isWritten: () => isWritten(viewNow()),
    /** Another thread is shown: its draft is, and this one stays with its own. */
    show(thread_id: string | null): void {
      if (thread_id === shown) return
      const before = draftOf(shown)
      const isEarly = shown === null
      shown = thread_id
      storage.write(`${key}.at`, thread_id)
      // Written before any thread was shown: it is meant for the first one.
      if (isEarly && isWritten(before.view) && !isWritten(viewNow())) {
        drafts.set(shown, before)
        drafts.delete(null)
        for (const upload of running.values()) if (upload.of === null) upload.of = shown
        storage.write(key, null)
        storage.write(keyOf(shown), before.view.text === '' ? null : before.view.text)
      }
      tell()
    },
    /** Uploads each file; a wrong one fails alone. Resolves when all have arrived or failed. */
    async attach(files: readonly File[]): Promise<void> {
      const added = files.map((file) => ({ id: newId(), file }))
      const room = LIMITS.filesPerMessage - viewNow().attachments.length
      move({
        move: 'add',
        attachments: added.map(({ id, file }, i) => ({
          id,
          name: file.name,
          size: file.size,
          upload:
            i < room
              ? { kind: 'running', share: 0 }
              : { kind: 'failed', refusal: refuseHere('TOO_LARGE', STRINGS.files.tooMany(LIMITS.filesPerMessage)) },
        })),
      })
      await Promise.all(added.slice(0, Math.max(0, room)).map(({ id, file }) => start(id, file)))
    },
    retryUpload(id: string): void {
      const known = running.get(id)
      if (!known) return
      move({ move: 'again', id })
      void start(id, known.file)
    },
    remove(id: string): void {
      running.get(id)?.abort.abort()
      running.delete(id)
      move({ move: 'remove', id })
      if (viewNow().attachments.length === 0) become({ sendWhenReady: false })
    },
    /** Takes up an earlier message to say it again; it goes out in the place of the one that is named, if any. */
    revise({ content, files, conversation_id }: Revised, replaces: string | null): void {
      for (const [id, { abort, of }] of running) {
        if (of !== shown) continue
        abort.abort()
        running.delete(id)
      }
      const attachments = files.map((file): Attachment => {
        const { file_uuid: id, name, size, mime } = file
        return { id, name, size, upload: { kind: 'done', file: { ...file, kind: mime } } }
      })
      const draft = draftOf(shown)
      if (draft.view.replaces === null) draft.aside = draft.view.text
      become({ text: content, attachments, sendWhenReady: false, replaces, conversation_id })
    },
    /** What was taken up stays as it is. */
    leaveRevision(): void {
      become({
        text: takeAside(shown),
        attachments: [],
        sendWhenReady: false,
        replaces: null,
        conversation_id: undefined,
      })
    },
    /** Sends now, or as soon as the last file has arrived. */
    send(options: Pick<SendOptions, 'when_busy'> = {}): void {
      draftOf(shown).whenBusy = options
      if (isUploading(viewNow().attachments)) become({ sendWhenReady: true })
      else hand(shown)
    },
  }
}

const isWritten = ({ text, attachments }: DraftView): boolean => text !== '' || attachments.length > 0
