// Requests of A2A clients, read leniently: fields that are not known are passed over. [AT1]
import { Refusal } from '@biplane/contracts/refusal'
import { LIMITS } from '@biplane/contracts/vocabulary/limits'
import { messageId } from '@biplane/contracts/wire/ids'
import { z } from 'zod'
import { type AttachedFile, fileAtAddress, fileFromBase64 } from '../attached-file.ts'
import { A2aProtocolError, rpcId } from './a2a-errors.ts'

export const rpcRequest = z.looseObject({
  jsonrpc: z.literal('2.0'),
  id: rpcId,
  method: z.string().max(64),
  params: z.looseObject({}).optional(),
})

const part = z.looseObject({
  text: z.string().optional(),
  raw: z.string().optional(),
  url: z.string().optional(),
  data: z.unknown().optional(),
  filename: z.string().max(512).optional(),
})

const name = z.string().max(128)

export const sendParams = z.looseObject({
  message: z.looseObject({
    messageId,
    contextId: name.optional(),
    taskId: name.optional(),
    role: z.literal('ROLE_USER'),
    parts: z
      .array(part)
      .min(1)
      .max(LIMITS.filesPerMessage * 2),
    metadata: z.looseObject({ skillId: name.optional() }).optional(),
  }),
  configuration: z
    .looseObject({
      returnImmediately: z.boolean().optional(),
      historyLength: z.number().int().min(0).optional(),
      taskPushNotificationConfig: z.unknown().optional(),
    })
    .optional(),
})
export type SendParams = z.infer<typeof sendParams>

export const taskParams = z.looseObject({ id: name, historyLength: z.number().int().min(0).optional() })

const MAX_PAGE = 100
export const listParams = z.looseObject({
  contextId: name.optional(),
  status: z.string().max(64).optional(),
  pageSize: z.number().int().min(1).max(MAX_PAGE).optional(),
  pageToken: z.string().max(256).optional(),
  historyLength: z.number().int().min(0).optional(),
  includeArtifacts: z.boolean().optional(),
})

export interface NewMessage {
  text: string
  files: AttachedFile[]
}

/** @throws BAD_MESSAGE; A2aProtocolError for a part of another kind */
export function newMessageOf({ message: { parts } }: SendParams): NewMessage {
  const texts: string[] = []
  const files: AttachedFile[] = []
  for (const { text, raw, url, filename } of parts) {
    if (text !== undefined) texts.push(text)
    else if (raw !== undefined) files.push(fileFromBase64(raw, filename || 'file', 'message.parts'))
    else if (url !== undefined) files.push(fileAtAddress(url, 'message.parts'))
    else throw new A2aProtocolError('CONTENT_TYPE_NOT_SUPPORTED')
  }
  if (texts.join('').trim() === '') {
    throw new Refusal('BAD_MESSAGE', 'message.parts: there is no text', { path: 'message.parts' })
  }
  return { text: texts.join('\n'), files }
}

/** @throws A2aProtocolError for another version; a client that names none is taken at its method's name */
export function requireVersion(header: string | string[] | undefined): void {
  const version = (Array.isArray(header) ? header[0] : header)?.trim() ?? ''
  if (version !== '' && version !== '1.0' && !version.startsWith('1.0.'))
    throw new A2aProtocolError('VERSION_NOT_SUPPORTED')
}
