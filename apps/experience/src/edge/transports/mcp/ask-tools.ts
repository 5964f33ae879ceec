// The tools that ask an agent. A call is accepted here; its answer is streamed by the transport, so that it can be resumed.
import { randomUUID } from 'node:crypto'
import { type AgentId, PILLARS, pillarOfAgent } from '@biplane/contracts/vocabulary/pillars'
import type { McpServer, ServerContext } from '@modelcontextprotocol/server'
import { agentNamed, OFFERED_AGENTS } from '../agent-spelling.ts'
import { type AskInput, askInput } from './ask-agent.ts'
import { type McpCall, requireCarried } from './mcp-call.ts'
import { guarded, type McpPart, type McpRequest } from './mcp-request.ts'
import { askOutput } from './mcp-result.ts'

/** Names without dots: those of OpenAI's and Anthropic's functions have none. */
export const toolOf = (agent: AgentId): string => `ask_${agent === 'guide.global' ? 'guide' : agent.replace('.', '_')}`

const GUIDE_SAYS = 'Ask the guide. It knows the other assistants and passes a question on to the right one.'

function describe(agent: AgentId): string {
  const pillar = pillarOfAgent(agent)
  return pillar === null ? GUIDE_SAYS : PILLARS[pillar].callWhen
}

export const OFFERED = OFFERED_AGENTS.map((agent) => ({ agent, tool: toolOf(agent), says: describe(agent) }))

export const askTools: McpPart = (server, request) => {
  for (const { agent, tool, says } of OFFERED) registerAsk(server, request, { agent, tool, says })
}

function registerAsk(
  server: McpServer,
  request: McpRequest,
  { agent, tool, says }: { agent: AgentId; tool: string; says: string },
): void {
  server.registerTool(
    tool,
    {
      title: `Ask ${agent}`,
      description: says,
      inputSchema: askInput,
      outputSchema: askOutput,
      annotations: { readOnlyHint: false, destructiveHint: false, openWorldHint: false },
    },
    (input, { mcpReq }) =>
      guarded(request, async () => {
        const { caller, deps } = request
        const sending = { caller, input, messageId: messageIdFor(request, input, mcpReq.id) }
        const messageId =
          input.message_id === undefined && deps.asks.isTaken(sending) ? randomUUID() : sending.messageId
        const call = callOf(request, mcpReq)
        requireCarried({ ...call, invocationId: 'x' })
        const accepted = await deps.asks.send({ ...sending, messageId, agent: agentNamed(agent) })
        if (request.session !== null) deps.sessions.asked(request.session, mcpReq.id, messageId)
        request.accepted = { ...call, invocationId: accepted.invocation_id }
        // The transport answers in its place.
        return { content: [], isError: true }
      }),
  )
}

/** A request id is used once in a session, so it names the send; without a session nothing does. */
const messageIdFor = ({ session, deps }: McpRequest, { message_id }: AskInput, id: string | number): string =>
  message_id ?? (session === null ? randomUUID() : deps.sessions.ownMessageId(session, id))

const callOf = ({ era }: McpRequest, { id, _meta }: ServerContext['mcpReq']): Omit<McpCall, 'invocationId'> => ({
  era,
  requestId: id,
  progressToken: _meta?.progressToken ?? null,
})
