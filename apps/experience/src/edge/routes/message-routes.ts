// HTTP routes of messages: sends that may wait for their answer, invocations, routing preview. [D3.6, D3.7, D3.10]
import type { Caller, ExperiencePorts } from '@biplane/contracts/experience-router'
import { Refusal, refusalOf } from '@biplane/contracts/refusal'
import { type AgentType, PILLARS } from '@biplane/contracts/vocabulary/pillars'
import * as wire from '@biplane/contracts/wire/commands'
import { routingDecision } from '@biplane/contracts/wire/events'
import * as http from '@biplane/contracts/wire/http'
import { invocationId } from '@biplane/contracts/wire/ids'
import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import { agentTypeIn, readAgentKind } from '../../chat/agent-kind.ts'
import { pillarNamed } from '../../chat/conversation-target.ts'
import type { DoorChat } from '../../chat/door-chat.ts'
import { type FollowedAnswer, followAnswer } from '../../chat/follow-answer.ts'
import type { SendTarget } from '../../chat/send-message.ts'
import type { LiveCredential } from '../../smart-city/traffic-cop.ts'
import type { OpenStream, OpenStreams } from './open-streams.ts'
import { answer, json, plain, type Route, route } from './route.ts'

export interface MessageRouteDeps {
  chat: DoorChat
  invocations: ExperiencePorts['invocations']
  routing: ExperiencePorts['routing']
  streams: OpenStreams
}

export const SEND_REFUSALS = [
  'NOT_FOUND',
  'CONFLICT',
  'BUSY',
  'QUOTA_EXCEEDED',
  'RATE_LIMITED',
  'AGENT_UNAVAILABLE',
  'STORE_UNAVAILABLE',
] as const
export const SEND_ANSWERS = {
  200: json('The whole answer: it ended while the call waited.', http.answered),
  202: json('Accepted and kept; the answer is on its way into the conversation.', wire.accepted),
}
const byId = z.strictObject({ id: invocationId })

export function messageRoutes(deps: MessageRouteDeps): Route[] {
  const { invocations, routing } = deps
  return [
    route({
      ...plain,
      method: 'POST',
      path: '/api/chat/guide',
      tag: 'chat',
      summary: 'Say something to the guide; with `wait`, stay for the answer.',
      body: http.guideMessage,
      answers: SEND_ANSWERS,
      refusals: SEND_REFUSALS,
      handle: ({ body, ...ask }) => say(deps, ask, { kind: 'guide' }, claimsChecked(body, 'guide')),
    }),
    route({
      ...plain,
      method: 'POST',
      path: '/api/chat/liaison',
      tag: 'chat',
      summary: 'Say something to the liaison of a pillar; with `wait`, stay for the answer.',
      body: http.liaisonMessage,
      answers: SEND_ANSWERS,
      refusals: [...SEND_REFUSALS, 'INVALID_PILLAR'],
      handle: ({ body: { pillar, ...body }, ...ask }) =>
        say(
          deps,
          ask,
          { kind: 'liaison', pillar },
          claimsChecked(body, PILLARS[pillarNamed(pillar)].agentType, pillar),
        ),
    }),
    route({
      ...plain,
      method: 'GET',
      path: '/api/chat/invocations/{id}',
      tag: 'chat',
      summary: 'What became of a piece of agent work.',
      params: byId,
      answers: { 200: json('The invocation as it stands.', wire.invocationView) },
      refusals: ['NOT_FOUND'],
      handle: async ({ caller, params }) => answer(200, await invocations.get(caller, params.id)),
    }),
    route({
      ...plain,
      method: 'POST',
      path: '/api/chat/invocations/{id}/cancel',
      tag: 'chat',
      summary: 'End a piece of agent work; what it has said stays.',
      params: byId,
      answers: { 200: json('What the asking did.', wire.cancelOutcome) },
      refusals: ['NOT_FOUND', 'RATE_LIMITED', 'STORE_UNAVAILABLE'],
      async handle({ caller, params }) {
        return answer(200, await invocations.cancel(caller, { invocation_id: params.id }))
      },
    }),
    route({
      ...plain,
      method: 'POST',
      path: '/api/intent',
      tag: 'chat',
      summary: 'Where a message would go, and why; runs nothing.',
      body: wire.routingPreviewInput,
      answers: { 200: json('The decision that a routing door would take.', routingDecision) },
      refusals: ['NOT_FOUND'],
      handle: async ({ caller, body }) => answer(200, await routing.preview(caller, body)),
    }),
  ]
}

