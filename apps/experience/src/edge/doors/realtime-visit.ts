// One socket of `/realtime`: assigns answers to requests and filters what each request asked for.
import type { EnvelopeCommand, SendCommand } from '@biplane/contracts/codecs/door-command'
import type { EnvelopeNotice } from '@biplane/contracts/codecs/door-notice'
import { type EnvelopeAbout, encodeEnvelopeEvent } from '@biplane/contracts/codecs/envelope-events'
import { isAnswerEnd } from '@biplane/contracts/codecs/standard-events'
import type { Caller } from '@biplane/contracts/experience-router'
import { Refusal, viewOfError } from '@biplane/contracts/refusal'
import { assertNever } from '@biplane/contracts/vocabulary/assert-never'
import type { ConversationEvent } from '@biplane/contracts/wire/events'
import type { DoorChat } from '../../chat/door-chat.ts'
import type { Reading } from '../../chat/read-events.ts'
import type { TrafficCop } from '../../smart-city/traffic-cop.ts'
import type { ConversationRow } from '../../store/log-reader.ts'
import type { AuthenticatedClient, RawSocket, Visit } from '../raw-door.ts'
import { RoutedConversations } from './routed-conversations.ts'
import { threadOfAddress } from './thread-of-address.ts'
import { refusalOfCursor } from './unusable-cursor.ts'

export interface RealtimeVisitDeps {
  chat: DoorChat
  trafficCop: TrafficCop
  limits: { subscriptionsPerSocket: number }
  client: AuthenticatedClient
  socket: RawSocket<EnvelopeCommand>
  say(notice: EnvelopeNotice, requestId: string | undefined): void
}

/** What was asked for: by a send for its answer, by a resume for a whole conversation. */
type Asked = Pick<EnvelopeAbout, 'reads' | 'request_id'>

/** Whether a frame speaks for a session that is not this socket's own. */
export const contradicts = ({ claims }: EnvelopeCommand, sessionId: string | null): boolean =>
  claims?.session_id !== undefined && claims.session_id !== sessionId

export class RealtimeVisit implements Visit<EnvelopeCommand> {
  readonly #deps: RealtimeVisitDeps
  readonly #caller: Caller
  readonly #conversations: RoutedConversations
  /** By invocation, until it has ended; by conversation, for those that were resumed. */
  readonly #sends = new Map<string, Asked>()
  readonly #resumes = new Map<string, Asked>()
  /** By conversation, the last event that this socket has read. */
  readonly #shown = new Map<string, number>()
  /** The conversation of the last send, for commands that name none. */
  #last: string | null = null

