// What is known of a file beside its bytes: name, declared type, size, hash, corrections.
import type { ReadingCorrection } from '@biplane/contracts/wire/file-reading'

export interface FileFacts {
  file_uuid: string
  name: string
  /** What the sender says it is; a claim, not a fact. */
  mime: string
  /** Bytes. */
  size: number
  sha256: string
  /** The sheet of a workbook that is meant; the fullest one when not set. */
  part?: string | undefined
  /** What a person corrected of how it is read. */
  reading?: ReadingCorrection | undefined
}
