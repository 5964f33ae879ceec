// Calls of MCP by hand, in both revisions, and the events of their answers.
import type { Person } from './live.test-support.ts'

export const ACCEPT = { accept: 'application/json, text/event-stream', 'content-type': 'application/json' }
const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
}
let ids = 0

interface Call {
  as: Person
  tool: string
  args: Record<string, unknown>
  headers?: Record<string, string>
  id?: number
  progress?: boolean
  signal?: AbortSignal
}

/** A call of 2026-07-28, by hand. */
export function modern({ as, tool, args, headers, id = ++ids, progress = false, signal }: Call): Promise<Response> {
  const _meta = { ...META, ...(progress && { progressToken: 'p' }) }
  const body = { jsonrpc: '2.0', id, method: 'tools/call', params: { name: tool, arguments: args, _meta } }
  return as.fetch('/mcp', {
    method: 'POST',
    headers: {
      ...ACCEPT,
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-name': tool,
      ...headers,
    },
    body: JSON.stringify(body),
    ...(signal && { signal }),
  })
}

export async function sessionOf(person: Person): Promise<string> {
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } }
  const body = JSON.stringify({ jsonrpc: '2.0', id: 0, method: 'initialize', params })
  const response = await person.fetch('/mcp', { method: 'POST', headers: ACCEPT, body })
  return response.headers.get('mcp-session-id') ?? ''
}

export const legacy = (person: Person, session: string, message: object, init: RequestInit = {}) =>
  person.fetch('/mcp', {
    method: 'POST',
    headers: { ...ACCEPT, 'mcp-session-id': session, 'mcp-protocol-version': '2025-11-25' },
    body: JSON.stringify({ jsonrpc: '2.0', ...message }),
    ...init,
  })

export const eventsIn = (
  text: string,
): { id: string; data: { method?: string; result?: unknown; error?: unknown } }[] =>
  text
    .split('\n\n')
    .filter((block) => block.includes('data: {'))
    .map((block) => ({
      id: /^id: (.*)$/m.exec(block)?.[1] ?? '',
      data: JSON.parse(/^data: (.*)$/m.exec(block)?.[1] ?? '{}'),
    }))
export const resultIn = (text: string): { structuredContent: Record<string, unknown>; content: { text: string }[] } =>
  Object(eventsIn(text).at(-1)?.data.result)
