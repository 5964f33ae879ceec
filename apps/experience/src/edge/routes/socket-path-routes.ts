// Owns what is said to a plain request at a socket's path: that it is one, or that sockets are switched off. [D3.17, D4.1]
import { Refusal } from '@biplane/contracts/refusal'
import type { HttpServer } from '../http-server.ts'
import { fastifyPath, refuseWith } from './mount-routes.ts'

export const SOCKET_PATHS = [
  '/trpc',
  '/api/ws/guide',
  '/api/ws/liaison/{pillar}',
  '/api/ws/guide-chat',
  '/guide-agent',
  '/api/runtime/agent',
  '/realtime',
] as const

/** In one line, so that it fits wherever a socket was asked for. */
export const SOCKETS_ARE_OFF =
  'WebSockets are switched off here. Use HTTP: POST /api/chat/guide, GET /api/chat/conversation/events, /openapi.json.'

export function addSocketPathRoutes(server: HttpServer, webSockets: boolean): void {
  for (const path of SOCKET_PATHS) {
    server.get(fastifyPath(path), (_request, reply) => {
      if (!webSockets) throw new Refusal('NOT_FOUND', SOCKETS_ARE_OFF)
      return refuseWith(
        reply.header('upgrade', 'websocket'),
        426,
        'This is the path of a WebSocket: ask for an upgrade.',
      )
    })
  }
}