  constructor(deps: RealtimeVisitDeps) {
    this.#deps = deps
    const { chat, client, limits, socket } = deps
    this.#caller = client.live.caller
    this.#conversations = new RoutedConversations({
      chat,
      caller: this.#caller,
      reader: socket,
      mostConversations: limits.subscriptionsPerSocket,
      thread: threadOfAddress(socket.query),
      show: (reading) => this.#show(reading),
      onHandoff: (event) => {
        // The answer is given elsewhere now; it is still the answer to that request.
        const asked = this.#sends.get(event.invocation_id)
        if (asked) this.#sends.set(event.payload.invocation_id, asked)
      },
    })
  }

  async begin(): Promise<void> {
    const { trafficCop, client, say } = this.#deps
    const { expires_at, epoch } = await trafficCop.view(this.#caller)
    const { token } = client
    const minted = token === undefined ? {} : { session_token: token }
    say({ kind: 'session', ...minted, expires_at, epoch, resumed: token === undefined }, undefined)
  }

  async perform(command: EnvelopeCommand): Promise<void> {
    const { chat, socket, say } = this.#deps
    if (contradicts(command, socket.sessionId)) {
      throw new Refusal('FORBIDDEN', 'sessionId: is not the session of this socket', { path: 'sessionId' })
    }
    switch (command.kind) {
      case 'send':
        return this.#send(command)
      case 'cancel': {
        const { outcome, invocation_id, status } = await chat.cancel(this.#caller, command.by)
        if (outcome === 'already_finished') say({ kind: 'already_finished', invocation_id, status }, command.request_id)
        return
      }
      case 'history': {
        const page = chat.history(await this.#meant(command.conversation_id), command.before, command.limit)
        return say({ kind: 'history', page }, command.request_id)
      }
      case 'resume': {
        const conversation = await this.#meant(command.conversation_id)
        return this.#conversations.resume(conversation, command.last_event_id, (place) => {
          this.#resumes.set(conversation.id, { reads: 'events', ...requestOf(command) })
          if (!place) return
          this.#shown.set(conversation.id, place.last_event_id)
          say({ kind: 'resumed', place }, command.request_id)
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

  #send(command: SendCommand): Promise<void> {
    const { chat } = this.#deps
    return this.#conversations.send(command.input, (accepted) => {
      const asked: Asked = { reads: command.stream ? 'pieces' : 'answers', ...requestOf(command) }
      this.#last = accepted.conversation_id
      this.#sends.set(accepted.invocation_id, asked)
      // Sent before, and this socket has read past its answer: this request gets the same answer. [L6]
      const shown = this.#shown.get(accepted.conversation_id) ?? 0
      const end = accepted.event_id <= shown ? chat.endOf(accepted) : null
      if (end && end.event_id <= shown) this.#tell(end, asked)
    })
  }

  /** The one that is named, else the one of the last send here, else the guide's. @throws NOT_FOUND */
  async #meant(conversationId: string | null): Promise<ConversationRow> {
    const { chat } = this.#deps
    const id = conversationId ?? this.#last
    return id === null ? chat.open(this.#caller, { kind: 'guide' }) : chat.own(this.#caller, id)
  }

  #show(reading: Reading): void {
    const { say } = this.#deps
    if (reading.kind === 'snapshot') {
      const { reason, conversation_id } = reading.snapshot
      this.#shown.set(conversation_id, reading.seq)
      const requestId = this.#resumes.get(conversation_id)?.request_id
      const useless = refusalOfCursor(reason)
      if (useless) say({ kind: 'refused', refusal: viewOfError(useless) }, requestId)
      say({ kind: 'restored', snapshot: reading.snapshot }, requestId)
      return
    }
    const { logged } = reading
    const { event } = logged
    const asked = this.#askedFor(event)
    this.#shown.set(event.conversation_id, event.event_id)
    // What nobody asked for by a request is the same for every socket of the session.
    if (asked.request_id !== undefined) this.#tell(event, asked)
    else this.#sendLines(logged.frame(`realtime ${asked.reads}`, () => this.#encode(event, asked)))
    if (isAnswerEnd(event)) this.#sends.delete(event.invocation_id)
  }

  #tell(event: ConversationEvent, asked: Asked): void {
    this.#sendLines(this.#encode(event, asked))
  }

  /** JSON holds no line break: so an event's frames are kept as one text. */
  #encode(event: ConversationEvent, asked: Asked): string {
    const { chat } = this.#deps
    const ui = isAnswerEnd(event) ? chat.uiOf(this.#caller, event.message_id) : []
    return encodeEnvelopeEvent(event, { ...asked, session_id: this.#caller.session_id }, ui)
      .map((frame) => JSON.stringify(frame))
      .join('\n')
  }

  #sendLines(lines: string): void {
    if (lines !== '') for (const line of lines.split('\n')) this.#deps.socket.send(line)
  }

  /** A reader that resumed a conversation gets every number of it, whatever a send wanted to see. */
  #askedFor(event: ConversationEvent): Asked {
    const send = 'invocation_id' in event ? this.#sends.get(event.invocation_id) : undefined
    const resume = this.#resumes.get(event.conversation_id)
    if (resume) return { ...resume, ...(send?.request_id === undefined ? {} : { request_id: send.request_id }) }
    return send ?? { reads: 'answers' }
  }
}

const requestOf = ({ request_id }: EnvelopeCommand) => (request_id === undefined ? {} : { request_id })
