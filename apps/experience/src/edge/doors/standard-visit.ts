// One standard-message socket: selects the conversation, its cursor and one of two dialects. Reads one conversation at
// a time, the current one of the path's target.
import type { Claims, StandardCommand } from '@biplane/contracts/codecs/door-command'
import type { HandedOverNotice, StandardNotice } from '@biplane/contracts/codecs/door-notice'
import {
  type AnswerEnd,
  encodeChatResponse,
  encodeStandardEvent,
  isAnswerEnd,
  type StandardAbout,
} from '@biplane/contracts/codecs/standard-events'
import type { Caller, Target } from '@biplane/contracts/experience-router'
import { Refusal, refusalOf } from '@biplane/contracts/refusal'
import { assertNever } from '@biplane/contracts/vocabulary/assert-never'
import { GUIDE_GLOBAL, PILLARS, resolveAgent } from '@biplane/contracts/vocabulary/pillars'
import type { Accepted } from '@biplane/contracts/wire/commands'
import { type ConversationId, conversationId, type ThreadId } from '@biplane/contracts/wire/ids'
import type { DoorChat } from '../../chat/door-chat.ts'
import type { Reading } from '../../chat/read-events.ts'
import type { TrafficCop } from '../../smart-city/traffic-cop.ts'
import type { ConversationRow } from '../../store/log-reader.ts'
import type { AgentDirectory } from '../agent-directory.ts'
import type { RawSocket, Visit } from '../raw-door.ts'
import { ConversationSubscriptions } from './conversation-subscriptions.ts'
import { type HandedOverAnswer, HandedOverAnswers } from './handed-over-answers.ts'
import type { PathTarget } from './path-target.ts'
import { threadOfAddress } from './thread-of-address.ts'
import { refusalOfCursor } from './unusable-cursor.ts'

export interface StandardVisitDeps {
  chat: DoorChat
  directory: AgentDirectory
  pinned: PathTarget
  caller: Caller
  trafficCop: Pick<TrafficCop, 'view'>
  socket: RawSocket<StandardCommand>
  say(notice: StandardNotice): void
}

export class StandardVisit implements Visit<StandardCommand> {
  readonly #deps: StandardVisitDeps
  readonly #target: Target
  readonly #subscriptions: ConversationSubscriptions
  readonly #handedOver: HandedOverAnswers
  /** What is shown, and up to which event. */
  #shown: { conversation: ConversationRow; seq: number } | null = null
  /** Whether whole answers are wanted in place of pieces: what was sent first decides. */
  #single: boolean | null = null
  #sessionTold = false
  /** The thread that the address names; none for the current one. [H3] */
  readonly #thread: { thread_id?: ThreadId }
  #whenShown: () => void = () => {}

