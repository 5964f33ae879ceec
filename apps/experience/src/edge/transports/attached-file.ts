// A file of a message in another protocol: one that was uploaded before, or its bytes. An address is never fetched.
import type { Caller } from '@biplane/contracts/experience-router'
import { Refusal } from '@biplane/contracts/refusal'
import type { FileStore } from '../../files/file-store.ts'

export type AttachedFile = { kind: 'uploaded'; file_uuid: string } | { kind: 'content'; name: string; bytes: Buffer }

const FILE_PATH = /\/api\/files\/([\w-]{1,64})(?:\/content)?$/

/** An address may only name an upload. `field` is where it stood. @throws BAD_MESSAGE */
export function fileAtAddress(url: string, field: string): AttachedFile {
  const id = FILE_PATH.exec(url.slice(-200))?.[1]
  if (id === undefined) {
    throw new Refusal('BAD_MESSAGE', `${field}: a file is sent as data, or named by its id`, { path: field })
  }
  return { kind: 'uploaded', file_uuid: id }
}

const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/

/** Base64, bare or as a data address. @throws BAD_MESSAGE */
export function fileFromBase64(text: string, name: string, field: string): AttachedFile {
  const data = text.startsWith('data:') ? text.slice(text.indexOf(',') + 1) : text
  if (!BASE64.test(data)) {
    throw new Refusal('BAD_MESSAGE', `${field}: a file is not valid base64`, { path: field })
  }
  return { kind: 'content', name, bytes: Buffer.from(data, 'base64') }
}

/** The id of the upload; bytes are kept as one. @throws UNSUPPORTED_FILE, TOO_LARGE, QUOTA_EXCEEDED */
export async function keepFile(files: Pick<FileStore, 'save'>, caller: Caller, file: AttachedFile): Promise<string> {
  if (file.kind === 'uploaded') return file.file_uuid
  return (await files.save(caller, { name: file.name, content: [file.bytes] })).file_uuid
}

/** Whether these are the files of a message that was kept. Bytes are compared by size: sent again, they have a new id. */
export function areSameFiles(
  kept: readonly { file_uuid: string; size: number }[],
  files: readonly AttachedFile[],
): boolean {
  if (kept.length !== files.length) return false
  return files.every((file, i) => {
    const other = kept[i]
    return file.kind === 'uploaded' ? other?.file_uuid === file.file_uuid : other?.size === file.bytes.length
  })
}
