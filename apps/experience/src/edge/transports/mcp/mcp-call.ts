// One call of a tool that asks an agent: what its events need besides the turn, and the event ids that carry it. A resumed
// stream is made from its id alone, so it is the same after a restart of the server. [MC3]
import { Refusal } from '@biplane/contracts/refusal'
import { z } from 'zod'
import { formatTurnCursor, parseTurnCursor, type TurnPlace } from '../../../chat/turn/turn-place.ts'

/** `legacy`: revisions up to 2025-11-25, with sessions. `modern`: 2026-07-28, without. */
export type McpEra = 'legacy' | 'modern'

export interface McpCall {
  era: McpEra
  /** The JSON-RPC request that the result answers. */
  requestId: string | number
  /** `null`: the client wants no progress. */
  progressToken: string | number | null
  invocationId: string
}

/** Ids of clients stand in every event id, and a header holds only so much. */
const MAX_ID_CHARS = 256
const clientId = z.union([z.string().max(MAX_ID_CHARS), z.number().int()])
const carried = z.tuple([z.enum(['l', 'm']), clientId, clientId.nullable(), z.string().min(1).max(64)])

/** @throws BAD_MESSAGE for ids that no event id can carry */
export function requireCarried(call: McpCall): void {
  if (carried.safeParse(asCarried(call)).success) return
  throw new Refusal('BAD_MESSAGE', `A request id and a progress token have at most ${MAX_ID_CHARS} characters.`)
}

const asCarried = ({ era, requestId, progressToken, invocationId }: McpCall) => [
  era === 'legacy' ? 'l' : 'm',
  requestId,
  progressToken,
  invocationId,
]

/** Encodes a call once; `idAt` is the event id of a place in its turn. */
export function eventIdsOf(call: McpCall, epoch: string): { idAt(place: TurnPlace): string } {
  const tag = Buffer.from(JSON.stringify(asCarried(call))).toString('base64url')
  return { idAt: (place) => `${tag}.${formatTurnCursor(epoch, place)}` }
}

/** @throws BAD_MESSAGE for a malformed event id, CURSOR_AHEAD for one of another log */
export function parseEventId(text: string, epoch: string): { call: McpCall; after: TurnPlace } {
  const dot = text.indexOf('.')
  const parsed = carried.safeParse(jsonOf(text.slice(0, Math.max(dot, 0))))
  if (!parsed.success) throw new Refusal('BAD_MESSAGE', 'Invalid Last-Event-ID.', { path: 'last-event-id' })
  const [era, requestId, progressToken, invocationId] = parsed.data
  return {
    call: { era: era === 'l' ? 'legacy' : 'modern', requestId, progressToken, invocationId },
    after: parseTurnCursor(epoch, text.slice(dot + 1)),
  }
}

function jsonOf(tag: string): unknown {
  try {
    return JSON.parse(Buffer.from(tag, 'base64url').toString('utf8'))
  } catch {
    return null
  }
}
