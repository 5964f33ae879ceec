// Describes the sockets and the live stream for machines: AsyncAPI 3.0, made from the shapes of the
// dialects, so that it cannot say what a door does not. [D3.13]
import * as artifacts from '@biplane/contracts/wire/artifacts'
import * as commands from '@biplane/contracts/wire/commands'
import * as envelope from '@biplane/contracts/wire/envelope-frames'
import * as events from '@biplane/contracts/wire/events'
import * as runtimeAgent from '@biplane/contracts/wire/runtime-agent-frames'
import * as standard from '@biplane/contracts/wire/standard-message'
import * as threads from '@biplane/contracts/wire/threads'
import { z } from 'zod'
import { SchemaBook } from './schema-book.ts'

interface Door {
  name: string
  /** Doors of one dialect have the same frames. */
  dialect: string
  address: string
  parameters?: readonly string[]
  says: string
  protocol: 'websocket' | 'sse'
  /** Each a union of frames. */
  client: z.ZodType | null
  server: z.ZodType
}

const DOORS: Door[] = [
  {
    name: 'guide',
    dialect: 'standard',
    address: '/api/ws/guide',
    says: 'The guide, in standard messages. Old paths: /guide-agent, /api/ws/guide-chat.',
    protocol: 'websocket',
    client: standard.standardClientFrame,
    server: standard.standardServerFrame,
  },
  {
    name: 'liaison',
    dialect: 'standard',
    address: '/api/ws/liaison/{pillar}',
    parameters: ['pillar'],
    says: 'The liaison of a pillar, in standard messages.',
    protocol: 'websocket',
    client: standard.standardClientFrame,
    server: standard.standardServerFrame,
  },
  {
    name: 'runtimeAgent',
    dialect: 'runtimeAgent',
    address: '/api/runtime/agent',
    says: 'Any agent: the message is routed, and every conversation that it touches is followed.',
    protocol: 'websocket',
    client: runtimeAgent.runtimeAgentClientFrame,
    server: runtimeAgent.runtimeAgentServerFrame,
  },
  {
    name: 'realtime',
    dialect: 'envelope',
    address: '/realtime',
    says: 'Any agent, in envelopes with a request id.',
    protocol: 'websocket',
    client: envelope.envelopeClientFrame,
    server: envelope.envelopeServerFrame,
  },
  {
    name: 'events',
    dialect: 'events',
    address: '/api/chat/conversation/events',
    says: 'A conversation as server-sent events (`Accept: text/event-stream`): the payloads are the `data` lines.',
    protocol: 'sse',
    client: null,
    server: z.union([events.conversationSnapshot, events.conversationEvent]),
  },
  {
    name: 'thread',
    dialect: 'thread',
    address: '/api/threads/{id}/events',
    parameters: ['id'],
    says: 'Every conversation of a thread as server-sent events: the payloads are the `data` lines.',
    protocol: 'sse',
    client: null,
    server: z.union([threads.threadSnapshot, threads.threadEvent, threads.threadDeleted]),
  },
]

interface Message {
  name: string
  payload: object
}

export function asyncApiDocument(): object {
  const book = new SchemaBook({ ...artifacts, ...commands, ...events, ...threads }, 'draft-7')
  const channels: Record<string, object> = {}
  const operations: Record<string, object> = {}
  const messages: Record<string, Message> = {}
  for (const door of DOORS) {
    const sides = { Says: door.client, Hears: door.server }
    const inChannel: Record<string, object> = {}
    for (const [side, frames] of Object.entries(sides)) {
      if (!frames) continue
      const keys = messagesOf(frames, `${door.dialect}${side}`, book).map((message) => {
        const key = `${door.name}${side}.${message.name}`
        messages[key] = message
        inChannel[key] = { $ref: `#/components/messages/${key}` }
        return key
      })
      operations[`${door.name}${side}`] = {
        // As the application sees it: what a client says, it receives.
        action: side === 'Says' ? 'receive' : 'send',
        channel: { $ref: `#/channels/${door.name}` },
        messages: keys.map((key) => ({ $ref: `#/channels/${door.name}/messages/${key}` })),
      }
    }
    channels[door.name] = {
      address: door.address,
      description: door.says,
      servers: [{ $ref: `#/servers/${door.protocol === 'websocket' ? 'sockets' : 'http'}` }],
      ...(door.parameters ? { parameters: Object.fromEntries(door.parameters.map((name) => [name, {}])) } : {}),
      messages: inChannel,
      ...(door.protocol === 'websocket' ? { bindings: { ws: { method: 'GET', query: QUERY } } } : {}),
    }
  }
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Biplane',
      version: '1',
      license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
      tags: [{ name: 'chat', description: 'Conversations with agents.' }],
      description: 'Experience over sockets and as a live stream. Calls over HTTP are described in /openapi.json.',
    },
    // The host is the one that this document came from; a proxy in front of it is not known here.
    servers: {
      sockets: { host: 'localhost:8001', protocol: 'ws', description: 'Behind TLS: wss, at the host of the page.' },
      http: { host: 'localhost:8001', protocol: 'http', description: 'Behind TLS: https, at the host of the page.' },
    },
    defaultContentType: 'application/json',
    channels,
    operations,
    components: { messages, schemas: book.referredIn(messages) },
  }
}

const QUERY = {
  type: 'object',
  properties: {
    session_token: { type: 'string', description: 'A session token or a ticket, where no header can be set.' },
    thread_id: { type: 'string', description: 'The thread whose conversations are meant; the current one without it.' },
    last_event_id: { type: 'string', description: 'Where this reader stopped: `<epoch>:<seq>` or the bare number.' },
  },
}

/** One message for each `type` of a union of frames. */
function messagesOf(frames: z.ZodType, dialect: string, book: SchemaBook): Message[] {
  const byType = new Map<string, z.ZodType[]>()
  for (const frame of membersOf(frames)) {
    for (const type of typesOf(frame)) byType.set(type, [...(byType.get(type) ?? []), frame])
  }
  return [...byType].map(([name, shapes]) => {
    const schemas = shapes.map((shape, i) => {
      book.add([dialect, name, ...(i > 0 ? [i + 1] : [])].join('_'), shape)
      return book.schemaOf(shape)
    })
    const [only] = schemas
    return { name, payload: schemas.length === 1 && only ? only : { anyOf: schemas } }
  })
}

/** The frames that a union, of unions perhaps, is of. */
function membersOf(shape: z.ZodType): z.ZodType[] {
  if (!(shape instanceof z.ZodUnion)) return [shape]
  return shape.options.flatMap((option) => (option instanceof z.ZodType ? membersOf(option) : []))
}

/** What a frame may be called. */
function typesOf(frame: z.ZodType): string[] {
  if (!(frame instanceof z.ZodObject)) throw new Error('a frame is an object')
  const type: unknown = frame.shape.type
  if (type instanceof z.ZodLiteral) return [...type.values].map(String)
  if (type instanceof z.ZodEnum) return type.options.map(String)
  throw new Error('a frame has a type')
}
