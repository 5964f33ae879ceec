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
import { type Continued, findContinued, historyHash } from './client-history.ts'
import type { Model } from './models.ts'
import { fileUuidIn } from './openai-ids.ts'
import type { NewFile, NewMessage, ReadInput } from './read-input.ts'

export interface SendTurnDeps {
  chat: DoorChat
  files: Pick<FileStore, 'save'>
  /** Removes an empty conversation. */
  discard(caller: Caller, conversationId: string): Promise<void>
  /** Wall-clock milliseconds. */
  now(): number
}

export interface SendTurn {
  caller: Caller
  model: Model
  input: ReadInput
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
    const { caller, input } = turn
    const before = key.isRetry && key.given === null ? this.#sentBefore(caller, key) : null
    const id = key.given ?? before ?? `${key.prefix}${stamp(now())}`
    const repeated = chat.acceptedAs(caller, id)
    if (repeated && (before !== null || saysTheSame(input.message, repeated))) return repeated.accepted
    if (repeated) throw new Refusal('CONFLICT', 'This idempotency key was used for another message.')
    return this.#sayIn(turn, await this.#continued(turn), id)
  }

  /** Where a message without a named conversation goes on; `null` for one that begins a conversation. */
  async #continued({ caller, conversation, input, model }: SendTurn): Promise<Continued | null> {
    if (conversation) return { conversation, replaces: null }
    return findContinued(this.#deps.chat, caller, { scope: model.agent, earlier: input.earlier, prefix: ID_PREFIX })
  }

  async #sayIn({ caller, model, input }: SendTurn, continued: Continued | null, id: string): Promise<Accepted> {
    const { chat, discard } = this.#deps
    const { message, earlier, earlierFiles } = input
    const conversation = continued?.conversation ?? (await chat.openAside(caller, model.agentType))
    try {
      return await chat.send(
        caller,
        { kind: 'routed' },
        {
          message: message.text,
          message_id: messageId.parse(id),
          conversation_id: conversationId.parse(conversation.id),
          // The log has the files of its messages.
          file_uuids: await this.#keep(caller, continued ? message.files : [...earlierFiles, ...message.files]),
          context: { agent: model.agent },
          ...(continued?.replaces ? { replaces: messageId.parse(continued.replaces) } : {}),
          ...(continued ? {} : { earlier }),
        },
      )
    } catch (error) {
      if (continued === null) await discard(caller, conversation.id)
      throw error
    }
  }

  #sentBefore(caller: Caller, { prefix }: SendKey): string | null {
    const { chat, now } = this.#deps
    const range = { from: `${prefix}${stamp(now() - RETRY_MS)}`, to: `${prefix}~`, limit: 1 }
    return chat.messageIds(caller, range)[0] ?? null
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

const ID_PREFIX = 'v1-'

function keyOf({ caller, headers, body, path, model, input, conversation }: SendTurn): SendKey {
  const given = textOf(headers['idempotency-key'])
  if (given !== null && !messageId.safeParse(given).success) {
    throw new Refusal('BAD_MESSAGE', 'Invalid Idempotency-Key.', { path: 'Idempotency-Key' })
  }
  const hash = createHash('sha256')
    .update(`${path}\n${JSON.stringify(body)}`)
    .digest('hex')
    .slice(0, 32)
  const isRetry = Number(textOf(headers['x-stainless-retry-count']) ?? 0) > 0
  // In a named conversation the client's copy does not match what the log has before it.
  const scope = conversation ? `${model.agent} ${conversation.id}` : model.agent
  const prefix = `${ID_PREFIX}${historyHash(scope, input.earlier, input.message.text)}-${hash}-`
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
