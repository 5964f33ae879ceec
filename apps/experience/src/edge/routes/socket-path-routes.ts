// Answers plain requests at a socket's path: they need an upgrade, or sockets are switched off. [D3.12, D3.17, D4.1]
import { Refusal } from '@biplane/contracts/refusal'
import type { HttpServer } from '../http-server.ts'
import { fastifyPath, refuseOtherMethods, refuseWith } from './mount-routes.ts'

const LIAISON = '/api/ws/liaison/{pillar}'

export const SOCKET_PATHS = [
  '/trpc',
  '/api/ws/guide',
  LIAISON,
  '/api/ws/guide-chat',
  '/guide-agent',
  '/api/runtime/agent',
  '/realtime',
] as const

/** In one line, so that it fits wherever a socket was asked for. */
export const SOCKETS_ARE_OFF =
  'WebSockets are switched off here. Use HTTP: POST /api/chat/guide, GET /api/chat/conversation/events, /openapi.json.'
export const LIAISON_SOCKETS_ARE_OFF =
  'Only the guide has a WebSocket here. Use /api/ws/guide, or HTTP: POST /api/chat/liaison, GET /api/chat/conversation/events.'

export interface OfferedSockets {
  webSockets: boolean
  liaisonSockets: boolean
}

/** Why there is no socket at a path; `null` where that is not a matter of switches. */
export function switchedOff(path: string, { webSockets, liaisonSockets }: OfferedSockets): string | null {
  if (!webSockets) return SOCKETS_ARE_OFF
  return !liaisonSockets && path.startsWith('/api/ws/liaison/') ? LIAISON_SOCKETS_ARE_OFF : null
}

export function addSocketPathRoutes(server: HttpServer, offered: OfferedSockets): void {
  for (const path of SOCKET_PATHS) {
    server.get(fastifyPath(path), (_request, reply) => {
      const off = switchedOff(path, offered)
      if (off !== null) throw new Refusal('NOT_FOUND', off)
      return refuseWith(
        reply.header('upgrade', 'websocket'),
        426,
        'This is the path of a WebSocket: ask for an upgrade.',
      )
    })
    refuseOtherMethods(server, fastifyPath(path), new Set(['OPTIONS', 'GET', 'HEAD']))
  }
}
