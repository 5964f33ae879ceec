// What the two routing sockets share: a socket receives every conversation that it sent to or resumed, and the one that
// an answer was handed over to. The chat port decides who answers. [U5, D7.2]
import type { ResumedPlace } from '@biplane/contracts/codecs/door-notice'
import type { Caller } from '@biplane/contracts/experience-router'
import { Refusal } from '@biplane/contracts/refusal'
import type { Accepted, SendInput } from '@biplane/contracts/wire/commands'
import type { ConversationEvent, EventOf, Handoff } from '@biplane/contracts/wire/events'
import type { ThreadId } from '@biplane/contracts/wire/ids'
import type { DoorChat } from '../../chat/door-chat.ts'
import type { Reading } from '../../chat/read-events.ts'
import type { ConversationRow } from '../../store/log-reader.ts'
import { ConversationSubscriptions, type SubscriptionDeps } from './conversation-subscriptions.ts'

export interface RoutedDeps {
  chat: DoorChat
  caller: Caller
  /** The socket that reads. */
  reader: Pick<SubscriptionDeps, 'room' | 'gone' | 'check'> & { fail(error: unknown): void }
  mostConversations: number
  /** The thread that the address names; none for the current one. [H3] */
  thread: { thread_id?: ThreadId }
  show(reading: Reading, conversation: ConversationRow): void
  /** A handoff was shown; its answer follows in another conversation. */
  onHandoff?(handoff: EventOf<'agent.handoff'>): void
}

export class RoutedConversations {
  readonly #deps: RoutedDeps
  readonly #subscriptions: ConversationSubscriptions

  constructor(deps: RoutedDeps) {
    this.#deps = deps
    const { chat, caller, reader } = deps
    this.#subscriptions = new ConversationSubscriptions({
      chat,
      caller,
      room: () => reader.room(),
      gone: () => reader.gone(),
      check: () => reader.check(),
      show: (reading, conversation) => this.#show(reading, conversation),
      onDeleted: () => {},
      onError: (error) => reader.fail(error),
    })
  }

  /** `accept` is called before any event of the send is shown. @throws as `sendMessage`: then nothing was kept */
  async send(input: SendInput, accept: (accepted: Accepted) => void): Promise<void> {
    const { chat, caller, thread } = this.#deps
    await this.#subscriptions.before(async () => {
      const accepted = await chat.send(caller, { kind: 'routed' }, { ...thread, ...input })
      accept(accepted)
      if (this.#subscriptions.follows(accepted.conversation_id)) return
      const conversation = chat.own(caller, accepted.conversation_id)
      this.#bound(conversation)
      this.#subscriptions.follow(conversation, String(accepted.event_id - 1))
    })
  }

  /**
   * Reads on from a cursor; what this socket read of that conversation before stops. `begin` is called first, with the
   * place from which events follow, or with `null` where a whole picture will.
   * @throws NOT_FOUND, RATE_LIMITED
   */
  resume(conversation: ConversationRow, lastEventId: string | null, begin: (place: ResumedPlace | null) => void): void {
    this.#bound(conversation)
    begin(this.#deps.chat.resumed(conversation, lastEventId))
    this.#subscriptions.follow(conversation, lastEventId)
  }

  close(): void {
    this.#subscriptions.close()
  }

  #bound({ id }: ConversationRow): void {
    const { mostConversations } = this.#deps
    if (this.#subscriptions.follows(id) || this.#subscriptions.size < mostConversations) return
    throw new Refusal('RATE_LIMITED', `One socket follows at most ${mostConversations} conversations.`)
  }

  #show(reading: Reading, conversation: ConversationRow): void {
    const { show, onHandoff } = this.#deps
    const event: ConversationEvent | null = reading.kind === 'event' ? reading.logged.event : null
    if (event?.type === 'agent.handoff') onHandoff?.(event)
    show(reading, conversation)
    if (event?.type === 'agent.handoff') void this.#followHandoff(event.payload)
  }

  /** From the question on that the handoff put there. Who resumes that conversation first, is not told it twice. */
  async #followHandoff(handoff: Handoff): Promise<void> {
    const { chat, caller, reader } = this.#deps
    try {
      const { conversation, after } = await chat.handedOver(caller, handoff)
      if (this.#subscriptions.follows(conversation.id)) return
      this.#bound(conversation)
      this.#subscriptions.follow(conversation, String(after))
    } catch (error) {
      reader.fail(error)
    }
  }
}
