// Files of a draft: a pure list with its legal transitions.
import type { FileView } from '@biplane/contracts/wire/commands'
import type { MessageFile } from '@biplane/contracts/wire/events'
import type { RefusalView } from '../transport/refusal-in.ts'

export interface Attachment {
  id: string
  name: string
  size: number
  upload:
    | { kind: 'running'; share: number }
    /** `kind` is what the file was found to be. */
    | { kind: 'done'; file: ArrivedFile }
    /** Rejected by the server, or (`refusal: null`) interrupted. */
    | { kind: 'failed'; refusal: RefusalView | null }
}

export type ArrivedFile = MessageFile & Pick<FileView, 'kind'>

export type Attachments = readonly Attachment[]

export type AttachmentMove =
  | { move: 'add'; attachments: Attachment[] }
  | { move: 'progress'; id: string; share: number }
  | { move: 'done'; id: string; file: ArrivedFile }
  | { move: 'fail'; id: string; refusal: RefusalView | null }
  | { move: 'again'; id: string }
  | { move: 'remove'; id: string }

export function moveAttachments(list: Attachments, move: AttachmentMove): Attachments {
  switch (move.move) {
    case 'add':
      return [...list, ...move.attachments]
    case 'progress':
      return put(list, move.id, (a) =>
        a.upload.kind === 'running' ? { kind: 'running', share: move.share } : a.upload,
      )
    case 'done':
      return put(list, move.id, () => ({ kind: 'done', file: move.file }))
    case 'fail':
      return put(list, move.id, () => ({ kind: 'failed', refusal: move.refusal }))
    case 'again':
      return put(list, move.id, () => ({ kind: 'running', share: 0 }))
    case 'remove':
      return list.filter((a) => a.id !== move.id)
  }
}

const put = (list: Attachments, id: string, next: (a: Attachment) => Attachment['upload']): Attachments =>
  list.map((a) => (a.id === id ? { ...a, upload: next(a) } : a))

/** What a message takes along: the files that have arrived. */
export const arrived = (list: Attachments): MessageFile[] =>
  list.flatMap(({ upload }) => {
    if (upload.kind !== 'done') return []
    const { file_uuid, name, mime, size } = upload.file
    return [{ file_uuid, name, mime, size }]
  })

export const isUploading = (list: Attachments): boolean => list.some((a) => a.upload.kind === 'running')
