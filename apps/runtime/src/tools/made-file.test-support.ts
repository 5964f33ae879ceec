// Files for tests: text or bytes as a tool gets them. Not part of the product.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { openContent } from './file-content.ts'
import type { FileFacts } from './file-facts.ts'
import type { ToolFile } from './tool-file.ts'

export interface MadeFile extends FileFacts {
  bytes: Uint8Array
}

/** `mime` is what a browser would state when it knows nothing. */
export function madeFile(name: string, content: string | Uint8Array, mime = 'application/octet-stream'): MadeFile {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { file_uuid: `file-${sha256.slice(0, 8)}`, name, mime, size: bytes.byteLength, sha256, bytes }
}

export function toolFile(name: string, content: string | Uint8Array, mime?: string): ToolFile {
  const { bytes, ...facts } = madeFile(name, content, mime)
  return { ...facts, content: openContent(bytes) }
}

const SAMPLE = path.join(import.meta.dirname, '../../../../prisma/sample')

/** The committed sample, read as a file: Runtime has no import of the package that makes it. */
export const sampleText = (name: 'receivables.csv' | 'refund-sop.md'): string =>
  readFileSync(path.join(SAMPLE, name), 'utf8')
