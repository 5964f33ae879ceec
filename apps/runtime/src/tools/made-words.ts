// Text that a tool reads like a file without an upload: a message, or an earlier result.
import { createHash } from 'node:crypto'
import type { FileFacts } from './file-facts.ts'

export interface MadeWords {
  facts: FileFacts
  read(): Promise<Uint8Array>
}

const PREFIX = 'made:'

/** @param about what stays the same from version to version, so that results keep their key */
export function madeWords(about: string, name: string, text: string, mime = 'text/markdown'): MadeWords {
  const bytes = new TextEncoder().encode(text)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return {
    facts: { file_uuid: `${PREFIX}${about}`, name, mime, size: bytes.byteLength, sha256 },
    read: async () => bytes,
  }
}

export const isMade = ({ file_uuid }: Pick<FileFacts, 'file_uuid'>): boolean => file_uuid.startsWith(PREFIX)
