// What is said to “How do I upload a file?”, by whichever agent is asked.
import { LIMITS } from '@biplane/contracts/vocabulary/limits'
import { bullets } from './plain-markdown.ts'

const MEBIBYTE = 1024 * 1024

export const howToUpload = (): string =>
  `You can upload files by dropping them anywhere on this page, or with the paperclip button (“Attach files”) beside the message box.\n\n${bullets(
    [
      'I read tables (CSV, TSV, JSON, NDJSON, Excel), documents (Word, PDF, web page, Markdown, text) and BPMN diagrams.',
      `A table may have up to ${Math.floor(LIMITS.uploadBytes / MEBIBYTE)} MiB, a document or workbook up to ${Math.floor(LIMITS.documentBytes / MEBIBYTE)} MiB, and a message up to ${LIMITS.filesPerMessage} files.`,
      'Write what you want with it, for example “Summarize this file”, and send the message.',
      'A file that you have uploaded stays here: you can ask about it again later without attaching it.',
    ],
  )}`.trimEnd()

/** One line of it, where a file is missing. */
export const UPLOAD_HINT =
  'You can upload files by dropping them on this page, or with the paperclip button beside the message box.'
