// Reads the target of a cancel: the invocation or the message, after the schema has required exactly one.
import { type InvocationId, invocationId, type MessageId } from '../wire/ids.ts'
import type { CancelCommand } from './door-command.ts'

export const cancelledBy = (
  invocation: InvocationId | null | undefined,
  message: MessageId | null | undefined,
): CancelCommand['by'] =>
  message === null || message === undefined
    ? { invocation_id: invocationId.parse(invocation) }
    : { message_id: message }
