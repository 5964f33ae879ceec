// The SDK's server for one request: which tools and resources there are. It decides nothing; every id goes through the
// same ports as on the other transports. [MC1]
import { createMcpHandler, type McpHttpHandler, McpServer, type ServerOptions } from '@modelcontextprotocol/server'
import { askTools } from './ask-tools.ts'
import { dataTools } from './data-tools.ts'
import type { McpPart, McpRequest } from './mcp-request.ts'
import { SERVER_INFO } from './mcp-result.ts'
import { mcpResources } from './resources.ts'

const PARTS: readonly McpPart[] = [askTools, dataTools, mcpResources]

const INSTRUCTIONS =
  'Biplane answers questions about files and business numbers. Upload files with upload_file, then ask an assistant ' +
  'with one of the ask_ tools and pass file_uuids. Pass conversation_id again to go on with a conversation. When an ' +
  'answer asks something back, answer in words in the same conversation.'

/** What a conformance suite needs beside the product's own. */
export interface McpFixtures {
  parts: readonly McpPart[]
  requestState?: NonNullable<ServerOptions['requestState']>
}

export interface OpenMcp {
  /** Answers one request, or leaves the answer to the transport by setting `accepted`. */
  serve(request: Request, body: unknown, asked: McpRequest): Promise<Response>
  close(): Promise<void>
}

export function openMcp(onMistake: (error: unknown) => void, fixtures: McpFixtures = { parts: [] }): OpenMcp {
  const serving = new WeakMap<Request, McpRequest>()
  const handler: McpHttpHandler = createMcpHandler(
    ({ requestInfo, era }) => {
      const asked = requestInfo && serving.get(requestInfo)
      if (!asked) throw new Error('an MCP request without its caller')
      asked.era = era
      const server = new McpServer(SERVER_INFO, {
        capabilities: { tools: { listChanged: false }, resources: { listChanged: false } },
        instructions: INSTRUCTIONS,
        ...(fixtures.requestState && { requestState: fixtures.requestState }),
      })
      for (const part of [...PARTS, ...fixtures.parts]) part(server, asked)
      return server
    },
    { keepAliveMs: 0 },
  )
  return {
    serve(request, body, asked) {
      serving.set(request, asked)
      return handler.fetch(request, { parsedBody: body })
    },
    close: () => handler.close().catch(onMistake),
  }
}
