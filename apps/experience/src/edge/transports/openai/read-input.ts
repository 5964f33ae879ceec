// Finds the person's new message in what an OpenAI client sends: the text and the files of the last item of role user. What
// stands before it is the client's copy of the conversation.
import { Refusal } from '@biplane/contracts/refusal'
import type { EarlierMessage } from '../../../smart-city/earlier-messages.ts'
import { BETWEEN_HOPS } from './completion-encoder.ts'
import { type Content, type ContentPart, content as contentShape } from './openai-requests.ts'

export interface NewMessage {
  text: string
  files: NewFile[]
}

/** A file that is kept already, or the bytes of a new one. */
export type NewFile = { id: string } | { name: string; bytes: Buffer }

const MAX_FILES = 16

export interface ReadInput {
  message: NewMessage
  /** Messages of person and assistant before it, oldest first: the client's copy. */
  earlier: EarlierMessage[]
  /** Files of the earlier messages. */
  earlierFiles: NewFile[]
}

/** @throws BAD_MESSAGE where the last message is not the person's, or says nothing */
export function readInput(input: string | readonly { readonly [field: string]: unknown }[], field: string): ReadInput {
  if (typeof input === 'string') {
    return { message: requireText({ text: input, files: [] }, field), earlier: [], earlierFiles: [] }
  }
  const at = input.findLastIndex(({ role }) => role === 'user' || role === 'assistant')
  const last = input[at]
  if (last?.role !== 'user') {
    throw new Refusal('BAD_MESSAGE', `${field}: the last message must be of role user`, { path: field })
  }
  const content = contentShape.safeParse(last.content)
  if (!content.success) throw new Refusal('BAD_MESSAGE', `${field}: the message has no content`, { path: field })
  return { message: requireText(messageOf(content.data), field), ...earlierIn(input.slice(0, at)) }
}

/** Messages without text (calls of tools) are left out; several of an assistant in a row are one answer. */
function earlierIn(
  items: readonly { readonly [field: string]: unknown }[],
): Pick<ReadInput, 'earlier' | 'earlierFiles'> {
  const earlier: EarlierMessage[] = []
  const earlierFiles: NewFile[] = []
  for (const { role, content } of items) {
    if (role !== 'user' && role !== 'assistant') continue
    const said = contentShape.safeParse(content)
    if (!said.success) continue
    const { text, files } = messageOf(said.data)
    earlierFiles.push(...files)
    const before = earlier.at(-1)
    if (role === 'assistant' && before?.role === 'assistant') before.content += `${BETWEEN_HOPS}${text}`
    else earlier.push({ role, content: text })
  }
  return { earlier, earlierFiles }
}

function messageOf(content: Content): NewMessage {
  if (typeof content === 'string') return { text: content, files: [] }
  const texts = content.flatMap((part) => ('text' in part && typeof part.text === 'string' ? [part.text] : []))
  const files = content.flatMap(fileIn)
  if (files.length > MAX_FILES) throw new Refusal('BAD_MESSAGE', `A message has at most ${MAX_FILES} files.`)
  return { text: texts.join('\n'), files }
}

function fileIn(part: ContentPart): NewFile[] {
  if (part.type !== 'input_file' && part.type !== 'file') return []
  const { file_id, file_data, filename } = Object(part.type === 'file' ? part.file : part)
  if (typeof file_id === 'string' && file_id !== '') return [{ id: file_id }]
  if (typeof file_data === 'string')
    return [{ name: typeof filename === 'string' ? filename : 'file', bytes: bytesOf(file_data) }]
  throw new Refusal('BAD_MESSAGE', 'A file is named by file_id, or sent as file_data.', { path: 'file' })
}

/** Base64, bare or as a data address. @throws BAD_MESSAGE */
function bytesOf(data: string): Buffer {
  const base64 = data.startsWith('data:') ? data.slice(data.indexOf(',') + 1) : data
  const bytes = Buffer.from(base64, 'base64')
  if (bytes.length === 0) throw new Refusal('BAD_MESSAGE', 'file_data: is not base64', { path: 'file_data' })
  return bytes
}

function requireText(message: NewMessage, field: string): NewMessage {
  if (message.text.trim() !== '') return message
  throw new Refusal('BAD_MESSAGE', `${field}: the message has no text`, { path: field })
}
