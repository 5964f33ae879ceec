// Reads a turn live: every event of the first hop up to its end, then of the next hop, until the turn ends. Losing the
// reader cancels nothing [L4].
import { isAnswerEnd } from '@biplane/contracts/codecs/standard-events'
import type { Caller, ExperiencePorts } from '@biplane/contracts/experience-router'
import { Refusal, refusalOf } from '@biplane/contracts/refusal'
import type { Handoff } from '@biplane/contracts/wire/events'
import type { PostOffice } from '../../smart-city/post-office.ts'
import type { ConversationRow } from '../../store/log-reader.ts'
import type { TurnEvent, TurnFact } from './turn-fact.ts'
import { LAST_PART, type TurnPlace } from './turn-place.ts'
import { WholePieces } from './whole-pieces.ts'

export interface TurnDeps {
  postOffice: PostOffice
  invocation: ExperiencePorts['invocations']['get']
}

/** One agent's part of a turn. */
export interface TurnHop {
  conversation: ConversationRow
  invocationId: string
  /** The id of its answer. */
  answerId: string
  /** Number of its first event, `agent.routed`. */
  first: number
}

export interface ReadTurn {
  /** Asked again before each batch. [L10] */
  caller: Caller
  /** `null` while the reader has room. */
  room(): Promise<void> | null
  signal: AbortSignal
}

/** A chain of handoffs has an end. */
const MAX_HANDOFFS = 4

/** Where a turn begins. @throws NOT_FOUND for another principal's invocation as for an unknown one [L10] */
export async function findTurn(deps: TurnDeps, caller: Caller, invocationId: string): Promise<TurnHop> {
  const { postOffice, invocation } = deps
  const { conversation_id, answer_message_id } = await invocation(caller, invocationId)
  const conversation = postOffice.own(caller, conversation_id)
  const answer = postOffice.reader.message(caller.session_id, answer_message_id)
  if (!answer) throw new Refusal('NOT_FOUND', 'There is no such invocation.')
  return { conversation, invocationId, answerId: answer_message_id, first: answer.seq }
}

/** The hops that exist so far, in order. */
export async function hopsOf(deps: TurnDeps, caller: Caller, begin: TurnHop): Promise<TurnHop[]> {
  const hops = [begin]
  for (let hop: TurnHop | null = begin; hop !== null; ) {
    const row = deps.postOffice.reader.message(caller.session_id, hop.answerId)
    const answer = row && deps.postOffice.reader.shown(row)
    const follows: boolean = answer?.status === 'complete' && hops.length <= MAX_HANDOFFS
    hop = follows && answer?.handoff ? await nextHop(deps, caller, answer.handoff) : null
    if (hop) hops.push(hop)
  }
  return hops
}

/** The hop that a handoff leads to; `null` where its conversation was deleted: the turn ended before it. */
async function nextHop(deps: TurnDeps, caller: Caller, { invocation_id }: Handoff): Promise<TurnHop | null> {
  try {
    return await findTurn(deps, caller, invocation_id)
  } catch (error) {
    if (refusalOf(error)?.refusal === 'NOT_FOUND') return null
    throw error
  }
}

/**
 * Checks, before anything is sent, that the turn can be read after a place.
 * @throws CURSOR_AHEAD for a place that the turn has not reached, CURSOR_EXPIRED where pieces of the turn are gone
 */
export async function requireReadable(
  deps: TurnDeps,
  caller: Caller,
  begin: TurnHop,
  after: TurnPlace | null,
): Promise<void> {
  const { postOffice } = deps
  const hops = await hopsOf(deps, caller, begin)
  for (const hop of hops) if (isCompacted(postOffice, hop)) lastOf(postOffice, hop)
  if (after === null) return
  const hop = hops[after.hop]
  if (hop === undefined || after.eventId > lastOf(postOffice, hop)) {
    throw new Refusal('CURSOR_AHEAD', 'This cursor is ahead of the answer.', { path: 'cursor' })
  }
}