  constructor(deps: StandardVisitDeps) {
    this.#deps = deps
    const { chat, caller, pinned, socket } = deps
    this.#target = pinned.kind === 'guide' ? { kind: 'guide' } : { kind: 'liaison', pillar: pinned.name }
    this.#thread = threadOfAddress(socket.query)
    this.#handedOver = new HandedOverAnswers({ chat, caller, onError: (error) => socket.fail(error) })
    this.#subscriptions = new ConversationSubscriptions({
      chat,
      caller,
      room: () => socket.room(),
      gone: () => socket.gone(),
      check: () => socket.check(),
      show: (reading, conversation) => this.#show(reading, conversation),
      onDeleted: () => void this.#enterCurrent().catch((error: unknown) => socket.fail(error)),
      onError: (error) => socket.fail(error),
    })
  }

  async begin(): Promise<void> {
    const { pinned, socket, say } = this.#deps
    await this.#available()
    if (pinned.kind === 'guide' && pinned.old) {
      say({ kind: 'warning', message: 'This path is old and will go: use /api/ws/guide.' })
    }
    const named = await this.#named()
    // A cursor belongs to the conversation that was read: in another one it would continue something else.
    if (named === 'gone') await this.#enterCurrent()
    else await this.#enter(named ?? (await this.#current()), socket.query.get('last_event_id'))
    if (socket.query.has('protocol_version')) await this.#tellSession()
  }

  /**
   * Sent to clients that state their version, and to those whose `user_message` holds a `session_token`. A `chat_message`
   * client reads one frame for each that it sends, and would take this one for its answer. [D6.1]
   */
  async #tellSession(): Promise<void> {
    const { trafficCop, caller, say, socket } = this.#deps
    if (this.#sessionTold) return
    this.#sessionTold = true
    say({ kind: 'session_created', session: await trafficCop.view(caller) })
    socket.connection.onSessionUpdated = () => void this.#sessionUpdated()
  }

  async #sessionUpdated(): Promise<void> {
    const { trafficCop, caller, say, socket } = this.#deps
    try {
      say({ kind: 'session_updated', session: await trafficCop.view(caller) })
    } catch (error) {
      // It has ended meanwhile: the one that closes the socket reports it.
      if (!refusalOf(error)) socket.fail(error)
    }
  }

  /** The conversation that the address names; `gone` once its refusal was sent. */
  async #named(): Promise<ConversationRow | 'gone' | null> {
    const { chat, caller, socket } = this.#deps
    const given = socket.query.get('conversation_id')
    if (given === null) return null
    try {
      return await chat.open(caller, this.#target, { conversation_id: readId(given) })
    } catch (error) {
      const refusal = refusalOf(error)
      if (refusal?.refusal !== 'NOT_FOUND') throw error
      socket.refuse(refusal)
      return 'gone'
    }
  }

  async perform(command: StandardCommand): Promise<void> {
    const { chat, caller, say } = this.#deps
    this.#compare(command.claims)
    switch (command.kind) {
      case 'send': {
        this.#single ??= command.single === true
        if (!this.#single && command.claims?.shows_session) await this.#tellSession()
        // A newer conversation became the current one since this socket opened: it moves there first, and sees its own echo.
        // The same for a conversation that the send names.
        const input = { ...this.#thread, ...command.input }
        const wanted = await chat.open(caller, this.#target, input)
        if (wanted.id !== this.#shown?.conversation.id) await this.#enter(wanted, null)
        const before = this.#shown?.seq ?? 0
        const accepted = await chat.send(caller, this.#target, input)
        const elsewhere = accepted.conversation_id !== this.#shown?.conversation.id
        if (elsewhere) await this.#enter(chat.own(caller, accepted.conversation_id), null)
        if (this.#single) this.#repeat(accepted)
        // Its echo was told before; no number is told twice, and nobody waits for nothing.
        else if (!elsewhere && accepted.event_id <= before) say({ kind: 'already_accepted', accepted })
        return
      }
      case 'cancel': {
        const { outcome, invocation_id, status } = await chat.cancel(caller, command.by)
        if (outcome === 'already_finished') say({ kind: 'already_finished', invocation_id, status })
        return
      }
      case 'ping':
        return
      default:
        assertNever(command, 'command')
    }
  }

  end(): void {
    this.#subscriptions.close()
    this.#handedOver.close()
    this.#whenShown()
  }

  #current(): Promise<ConversationRow> {
    const { chat, caller } = this.#deps
    return chat.open(caller, this.#target, this.#thread)
  }

  async #enterCurrent(): Promise<void> {
    await this.#enter(await this.#current(), null)
  }

  /** Shows a conversation; resolves when its first frame was sent. */
  async #enter(conversation: ConversationRow, lastEventId: string | null): Promise<void> {
    const { chat, say } = this.#deps
    this.#subscriptions.close()
    const place = chat.resumed(conversation, lastEventId)
    this.#shown = { conversation, seq: place?.last_event_id ?? 0 }
    // Whoever waits for what is not shown any more goes on.
    this.#whenShown()
    const first = new Promise<void>((resolve) => {
      this.#whenShown = resolve
    })
    if (place) {
      say({ kind: 'resumed', place })
      this.#whenShown()
    }
    this.#subscriptions.follow(conversation, lastEventId)
    await first
  }

  #show(reading: Reading, conversation: ConversationRow): void {
    const { socket, say } = this.#deps
    this.#shown = { conversation, seq: reading.seq }
    if (reading.kind === 'snapshot') {
      const useless = refusalOfCursor(reading.snapshot.reason)
      if (useless) socket.refuse(useless)
      say({ kind: 'restored', snapshot: reading.snapshot })
      this.#whenShown()
      return
    }
    const { logged } = reading
    const { event } = logged
    if (!this.#single) {
      socket.send(
        logged.frameBytes('standard', (told) => JSON.stringify(encodeStandardEvent(told, about(conversation)))),
      )
    }
    if (isAnswerEnd(event)) this.#answered(event, conversation)
  }

  /** An answer has ended here. One that was handed over goes on elsewhere, and is told to this socket too. [D6.5, D6.7] */
  #answered(end: AnswerEnd, conversation: ConversationRow): void {
    const { chat, caller, socket, say } = this.#deps
    const message = chat.settled(caller, end.message_id)
    const single = this.#single === true
    const plain = () => {
      if (single) socket.send(JSON.stringify(encodeChatResponse(end, about(conversation), message ?? undefined)))
    }
    if (end.type !== 'agent.completed' || !message?.handoff) {
      plain()
      return
    }
    this.#handedOver.follow({ end, conversation }, (answer) => {
      if (answer === null) plain()
      else if (single) socket.send(JSON.stringify(respondedElsewhere(end, answer)))
      else say({ kind: 'handed_over_answer', answer: wholeAnswer(end, answer) })
    })
  }

  /** A question that was asked before, and whose answer this socket will not read again: it gets the same answer. [L6] */
  #repeat(accepted: Accepted): void {
    const { chat } = this.#deps
    if (!this.#shown || accepted.event_id > this.#shown.seq) return
    const end = chat.endOf(accepted)
    if (end === null || end.event_id > this.#shown.seq) return
    this.#answered(end, this.#shown.conversation)
  }

  /** @throws INVALID_PILLAR, ORCHESTRATOR_UNAVAILABLE, AGENT_UNAVAILABLE: the last two only where Runtime says so */
  async #available(): Promise<void> {
    const { pinned, directory } = this.#deps
    if (pinned.kind === 'guide') return
    const { pillar } = pinned
    if (pillar === null) {
      throw new Refusal('INVALID_PILLAR', `There is no such pillar. There are ${Object.keys(PILLARS).join(', ')}.`, {
        path: 'pillar',
      })
    }
    const known = await directory.known()
    const { liaison, orchestrator, label } = PILLARS[pillar]
    if (known === null || known.has(liaison)) return
    if (known.has(`guide.${pillar}`)) {
      throw new Refusal('AGENT_UNAVAILABLE', `The assistant for ${label} is not available at the moment.`)
    }
    throw new Refusal('ORCHESTRATOR_UNAVAILABLE', `${orchestrator} is not available at the moment.`)
  }

  /** What a client says of itself selects nothing, and may not contradict the path. @throws BAD_MESSAGE */
  #compare(claims: Claims | undefined): void {
    const { pinned } = this.#deps
    const agentType = claims?.agent_type
    const here = pinned.kind === 'guide' ? GUIDE_GLOBAL : pinned.pillar && PILLARS[pinned.pillar].liaison
    if (agentType !== undefined && agentType !== pinned.kind && resolveAgent(agentType) !== here) {
      throw new Refusal('BAD_MESSAGE', `agent_type: this door leads to ${here}`, { path: 'agent_type' })
    }
    const pillar = pinned.kind === 'liaison' ? pinned.pillar : null
    if (claims?.pillar !== undefined && claims.pillar !== pillar) {
      throw new Refusal('BAD_MESSAGE', `pillar: this path leads to ${here}`, { path: 'pillar' })
    }
  }
}

