// One request as tools and resources see it, and the shape of everything that a tool refuses.
import type { IncomingMessage } from 'node:http'
import type { Caller, ExperiencePorts } from '@biplane/contracts/experience-router'
import { refusalOf } from '@biplane/contracts/refusal'
import type { CallToolResult, McpServer } from '@modelcontextprotocol/server'
import type { DoorChat } from '../../../chat/door-chat.ts'
import type { FileStore } from '../../../files/file-store.ts'
import type { AskAgent } from './ask-agent.ts'
import type { McpCall, McpEra } from './mcp-call.ts'
import { refusedResult } from './mcp-errors.ts'
import type { McpSessions } from './mcp-sessions.ts'

export interface McpServerDeps {
  chat: DoorChat
  conversations: Pick<ExperiencePorts['conversations'], 'list'>
  artifacts: Pick<ExperiencePorts['artifacts'], 'list' | 'get'>
  files: FileStore
  asks: AskAgent
  sessions: McpSessions
  /** Counts one more upload from this request's address. @throws RATE_LIMITED */
  admitUpload(request: IncomingMessage): Promise<void>
  onMistake(error: unknown): void
}

/** One HTTP request, as tools and resources see it. */
export interface McpRequest {
  deps: McpServerDeps
  caller: Caller
  era: McpEra
  /** The MCP session of a legacy request. */
  session: string | null
  raw: IncomingMessage
  /** Set by a tool that asked an agent: the transport streams its answer. */
  accepted: McpCall | null
}

/** Registers some of what the server offers. */
export type McpPart = (server: McpServer, request: McpRequest) => void

/** Runs a tool. A refusal becomes a result; an unexpected error is logged, and its result names no cause. */
export async function guarded(request: McpRequest, run: () => Promise<CallToolResult>): Promise<CallToolResult> {
  try {
    return await run()
  } catch (error) {
    if (!refusalOf(error)) request.deps.onMistake(error)
    return refusedResult(error)
  }
}