/** The place behind everything that the turn has so far. @throws CURSOR_EXPIRED */
export async function newestPlace(deps: TurnDeps, caller: Caller, begin: TurnHop): Promise<TurnPlace> {
  const hops = await hopsOf(deps, caller, begin)
  return { hop: hops.length - 1, eventId: lastOf(deps.postOffice, hops.at(-1) ?? begin), part: LAST_PART }
}

const PAGE = 500

/** The number of a hop's end, or of its newest event. @throws CURSOR_EXPIRED */
function lastOf(postOffice: PostOffice, hop: TurnHop): number {
  const { reader } = postOffice
  const { id } = hop.conversation
  const pieces = piecesOf(postOffice, hop)
  return reader.together(() => {
    let last = hop.first
    for (let after = hop.first - 1; ; ) {
      const page = reader.eventsAfter(id, after, PAGE)
      for (const event of page) {
        after = event.event_id
        if (!isOfHop(event, hop)) continue
        pieces.take(event)
        last = event.event_id
        if (isAnswerEnd(event)) return last
      }
      if (page.length === 0) return last
    }
  })
}

const piecesOf = (postOffice: PostOffice, hop: TurnHop): WholePieces =>
  new WholePieces(() => isCompacted(postOffice, hop))

/** Asked each time: a log is compacted while it is read. */
const isCompacted = ({ reader }: PostOffice, { conversation, first }: TurnHop): boolean =>
  (reader.conversationById(conversation.id)?.compactedTo ?? 0) >= first

const isOfHop = (event: { type: string }, { invocationId }: TurnHop): event is TurnEvent =>
  'invocation_id' in event && event.invocation_id === invocationId

/**
 * Yields all facts of the turn, also those that the reader has: an encoder needs them from the first event on.
 * @throws SESSION_EXPIRED, NOT_FOUND when the conversation is deleted, CURSOR_EXPIRED when pieces are removed meanwhile
 */
export async function* readTurn(deps: TurnDeps, begin: TurnHop, request: ReadTurn): AsyncGenerator<TurnFact> {
  let hop: TurnHop | null = begin
  for (let n = 0; hop !== null; n += 1) {
    const { first }: TurnHop = hop
    let handoff: Handoff | null = null
    let next: TurnHop | null = null
    for await (const event of readHop(deps.postOffice, hop, request)) {
      if (event.type === 'agent.handoff') handoff = event.payload
      if (isAnswerEnd(event)) {
        const follows: boolean = event.type === 'agent.completed' && n < MAX_HANDOFFS
        next = follows && handoff !== null ? await nextHop(deps, request.caller, handoff) : null
        yield { hop: n, first, event, step: next === null ? 'end' : 'handoff' }
      } else {
        yield { hop: n, first, event, step: event.event_id === first ? 'start' : 'continue' }
      }
    }
    hop = next
  }
}

async function* readHop(
  postOffice: PostOffice,
  hop: TurnHop,
  { caller, room, signal }: ReadTurn,
): AsyncGenerator<TurnEvent> {
  const { conversation, first } = hop
  postOffice.own(caller, conversation.id)
  const standing = () => postOffice.standing(caller)
  const pieces = piecesOf(postOffice, hop)
  const shown = { conversation_id: conversation.id, messages: 0, events: 0, last_event_id: 0 }
  const following = { after: first - 1, signal, room, standing, sparse: true }
  try {
    for await (const { event } of postOffice.follow(conversation.id, following)) {
      if (event.type === 'conversation.deleted') throw new Refusal('NOT_FOUND', 'There is no such conversation.')
      if (!isOfHop(event, hop)) continue
      pieces.take(event)
      shown.events += 1
      shown.last_event_id = event.event_id
      yield event
      if (isAnswerEnd(event)) return
    }
  } finally {
    postOffice.audit.note({ action: 'events.shown', caller, detail: shown })
  }
}
