// Shapes of identifiers on the wire. Ids are opaque: never parse one.
import { z } from 'zod'
import { LIMITS } from '../vocabulary/limits.ts'

const printable = /^[\x21-\x7e]+$/

const opaque = (max: number) => z.string().min(1).max(max).regex(printable)

export const sessionId = opaque(64).brand<'SessionId'>()
export const threadId = opaque(64).brand<'ThreadId'>()
export const conversationId = opaque(64).brand<'ConversationId'>()
export const invocationId = opaque(64).brand<'InvocationId'>()
/** A client's own id for what it sends, or the product's for what an agent says. Unique within a session. [L6] */
export const messageId = opaque(LIMITS.messageIdChars).brand<'MessageId'>()
export const scheduleId = opaque(64).brand<'ScheduleId'>()
export const fileId = opaque(64).brand<'FileId'>()
export const artifactId = opaque(128).brand<'ArtifactId'>()
export const connectionId = opaque(64).brand<'ConnectionId'>()

export type SessionId = z.infer<typeof sessionId>
export type ThreadId = z.infer<typeof threadId>
export type ConversationId = z.infer<typeof conversationId>
export type InvocationId = z.infer<typeof invocationId>
export type MessageId = z.infer<typeof messageId>
export type ScheduleId = z.infer<typeof scheduleId>
export type FileId = z.infer<typeof fileId>
export type ArtifactId = z.infer<typeof artifactId>
export type ConnectionId = z.infer<typeof connectionId>
