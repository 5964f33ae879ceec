// Sends the message of a tool call, or finds the send that it repeats. A call that names no conversation gets one of its
// own, which does not become the current one. [MC2, L6]
import type { Caller } from '@biplane/contracts/experience-router'
import { Refusal } from '@biplane/contracts/refusal'
import { type Accepted, sendInput } from '@biplane/contracts/wire/commands'
import { conversationId, fileId, messageId } from '@biplane/contracts/wire/ids'
import { z } from 'zod'
import type { DoorChat } from '../../../chat/door-chat.ts'
import type { NamedAgent } from '../agent-spelling.ts'

/** What a tool that asks an agent takes. */
export const askInput = z.strictObject({
  message: sendInput.shape.message.describe('The question, in plain words.'),
  conversation_id: conversationId
    .optional()
    .describe('Goes on with this conversation of the same agent. A new one begins when absent.'),
  message_id: messageId
    .optional()
    .describe('Your own id for this call. The same id with the same message is never asked twice.'),
  file_uuids: z
    .array(fileId)
    .max(20)
    .optional()
    .describe('Uploaded files that the question is about, from list_files or upload_file.'),
})
export type AskInput = z.output<typeof askInput>

export interface AskAgentDeps {
  chat: Pick<DoorChat, 'send' | 'openAside' | 'acceptedAs'>
  /** Removes a conversation without messages. */
  discard(caller: Caller, conversationId: string): Promise<void>
}

export interface Ask {
  caller: Caller
  agent: NamedAgent
  input: AskInput
  /** What the message is sent under; never one that another message has. */
  messageId: string
}

/** One for the server: calls with one message id wait for each other, so that none opens a second conversation. */
export class AskAgent {
  readonly #deps: AskAgentDeps
  readonly #last = new Map<string, Promise<unknown>>()

  constructor(deps: AskAgentDeps) {
    this.#deps = deps
  }

  /** @throws as every send; CONFLICT for an id that another message has */
  async send(ask: Ask): Promise<Accepted> {
    const key = `${ask.caller.session_id}\n${ask.messageId}`
    const before = this.#last.get(key) ?? Promise.resolve()
    const sent = before.then(
      () => this.#send(ask),
      () => this.#send(ask),
    )
    this.#last.set(key, sent)
    try {
      return await sent
    } finally {
      if (this.#last.get(key) === sent) this.#last.delete(key)
    }
  }

  /** Whether another message has the id. */
  isTaken({ caller, input, messageId: id }: Omit<Ask, 'agent'>): boolean {
    const repeated = this.#deps.chat.acceptedAs(caller, id)
    return repeated !== null && !saysTheSame(input, repeated)
  }

  async #send(ask: Ask): Promise<Accepted> {
    const { chat, discard } = this.#deps
    const { caller, agent, input } = ask
    const repeated = chat.acceptedAs(caller, ask.messageId)
    if (repeated && saysTheSame(input, repeated)) return repeated.accepted
    if (repeated) throw new Refusal('CONFLICT', 'This message_id was used for another message.', { path: 'message_id' })
    const named = input.conversation_id
    const conversation = named ?? (await chat.openAside(caller, agent.agentType)).id
    try {
      return await chat.send(caller, agent.target, {
        message: input.message,
        message_id: messageId.parse(ask.messageId),
        conversation_id: conversationId.parse(conversation),
        ...(input.file_uuids && { file_uuids: input.file_uuids }),
      })
    } catch (error) {
      if (named === undefined) await discard(caller, conversation)
      throw error
    }
  }
}

function saysTheSame(
  { message, conversation_id, file_uuids = [] }: AskInput,
  said: { accepted: Accepted; text: string; fileIds: string[] },
): boolean {
  if (message !== said.text || file_uuids.length !== said.fileIds.length) return false
  if (conversation_id !== undefined && conversation_id !== said.accepted.conversation_id) return false
  return file_uuids.every((id) => said.fileIds.includes(id))
}
