// `/api/runtime/agent`: each event is its own frame, and surface and words, never the path, select the agent.
// Experience serves it in spite of its name; Runtime never sees a client. [D7]
import type { RuntimeAgentCommand } from '@biplane/contracts/codecs/door-command'
import type { RuntimeAgentNotice } from '@biplane/contracts/codecs/door-notice'
import { encodeRuntimeAgentEvent, encodeRuntimeAgentNotice } from '@biplane/contracts/codecs/runtime-agent'
import { decodeRuntimeAgentCommand } from '@biplane/contracts/codecs/runtime-agent-commands'
import type { Caller } from '@biplane/contracts/experience-router'
import { assertNever } from '@biplane/contracts/vocabulary/assert-never'
import type { Accepted } from '@biplane/contracts/wire/commands'
import { formatCursor } from '@biplane/contracts/wire/cursor'
import type { DoorChat } from '../../chat/door-chat.ts'
import type { Reading } from '../../chat/read-events.ts'
import { type DoorSocketDeps, serveDoor } from '../door-socket.ts'
import type { RawDoor, RawSocket, Visit } from '../raw-door.ts'
import type { SocketDoor } from '../upgrade-router.ts'
import { textAt } from './frame-field.ts'
import { RoutedConversations } from './routed-conversations.ts'
import { threadOfAddress } from './thread-of-address.ts'
import { refusalOfCursor } from './unusable-cursor.ts'

export interface RuntimeAgentDoorDeps extends DoorSocketDeps {
  chat: DoorChat
  /** Wall-clock milliseconds, for the time that frames carry. */
  now(): number
}

export const openRuntimeAgentDoor = (deps: RuntimeAgentDoorDeps): SocketDoor => ({
  matches: (path) => path === '/api/runtime/agent',
  open: (accepted) => serveDoor(deps, accepted, doorOf(deps)),
})

function doorOf(deps: RuntimeAgentDoorDeps): RawDoor<RuntimeAgentCommand> {
  const say = (notice: RuntimeAgentNotice) =>
    JSON.stringify(encodeRuntimeAgentNotice(notice, new Date(deps.now()).toISOString()))
  return {
    name: 'runtime_agent',
    realm: 'experience',
    agentType: null,
    pillar: null,
    decode: decodeRuntimeAgentCommand,
    pong: (command) => (command.kind === 'ping' ? say({ kind: 'pong' }) : null),
    refusal(refusal, { value, command }) {
      const messageId = command?.kind === 'send' ? command.input.message_id : textAt(value, 'payload', 'message_id')
      return say({ kind: 'refused', refusal, ...(messageId === undefined ? {} : { message_id: messageId }) })
    },
    enter: (socket, { live }) => new RuntimeAgentVisit(deps, live.caller, socket, (notice) => socket.send(say(notice))),
  }
}

class RuntimeAgentVisit implements Visit<RuntimeAgentCommand> {
  readonly #chat: DoorChat
  readonly #caller: Caller
  readonly #socket: RawSocket<RuntimeAgentCommand>
  readonly #say: (notice: RuntimeAgentNotice) => void
  readonly #conversations: RoutedConversations
  /** Messages that this socket said and was told the acceptance of, by conversation and number, until they are passed. */
  readonly #accepted = new Set<string>()
  /** How far each conversation was shown. */
  readonly #shown = new Map<string, number>()

  constructor(
    { chat, limits }: RuntimeAgentDoorDeps,
    caller: Caller,
    socket: RawSocket<RuntimeAgentCommand>,
    say: (notice: RuntimeAgentNotice) => void,
  ) {
    this.#chat = chat
    this.#caller = caller
    this.#socket = socket
    this.#say = say
    this.#conversations = new RoutedConversations({
      chat,
      caller,
      reader: socket,
      mostConversations: limits.subscriptionsPerSocket,
      thread: threadOfAddress(socket.query),
      show: (reading, { id }) => this.#show(reading, id),
    })
  }

  /** Nothing is said before something is asked. */
  async begin(): Promise<void> {}

  async perform(command: RuntimeAgentCommand): Promise<void> {
    switch (command.kind) {
      case 'send':
        return this.#conversations.send(command.input, (accepted) => this.#accept(accepted))
      case 'cancel': {
        const { outcome, invocation_id, status } = await this.#chat.cancel(this.#caller, command.by)
        if (outcome === 'already_finished') this.#say({ kind: 'already_finished', invocation_id, status })
        return
      }
      case 'resume': {
        const conversation = this.#chat.own(this.#caller, command.conversation_id)
        for (const key of this.#accepted) if (key.startsWith(keyOf(conversation.id, ''))) this.#accepted.delete(key)
        return this.#conversations.resume(conversation, command.last_event_id, (place) => {
          if (place) this.#say({ kind: 'resumed', place })
        })
      }
      case 'ping':
        return
      default:
        assertNever(command, 'command')
    }
  }

  end(): void {
    this.#conversations.close()
  }

  /** Its own message is told to a socket once, as the acceptance, which has its number. [L3, D7.1] */
  #accept(accepted: Accepted): void {
    const { conversation_id, event_id } = accepted
    if (event_id > (this.#shown.get(conversation_id) ?? 0)) this.#accepted.add(keyOf(conversation_id, event_id))
    this.#say({ kind: 'accepted', accepted: { ...accepted, cursor: formatCursor(this.#chat.epoch, event_id) } })
  }

  #show(reading: Reading, conversationId: string): void {
    this.#shown.set(conversationId, reading.seq)
    if (reading.kind === 'event') {
      if (this.#accepted.delete(keyOf(conversationId, reading.seq))) return
      const encode = () => JSON.stringify(encodeRuntimeAgentEvent(reading.logged.event))
      this.#socket.send(reading.logged.frameBytes('runtime_agent', encode))
      return
    }
    const useless = refusalOfCursor(reading.snapshot.reason)
    if (useless) this.#socket.refuse(useless)
    this.#say({ kind: 'restored', snapshot: reading.snapshot })
  }
}

const keyOf = (conversationId: string, eventId: number | ''): string => `${conversationId}:${eventId}`
