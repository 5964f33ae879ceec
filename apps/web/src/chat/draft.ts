// Owns a message that is being written: its words and its files. It outlives the view that shows it, so neither typed
// words nor a running upload are lost by looking elsewhere; the words outlive a reload too.
import { LIMITS } from '@biplane/contracts/vocabulary/limits'
import { wellFormed } from '@biplane/contracts/vocabulary/whole-characters'
import type { FileView } from '@biplane/contracts/wire/commands'
import type { MessageView } from '@biplane/contracts/wire/events'
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
import type { SendOptions } from './channel.ts'
import type { TextShelf } from './outbox-shelf.ts'

export interface DraftView {
  text: string
  attachments: Attachments
  /** Asked to send while files were on their way: it goes when they have arrived. */
  sendWhenReady: boolean
  /** The own earlier message that this one will take the place of. */
  replaces: string | null
}

export interface DraftParts {
  shelf: TextShelf
  key: string
  upload: Upload
  newId: () => string
  /** Hands the finished message over. */
  submit: (text: string, files: ReturnType<typeof arrived>, options: SendOptions) => void
}

export type Draft = ReturnType<typeof openDraft>

export function openDraft({ shelf, key, upload, newId, submit }: DraftParts) {
  let view: DraftView = { text: shelf.read(key) ?? '', attachments: [], sendWhenReady: false, replaces: null }
  let whenBusy: SendOptions = {}
  /** What was being written when an earlier message was taken up; it comes back after. */
  let aside = ''
  const running = new Map<string, { file: File; abort: AbortController }>()
  const listeners = new Set<() => void>()

  const become = (next: Partial<DraftView>) => {
    view = { ...view, ...next }
    for (const listener of listeners) listener()
  }
  const move = (change: AttachmentMove) => become({ attachments: moveAttachments(view.attachments, change) })

  async function start(id: string, file: File): Promise<FileView | null> {
    const abort = new AbortController()
    running.set(id, { file, abort })
    try {
      const onProgress = (share: number) => move({ move: 'progress', id, share })
      const uploaded = await upload({ file, signal: abort.signal, onProgress })
      move({ move: 'done', id, file: uploaded })
      return uploaded
    } catch (error) {
      if (!abort.signal.aborted) {
        move({ move: 'fail', id, refusal: refusalIn(error) })
        // What cannot arrive must not be left out silently: the person decides.
        become({ sendWhenReady: false })
      }
      return null
    } finally {
      if (view.sendWhenReady && !isUploading(view.attachments)) hand()
    }
  }

  function takeAside(): string {
    const text = aside
    aside = ''
    shelf.write(key, text === '' ? null : text)
    return text
  }

  function hand(): void {
    const files = arrived(view.attachments)
    const text = wellFormed(view.text.trim()) || (files.length > 0 ? STRINGS.composer.defaultWords(files.length) : '')
    if (text === '') return
    // A file that did not arrive stays where the person sees it; everything else has gone.
    const left = view.attachments.filter((a) => a.upload.kind === 'failed')
    for (const id of running.keys()) if (!left.some((a) => a.id === id)) running.delete(id)
    const { replaces } = view
    const options = { ...(replaces !== null && { replaces }), ...whenBusy }
    whenBusy = {}
    become({ text: takeAside(), attachments: left, sendWhenReady: false, replaces: null })
    submit(text, files, options)
  }

  return {
    getView: () => view,
    subscribe(listener: () => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    write(text: string): void {
      become({ text })
      shelf.write(key, text === '' ? null : text)
    },
    /** Uploads each file; a wrong one fails alone. Resolves when all have arrived or failed. */
    async attach(files: readonly File[]): Promise<void> {
      const added = files.map((file) => ({ id: newId(), file }))
      const room = LIMITS.filesPerMessage - view.attachments.length
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
      if (view.attachments.length === 0) become({ sendWhenReady: false })
    },
    /** Takes up an earlier message to say it again; it goes out in the place of the one that is named, if any. */
    revise({ content, files }: MessageView, replaces: string | null): void {
      for (const { abort } of running.values()) abort.abort()
      running.clear()
      const attachments = files.map((file): Attachment => {
        const { file_uuid: id, name, size, mime } = file
        return { id, name, size, upload: { kind: 'done', file: { ...file, kind: mime } } }
      })
      if (view.replaces === null) aside = view.text
      become({ text: content, attachments, sendWhenReady: false, replaces })
    },
    /** What was taken up stays as it is. */
    leaveRevision(): void {
      become({ text: takeAside(), attachments: [], sendWhenReady: false, replaces: null })
    },
    /** Sends now, or as soon as the last file has arrived. */
    send(options: Pick<SendOptions, 'when_busy'> = {}): void {
      whenBusy = options
      if (isUploading(view.attachments)) become({ sendWhenReady: true })
      else hand()
    },
  }
}
