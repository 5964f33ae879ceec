// Sends the message of an A2A client: into the conversation that it names as its context or by a task that waits for an
// answer, else into a new one. The same message id is the same send. [AT1, L6]
import type { Caller } from '@biplane/contracts/experience-router'
import { Refusal, refusalOf } from '@biplane/contracts/refusal'
import { conversationId, fileId } from '@biplane/contracts/wire/ids'
import type { ClientThreads, Sent } from '../../../chat/client-threads.ts'
import type { DoorChat } from '../../../chat/door-chat.ts'
import type { FileStore } from '../../../files/file-store.ts'
import type { ConversationRow } from '../../../store/log-reader.ts'
import { agentNamed, type NamedAgent } from '../agent-spelling.ts'
import { areSameFiles, keepFile } from '../attached-file.ts'
import { A2aProtocolError } from './a2a-errors.ts'
import { type NewMessage, newMessageOf, type SendParams } from './a2a-requests.ts'
import { type FoundTask, lastTurn, type Tasks } from './a2a-tasks.ts'

export interface TaskSenderDeps {
  chat: DoorChat
  threads: ClientThreads
  tasks: Tasks
  files: Pick<FileStore, 'save'>
  /** Removes an empty conversation. */
  discard(caller: Caller, conversationId: string): Promise<void>
}

/** One for the server: a send that is being kept is known to its repetition. */
export class TaskSender {
  readonly #deps: TaskSenderDeps
  readonly #sending = new Map<string, Promise<string>>()

  constructor(deps: TaskSenderDeps) {
    this.#deps = deps
  }

  /** The task that the message belongs to, with the turn that answers it. @throws as every send */
  async send(caller: Caller, params: SendParams, pinned: NamedAgent | null): Promise<{ task: FoundTask; at: number }> {
    if (params.configuration?.taskPushNotificationConfig !== undefined) {
      throw new A2aProtocolError('PUSH_NOTIFICATION_NOT_SUPPORTED')
    }
    const invocationId = await this.#once(caller, params, pinned)
    const { taskId } = params.message
    const task = await this.#deps.tasks.find(caller, taskId ?? invocationId)
    const at = task.turns.findIndex(({ begin }) => begin.invocationId === invocationId)
    if (at < 0) throw new Refusal('CONFLICT', 'messageId: was used in another task', { path: 'message.messageId' })
    return { task, at }
  }

  #once(caller: Caller, params: SendParams, pinned: NamedAgent | null): Promise<string> {
    const key = `${caller.session_id}\n${params.message.messageId}`
    const before = this.#sending.get(key) ?? Promise.resolve('')
    // After the one before it, whose outcome it then finds.
    const sent = before.then(
      () => this.#accept(caller, params, pinned),
      () => this.#accept(caller, params, pinned),
    )
    this.#sending.set(key, sent)
    const forget = () => {
      if (this.#sending.get(key) === sent) this.#sending.delete(key)
    }
    sent.then(forget, forget)
    return sent
  }

  async #accept(caller: Caller, params: SendParams, pinned: NamedAgent | null): Promise<string> {
    const { chat, threads, files } = this.#deps
    const { message } = params
    const said = newMessageOf(params)
    const named = agentOf(message.metadata?.skillId, pinned)
    const before = await threads.sent(caller, message.messageId)
    if (before) return repeated(before, said, message.contextId)
    const conversation = await this.#conversationNamed(caller, params, named)
    const file_uuids = []
    for (const file of said.files) file_uuids.push(fileId.parse(await keepFile(files, caller, file)))
    const { id } = conversation ?? (await chat.openAside(caller, (named ?? agentNamed('guide')).agentType))
    try {
      const input = {
        message: said.text,
        message_id: message.messageId,
        conversation_id: conversationId.parse(id),
        file_uuids,
        ...(named && { context: { agent: named.agent } }),
      }
      return (await chat.send(caller, { kind: 'routed' }, input)).invocation_id
    } catch (error) {
      if (conversation === null) await this.#deps.discard(caller, id)
      throw error
    }
  }

  /** `null` for a new one. @throws NOT_FOUND for a task, BAD_MESSAGE for a context that is not there */
  async #conversationNamed(
    caller: Caller,
    { message: { taskId, contextId } }: SendParams,
    named: NamedAgent | null,
  ): Promise<ConversationRow | null> {
    const conversation =
      taskId === undefined ? this.#context(caller, contextId) : await this.#waiting(caller, taskId, contextId)
    if (conversation && named && conversation.agentType !== named.agentType) {
      throw new Refusal('BAD_MESSAGE', 'message.contextId: belongs to another agent', { path: 'message.contextId' })
    }
    return conversation
  }

  async #waiting(caller: Caller, taskId: string, contextId: string | undefined): Promise<ConversationRow> {
    const { tasks } = this.#deps
    const task = await tasks.find(caller, taskId)
    if (contextId !== undefined && contextId !== task.contextId) {
      throw new Refusal('BAD_MESSAGE', 'message.contextId: is not that of the task', { path: 'message.contextId' })
    }
    if (!tasks.isAsking(caller, task)) {
      const words = 'This task waits for no answer: send without taskId, in the same contextId.'
      throw new A2aProtocolError('UNSUPPORTED_OPERATION', words)
    }
    return lastTurn(task).begin.conversation
  }

  #context(caller: Caller, contextId: string | undefined): ConversationRow | null {
    if (contextId === undefined) return null
    try {
      return this.#deps.chat.own(caller, contextId)
    } catch (error) {
      if (refusalOf(error)?.refusal !== 'NOT_FOUND') throw error
      const words = 'message.contextId: there is no such context; send without one to begin one'
      throw new Refusal('BAD_MESSAGE', words, { path: 'message.contextId' })
    }
  }
}

/** @throws BAD_MESSAGE for an unknown skill, or one that the address does not lead to */
function agentOf(skillId: string | undefined, pinned: NamedAgent | null): NamedAgent | null {
  if (skillId === undefined) return pinned
  const named = skillNamed(skillId)
  if (pinned && pinned.agent !== named.agent) {
    throw new Refusal('BAD_MESSAGE', `message.metadata.skillId: this address leads to ${pinned.agent}`)
  }
  return named
}

function skillNamed(skillId: string): NamedAgent {
  try {
    return agentNamed(skillId)
  } catch (error) {
    if (refusalOf(error)?.refusal !== 'NOT_FOUND') throw error
    const words = 'message.metadata.skillId: there is no such skill on the card'
    throw new Refusal('BAD_MESSAGE', words, { path: 'message.metadata.skillId' })
  }
}

/** @throws CONFLICT for other content under the same id */
function repeated(before: Sent, { text, files }: NewMessage, contextId: string | undefined): string {
  const isHere = contextId === undefined || before.conversation.id === contextId
  if (!isHere || before.message.content !== text || !areSameFiles(before.message.files, files)) {
    throw new Refusal('CONFLICT', 'This messageId was used for another message.', { path: 'message.messageId' })
  }
  return before.invocationId
}
