// What AG-UI clients send, read leniently: they add fields that are not ours to know. Only the last message is new; the
// rest is the client's copy (`client-copy.ts`). [D12.2]
import { Refusal } from '@biplane/contracts/refusal'
import { LIMITS } from '@biplane/contracts/vocabulary/limits'
import { messageId } from '@biplane/contracts/wire/ids'
import { z } from 'zod'
import { type AttachedFile, fileAtAddress, fileFromBase64 } from '../attached-file.ts'

const MAX_MESSAGES = 5_000

const historyMessage = z.looseObject({ id: z.string().max(256), role: z.string().max(32) })
export type HistoryMessage = z.infer<typeof historyMessage>

export const runAgentInput = z.looseObject({
  threadId: z.string().min(1).max(256),
  runId: messageId,
  protocolVersion: z.string().max(16).optional(),
  messages: z.array(historyMessage).max(MAX_MESSAGES),
  forwardedProps: z.unknown().optional(),
  resume: z.array(z.unknown()).max(100).nullish(),
})
export type RunAgentInput = z.infer<typeof runAgentInput>

export const runQuery = z.object({
  threadId: z.string().min(1).max(256),
  runId: messageId.optional(),
  protocolVersion: z.string().max(16).optional(),
})

const forwardedProps = z.looseObject({
  file_uuids: z.array(z.string().max(64)).max(LIMITS.filesPerMessage).optional(),
  onDisconnect: z.enum(['continue', 'cancel']).optional(),
})

const source = z.looseObject({
  type: z.enum(['file', 'data', 'url']),
  value: z.string(),
  mimeType: z.string().optional(),
})
const part = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('text'), text: z.string() }),
  z.looseObject({ type: z.enum(['image', 'audio', 'video', 'document']), source, name: z.string().optional() }),
  /** Of clients before 1.0. */
  z.looseObject({
    type: z.literal('binary'),
    id: z.string().optional(),
    data: z.string().optional(),
    url: z.string().optional(),
    filename: z.string().optional(),
  }),
])
const content = z.union([z.string(), z.array(part).max(LIMITS.filesPerMessage * 2)])

export interface NewMessage {
  text: string
  files: AttachedFile[]
}

/** The message that this run is about. @throws BAD_MESSAGE */
export function newMessageOf({ messages, forwardedProps: props, resume }: RunAgentInput): NewMessage {
  if (resume && resume.length > 0) throw bad('resume: no question is open', 'resume')
  const last = messages.at(-1)
  if (last?.role !== 'user') throw bad('messages: the last one is not a message of the user', 'messages')
  const parsed = content.safeParse(last.content)
  if (!parsed.success) throw bad('messages: the content of the last one is invalid', 'messages')
  const { file_uuids = [] } = propsOf(props)
  const named = file_uuids.map((file_uuid): AttachedFile => ({ kind: 'uploaded', file_uuid }))
  if (typeof parsed.data === 'string') return { text: requireText(parsed.data), files: named }
  const texts: string[] = []
  const files: AttachedFile[] = []
  for (const one of parsed.data) {
    if (one.type === 'text') texts.push(one.text)
    else files.push(one.type === 'binary' ? binaryFile(one) : sourceFile(one.source, one.name))
  }
  return { text: requireText(texts.join('\n')), files: [...files, ...named] }
}

/** The text of an earlier message; empty for one that says nothing. */
export function textOf(said: unknown): string {
  const parsed = content.safeParse(said)
  if (!parsed.success) return ''
  if (typeof parsed.data === 'string') return parsed.data
  return parsed.data.flatMap((one) => (one.type === 'text' ? [one.text] : [])).join('\n')
}

/** @throws BAD_MESSAGE */
export function propsOf(props: unknown): z.infer<typeof forwardedProps> {
  const parsed = forwardedProps.safeParse(props ?? {})
  if (!parsed.success) throw bad('forwardedProps: invalid file_uuids or onDisconnect', 'forwardedProps')
  return parsed.data
}

function requireText(text: string): string {
  if (text.trim() === '') throw bad('messages: the last one has no text', 'messages')
  return text
}

function sourceFile({ type, value }: z.infer<typeof source>, name: string | undefined): AttachedFile {
  switch (type) {
    case 'file':
      return { kind: 'uploaded', file_uuid: value }
    case 'data':
      return fileFromBase64(value, name ?? 'file', 'messages')
    case 'url':
      return fileAtAddress(value, 'messages')
  }
}

function binaryFile(one: {
  id?: string | undefined
  data?: string | undefined
  url?: string | undefined
  filename?: string | undefined
}): AttachedFile {
  if (one.id !== undefined) return { kind: 'uploaded', file_uuid: one.id }
  if (one.data !== undefined) return fileFromBase64(one.data, one.filename ?? 'file', 'messages')
  return fileAtAddress(one.url ?? '', 'messages')
}

const bad = (message: string, path: string) => new Refusal('BAD_MESSAGE', message, { path })
