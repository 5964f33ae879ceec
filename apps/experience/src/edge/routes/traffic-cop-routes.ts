// Traffic Cop's own calls: which live connections a session has, by agent type and pillar,
// and saying something to whoever holds them. A session is never selected by a client's word. [D3.14]

import { decodeStandardCommand } from '@biplane/contracts/codecs/standard-commands'
import type { Caller } from '@biplane/contracts/experience-router'
import { Refusal } from '@biplane/contracts/refusal'
import { type AgentType, isAgentType, pillarOfAgentType } from '@biplane/contracts/vocabulary/pillars'
import type { SendInput } from '@biplane/contracts/wire/commands'
import * as http from '@biplane/contracts/wire/http'
import type { z } from 'zod'
import { type AgentKind, agentTypeIn, readAgentKind } from '../../chat/agent-kind.ts'
import type { DoorChat } from '../../chat/door-chat.ts'
import type { TrafficCop } from '../../smart-city/traffic-cop.ts'
import { answer, json, plain, type Route, route } from './route.ts'

export interface TrafficCopRouteDeps {
  chat: Pick<DoorChat, 'own' | 'send'>
  trafficCop: TrafficCop
}

type TrafficMessage = z.output<typeof http.trafficMessage>

const PATH = '/soa/websocket-session'

export function trafficCopRoutes({ chat, trafficCop }: TrafficCopRouteDeps): Route[] {
  const shown = (caller: Caller, filter: AgentKind = {}): z.output<typeof http.websocketSession> => ({
    success: true,
    session_id: caller.session_id,
    websockets: trafficCop
      .connectionsOf(caller.session_id, filter)
      .filter(({ closing }) => !closing)
      .map((c) => ({ websocket_id: c.id, door: c.door, realm: c.realm, agent_type: c.agentType, pillar: c.pillar })),
  })
  const link = async (caller: Caller, body: z.output<typeof http.websocketLink>) => {
    checkSession(caller, body.session_id)
    if (body.action === 'unlink') {
      await trafficCop.unlinkOwn(caller, body.websocket_id)
    } else {
      const agentType = requireType(
        body.agent_type === undefined && body.pillar === undefined
          ? linkedKind(trafficCop, caller, body.websocket_id)
          : readAgentKind(body),
      )
      await trafficCop.relink(caller, body.websocket_id, { agentType, pillar: pillarOfAgentType(agentType) })
    }
    return answer(200, shown(caller))
  }
  const linking = {
    ...plain,
    path: PATH,
    tag: 'traffic cop' as const,
    body: http.websocketLink,
    answers: { 200: json('The live connections of the session.', http.websocketSession) },
    refusals: ['FORBIDDEN', 'NOT_FOUND', 'INVALID_PILLAR', 'STORE_UNAVAILABLE'] as const,
  }
  return [
    route({
      ...plain,
      method: 'GET',
      path: PATH,
      tag: 'traffic cop',
      summary: 'The live connections of the session that asks, by agent type and pillar.',
      query: http.websocketsQuery,
      answers: linking.answers,
      refusals: ['FORBIDDEN', 'INVALID_PILLAR'],
      async handle({ caller, query }) {
        checkSession(caller, query.session_id)
        return answer(200, shown(caller, readAgentKind(query)))
      },
    }),
    route({
      ...linking,
      method: 'POST',
      summary: 'Link a live connection of the session to an agent type and pillar, or unlink it, which closes it.',
      handle: ({ caller, body }) => link(caller, body),
    }),
    route({
      ...linking,
      method: 'PUT',
      summary: 'The same as POST: a link is as it was last said to be.',
      handle: ({ caller, body }) => link(caller, body),
    }),
    route({
      ...plain,
      method: 'POST',
      path: '/soa/websocket-message',
      tag: 'traffic cop',
      summary: 'Say something into the conversation of an agent type; every connection that reads it sees it.',
      body: http.trafficMessage,
      answers: { 202: json('Accepted, and on which live connections it is seen.', http.routedMessage) },
      refusals: [
        'FORBIDDEN',
        'NOT_FOUND',
        'CONFLICT',
        'BUSY',
        'QUOTA_EXCEEDED',
        'RATE_LIMITED',
        'INVALID_PILLAR',
        'STORE_UNAVAILABLE',
      ],
      async handle({
        caller,
        body: { session_id, session_token: _, websocket_id, agent_type, pillar: named, ...sent },
      }) {
        checkSession(caller, session_id)
        const { input, kind: inside } = sendOf(sent)
        const said = { ...inside, ...readAgentKind({ agent_type, pillar: named }) }
        // Whoever names only the conversation has said the kind with it.
        const silent = agent_type === undefined && named === undefined && websocket_id === undefined
        if (silent && input.conversation_id !== undefined) {
          said.agentType = agentTypeNamed(chat.own(caller, input.conversation_id).agentType)
        }
        const kind = websocket_id === undefined ? said : kindOfConnection(trafficCop, caller, websocket_id, said)
        const agentType = requireType(kind)
        const pillar = pillarOfAgentType(agentType)
        const target = pillar === null ? ({ kind: 'guide' } as const) : ({ kind: 'liaison', pillar } as const)
        const accepted = await chat.send(caller, target, input)
        const websockets = trafficCop.connectionsOf(caller.session_id, { agentType }).map(({ id }) => id)
        const { session_id: asking } = caller
        return answer(202, {
          success: true as const,
          session_id: asking,
          agent_type: agentType,
          pillar,
          websockets,
          ...accepted,
        })
      },
    }),
  ]
}

