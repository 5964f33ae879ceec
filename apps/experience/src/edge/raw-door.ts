// Interface of a raw transport: the dialect of a path, and what it does with one socket.
import type { RefusalView } from '@biplane/contracts/refusal'
import type { AgentType, Pillar, Realm } from '@biplane/contracts/vocabulary/pillars'
import type { Connection } from '../communication/connections.ts'
import type { LiveCredential } from '../smart-city/traffic-cop.ts'

/** One accepted socket, as the transport of its path sees it. */
export interface RawSocket<Command> {
  readonly connection: Connection
  /** Of the address that was opened. */
  readonly query: URLSearchParams
  /** `null` until the client is authenticated. */
  readonly sessionId: string | null
  /** Sends nothing after a close code. */
  send(frame: string | Buffer): void
  /** Answers with an error; the socket stays open. */
  refuse(error: unknown, about?: Omit<Refused<Command>, 'sessionId'>): void
  /** Answers with an error and closes with its close code. */
  fail(error: unknown): void
  /** Whether it has ended, or is about to. */
  gone(): boolean
  /** @throws SESSION_EXPIRED */
  check(): void
  /** Resolves when more may be sent; `null` while that is now. [L13] */
  room(): Promise<void> | null
}

/** One path's dialect. */
export interface RawDoor<Command> {
  name: string
  realm: Realm
  agentType: AgentType | null
  pillar: Pillar | null
  /** Who enters with nothing shown; absent where that is refused. @throws FORBIDDEN, RATE_LIMITED */
  admitNobody?(address: string): Promise<AuthenticatedClient>
  /** @throws BAD_MESSAGE */
  decode(value: unknown): Command
  /** The answer to an application ping, which waits for nothing; `null` for every other command. */
  pong(command: Command, socket: RawSocket<Command>): string | null
  refusal(view: RefusalView, about: Refused<Command>): string
  /** A frame of its own for the end of the session, sent before its refusal, where the dialect has one. */
  sessionEnded?(view: RefusalView, sessionId: string | null): string
  /** Whether what could not be decoded was readable all the same, and so does not count as unreadable. [D5.4] */
  understood?(error: unknown): boolean
  /** What this socket does once it is known whose it is. */
  enter(socket: RawSocket<Command>, client: AuthenticatedClient): Visit<Command>
}

export interface AuthenticatedClient {
  live: LiveCredential
  /** Of a session that this door has just opened: nobody else can tell the client. */
  token?: string
}

/** What was refused: a frame that nobody could read, a command, or (neither) the socket itself. */
export interface Refused<Command> {
  sessionId: string | null
  /** As it came. */
  text?: string
  /** What JSON made of it, where it was JSON within bounds. */
  value?: unknown
  command?: Command
}

/** What a door does on one socket. */
export interface Visit<Command> {
  /** The first frames, before any command is looked at. @throws what ends the socket */
  begin(): Promise<void>
  /** One command; the next one waits for it. @throws what is answered and harms nothing else */
  perform(command: Command): Promise<void>
  /** The socket is gone. */
  end(): void
}
