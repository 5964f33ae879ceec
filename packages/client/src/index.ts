// What the published package gives to programs: the sockets' service, sessions and tickets, and the names in their types.
export type { ConnectionHealth, ConnectionStatus } from '@biplane/contracts/clients/connection-health'
export { type DurableFetchOptions, durableFetch } from '@biplane/contracts/clients/durable-fetch'
export { ServiceRefusal } from '@biplane/contracts/clients/service-refusal'
export { type GuestSession, openGuestSession, ticketsFor } from '@biplane/contracts/clients/session-tickets'
export type {
  ClientFrame,
  FrameOf,
  SendFrame,
  ServerFrame,
  ServerFrameType,
} from '@biplane/contracts/clients/standard-frame'
export {
  AgentType,
  MessageType,
  PillarType,
  RoleType,
  type WebSocketMessage,
} from '@biplane/contracts/clients/websocket-message'
export { AgentWebSocketSDK, ExperienceWebSocketSDK } from '@biplane/contracts/clients/websocket-sdks'
export {
  type ConnectionName,
  WebSocketService,
  type WebSocketServiceOptions,
} from '@biplane/contracts/clients/websocket-service'