interface Ask {
  caller: Caller
  live: LiveCredential
  reply: FastifyReply
}

type Sent = Omit<z.output<typeof http.guideMessage>, 'session_token' | 'agent_type'>

/** What a body says of itself selects nothing, and may not contradict the path. @throws BAD_MESSAGE */
function claimsChecked(
  { session_token: _, agent_type, ...sent }: z.output<typeof http.guideMessage>,
  here: AgentType,
  pillar?: string,
): Sent {
  if (agent_type !== undefined && agent_type !== null && agentTypeIn(readAgentKind({ agent_type, pillar })) !== here) {
    throw new Refusal('BAD_MESSAGE', `agent_type: this path leads to ${here}`, { path: 'agent_type' })
  }
  return sent
}

/** Says it, and stays for the answer where `wait` asks for it. */
export async function say(
  { chat, streams }: Pick<MessageRouteDeps, 'chat' | 'streams'>,
  { caller, live, reply }: Ask,
  target: SendTarget,
  { wait, ...input }: Sent,
): Promise<{ status: 200; body: z.output<typeof http.answered> } | { status: 202; body: wire.Accepted }> {
  const accepted = await chat.send(caller, target, input)
  if (!wait) return answer(202, accepted)
  const conversation = chat.own(caller, accepted.conversation_id)
  const enough = new AbortController()
  const stop = () => enough.abort()
  const forget = placeFor(streams, { principal: caller.principal.id, check: () => live.check(), end: stop })
  if (!forget) return answer(202, accepted)
  const timer = setTimeout(stop, wait)
  reply.raw.once('close', stop)
  try {
    const { invocation_id: invocationId, event_id: after } = accepted
    const asked = { invocationId, conversation, after, caller, signal: enough.signal }
    const followed = await followAnswer(chat, asked)
    return followed ? answer(200, { ...accepted, ...endedAs(chat, followed) }) : answer(202, accepted)
  } finally {
    clearTimeout(timer)
    reply.raw.off('close', stop)
    forget()
  }
}

const STATUS = { complete: 'completed', failed: 'failed', cancelled: 'cancelled' } as const

function endedAs(
  chat: Pick<DoorChat, 'endOf'>,
  { message, conversation, after, hops }: FollowedAnswer,
): Omit<z.output<typeof http.answered>, keyof wire.Accepted> {
  const { status, content, agent_id, message_id, invocation_id } = message
  if (status === 'queued' || status === 'streaming') throw new Error('an answer that has not ended was given as ended')
  const answered = { status: STATUS[status], text: content, message }
  if (hops === 0) return answered
  // The conversation may have been deleted since: then there is no number.
  const end = invocation_id && chat.endOf({ conversation_id: conversation.id, event_id: after, invocation_id })
  const elsewhere = { agent_id, conversation_id: conversation.id, message_id, invocation_id }
  return { ...answered, answered_elsewhere: { ...elsewhere, ...(end && { event_id: end.event_id }) } }
}

/** `null` where too much is open already: what was said is kept all the same, so the call just does not wait. */
function placeFor(streams: OpenStreams, stream: OpenStream): (() => void) | null {
  try {
    return streams.add(stream)
  } catch (error) {
    if (refusalOf(error)?.refusal === 'RATE_LIMITED') return null
    throw error
  }
}
