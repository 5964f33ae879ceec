// Sends the message of an OpenAI client and finds the turn that answers it. Its SDK sends a POST up to three times without
// any key, and says only that it is a retry: such a repetition is the send that it repeats. [OA2, L6]
import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { Caller } from '@biplane/contracts/experience-router'
import { Refusal } from '@biplane/contracts/refusal'
import type { Accepted } from '@biplane/contracts/wire/commands'
import { conversationId, fileId, messageId } from '@biplane/contracts/wire/ids'
import type { DoorChat } from '../../../chat/door-chat.ts'
import type { FileStore } from '../../../files/file-store.ts'
import type { ConversationRow } from '../../../store/log-reader.ts'
import type { Model } from './models.ts'
import { fileUuidIn } from './openai-ids.ts'
import type { NewFile, NewMessage } from './read-input.ts'

export interface SendTurnDeps {
  chat: DoorChat
  files: Pick<FileStore, 'save'>
  /** Removes a conversation in which nothing was said. */
  discard(caller: Caller, conversationId: string): Promise<void>
  /** Wall-clock milliseconds. */
  now(): number
}

export interface SendTurn {
  caller: Caller
  model: Model
  message: NewMessage
  /** `null` begins a new conversation, which does not become the current one. */
  conversation: ConversationRow | null
  headers: IncomingHttpHeaders
  /** The body as it came, to know a repetition. */
  body: unknown
  path: string
}

/** How long a repetition is known. */
const RETRY_MS = 10 * 60_000

/** One for the server: sends that are being kept are known to their repetitions. */
export class TurnSender {
  readonly #deps: SendTurnDeps
  readonly #sending = new Map<string, Promise<Accepted>>()

  constructor(deps: SendTurnDeps) {
    this.#deps = deps
  }

  /** @throws as every send; BAD_MESSAGE for a key that is no message id */
  send(turn: SendTurn): Promise<Accepted> {
    const key = keyOf(turn)
    const sending = this.#sending.get(key.inFlight)
    if (sending && (key.isRetry || key.given !== null)) return sending
    const accepted = this.#accept(turn, key)
    this.#sending.set(key.inFlight, accepted)
    const forget = () => {
      if (this.#sending.get(key.inFlight) === accepted) this.#sending.delete(key.inFlight)
    }
    accepted.then(forget, forget)
    return accepted
  }

  async #accept(turn: SendTurn, key: SendKey): Promise<Accepted> {
    const { chat, now } = this.#deps
    const { caller, model, message } = turn
    const before = key.isRetry && key.given === null ? this.#sentBefore(caller, key) : null
    const id = key.given ?? before ?? `${key.prefix}${stamp(now())}`
    const repeated = chat.acceptedAs(caller, id)
    if (repeated && (before !== null || saysTheSame(message, repeated))) return repeated.accepted
    if (repeated) throw new Refusal('CONFLICT', 'This idempotency key was used for another message.')
    const conversation = turn.conversation ?? (await chat.openAside(caller, model.agentType))
    try {
      return await chat.send(
        caller,
        { kind: 'routed' },
        {
          message: message.text,
          message_id: messageId.parse(id),
          conversation_id: conversationId.parse(conversation.id),
          file_uuids: await this.#keep(caller, message.files),
          context: { agent: model.agent },
        },
      )
    } catch (error) {
      if (turn.conversation === null) await this.#deps.discard(caller, conversation.id)
      throw error
    }
  }

  #sentBefore(caller: Caller, { prefix }: SendKey): string | null {
    const { chat, now } = this.#deps
    return chat.greatestMessageId(caller, `${prefix}${stamp(now() - RETRY_MS)}`, `${prefix}~`)
  }

  async #keep(caller: Caller, files: readonly NewFile[]) {
    const ids = []
    for (const file of files) {
      const id = 'id' in file ? fileUuidIn(file.id) : (await this.#save(caller, file)).file_uuid
      const known = fileId.safeParse(id)
      if (!known.success) throw new Refusal('NOT_FOUND', 'There is no such file.', { path: 'file_id' })
      ids.push(known.data)
    }
    return ids
  }

  #save(caller: Caller, { name, bytes }: { name: string; bytes: Buffer }) {
    return this.#deps.files.save(caller, { name, content: [bytes] })
  }
}

interface SendKey {
  /** The sender's own key, as a message id. */
  given: string | null
  isRetry: boolean
  /** What the ids of equal bodies begin with. */
  prefix: string
  inFlight: string
}

function keyOf({ caller, headers, body, path }: SendTurn): SendKey {
  const given = textOf(headers['idempotency-key'])
  if (given !== null && !messageId.safeParse(given).success) {
    throw new Refusal('BAD_MESSAGE', 'Invalid Idempotency-Key.', { path: 'Idempotency-Key' })
  }
  const hash = createHash('sha256')
    .update(`${path}\n${JSON.stringify(body)}`)
    .digest('hex')
    .slice(0, 32)
  const isRetry = Number(textOf(headers['x-stainless-retry-count']) ?? 0) > 0
  const prefix = `v1-${hash}-`
  return { given, isRetry, prefix, inFlight: `${caller.session_id}\n${given ?? prefix}` }
}

/** A moment as a text that rises with it. */
const stamp = (ms: number): string => Math.max(0, Math.floor(ms)).toString(36).padStart(9, '0')

const textOf = (header: string | string[] | undefined): string | null =>
  (Array.isArray(header) ? header[0] : header) ?? null

/** Files that came as bytes have new ids each time, so only those that are named by id are compared. */
function saysTheSame({ text, files }: NewMessage, said: { text: string; fileIds: string[] }): boolean {
  const named = files.flatMap((file) => ('id' in file ? [fileUuidIn(file.id)] : []))
  return text === said.text && files.length === said.fileIds.length && named.every((id) => said.fileIds.includes(id))
}