function agentTypeNamed(name: string): AgentType {
  if (isAgentType(name)) return name
  throw new Refusal('NOT_FOUND', 'There is no such conversation.')
}

/** @throws BAD_MESSAGE where nothing says it */
function requireType(kind: AgentKind): AgentType {
  const agentType = agentTypeIn(kind)
  if (agentType !== undefined) return agentType
  throw new Refusal('BAD_MESSAGE', 'agent_type: is missing', { path: 'agent_type' })
}

/** A link without an agent type leaves the connection what its path made it. [D3.14] */
function linkedKind(trafficCop: TrafficCop, caller: Caller, id: string): AgentKind {
  const { agentType = 'guide' } = kindOfConnection(trafficCop, caller, id, {})
  return { agentType }
}

/** A message as a client would send it on its socket: the words, or a whole frame. */
function sendOf({
  message,
  ...fields
}: Omit<TrafficMessage, 'session_id' | 'session_token' | 'websocket_id' | 'agent_type' | 'pillar'>): {
  input: SendInput
  kind: AgentKind
} {
  if (typeof message === 'string') return { input: { ...fields, message }, kind: {} }
  const command = decodeStandardCommand(message)
  if (command.kind !== 'send') throw new Refusal('BAD_MESSAGE', 'message: is no message', { path: 'message' })
  const { agent_type, pillar } = command.claims ?? {}
  return { input: { ...command.input, ...fields }, kind: readAgentKind({ agent_type, pillar }) }
}

/** What a connection is linked to, where the caller does not say it. @throws NOT_FOUND */
function kindOfConnection(trafficCop: TrafficCop, caller: Caller, id: string, said: AgentKind): AgentKind {
  const connection = trafficCop.connectionsOf(caller.session_id).find((one) => one.id === id)
  if (!connection) throw new Refusal('NOT_FOUND', 'There is no such connection.')
  if (said.agentType !== undefined || said.pillar !== undefined) return said
  return connection.agentType === null ? {} : { agentType: connection.agentType }
}

/** A session named by a client is at most a check of its own. [D3.14] */
function checkSession(caller: Caller, sessionId: string | undefined): void {
  if (sessionId !== undefined && sessionId !== caller.session_id) {
    throw new Refusal('FORBIDDEN', 'That is not the session that asks.', { path: 'session_id' })
  }
}
