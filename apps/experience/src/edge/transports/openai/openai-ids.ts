// How our ids are spelled on /v1. A bare response id resumes only in a log that was never restored; after a restore the id
// carries the epoch, because a number alone does not say of which log it is [L14].
import { Refusal } from '@biplane/contracts/refusal'

export const responseIdOf = (invocationId: string, epoch: string | null): string =>
  epoch === null ? `resp_${invocationId}` : `resp_${invocationId}.${epoch}`

/** @throws NOT_FOUND for what is no such id, as for an unknown one */
export function readResponseId(id: string): { invocationId: string; epoch: string | null } {
  const [invocationId = '', epoch = null, ...rest] = withoutPrefix(id, 'resp_').split('.')
  if (invocationId === '' || rest.length > 0) throw new Refusal('NOT_FOUND', 'There is no such response.')
  return { invocationId, epoch }
}

/** An attempt that follows one that was given up is another item. */
export const itemIdOf = (messageId: string, attempt: number): string =>
  attempt === 1 ? `msg_${messageId}` : `msg_${messageId}.${attempt}`

/** The message of an item. */
export const messageIdIn = (itemId: string): string => withoutPrefix(itemId, 'msg_').split('.', 1)[0] ?? ''

/** With or without its prefix: our own ids are good everywhere. */
export const conversationIdIn = (id: string): string => withoutPrefix(id, 'conv_')
export const fileIdOf = (fileUuid: string): string => `file-${fileUuid}`
export const fileUuidIn = (id: string): string => withoutPrefix(id, 'file-')

const withoutPrefix = (text: string, prefix: string): string =>
  text.startsWith(prefix) ? text.slice(prefix.length) : text