/** @throws NOT_FOUND for what cannot be an id */
function readId(given: string): ConversationId {
  const id = conversationId.safeParse(given)
  if (id.success) return id.data
  throw new Refusal('NOT_FOUND', 'There is no such conversation.', { path: 'conversation_id' })
}

/** The answer of the last agent, under the numbers of the question's own conversation. */
const respondedElsewhere = (
  { event_id, cursor, conversation_id, message_id }: AnswerEnd,
  { end, conversation, message }: HandedOverAnswer,
) =>
  encodeChatResponse(end, about(conversation), message, {
    event_id,
    conversation_id,
    message_id,
    ...(cursor !== undefined && { cursor }),
  })

function wholeAnswer(from: AnswerEnd, { end, conversation }: HandedOverAnswer): HandedOverNotice['answer'] {
  const { message_id, agent, pillar, metadata, status, message } = encodeChatResponse(end, about(conversation))
  const { conversation_id, event_id } = end
  const handed_over_by = { message_id: from.message_id, invocation_id: from.invocation_id }
  return { message_id, agent, pillar, metadata, status, message, data: { conversation_id, event_id, handed_over_by } }
}

/** The same for all readers: a conversation belongs to one session. */
const about = ({ sessionId, agentType, pillar }: ConversationRow): StandardAbout => ({
  session_id: sessionId,
  agent_type: agentType,
  pillar,
})
