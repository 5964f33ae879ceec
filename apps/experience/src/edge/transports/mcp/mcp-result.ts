// The result of a tool that asked an agent, from the answers of its turn. Live, replayed and stored answers go through it,
// so a call that is repeated gets the same result. [MC2]
import { artifactHeader } from '@biplane/contracts/wire/artifacts'
import type { MessageView } from '@biplane/contracts/wire/events'
import { z } from 'zod'
import type { McpEra } from './mcp-call.ts'
import { resultUri } from './mcp-uris.ts'

export const SERVER_INFO = { name: 'biplane', title: 'Biplane', version: '1.0.0' }

/** What `structuredContent` holds. */
export const askOutput = z.object({
  conversation_id: z.string().describe('Pass it again to go on with this conversation.'),
  invocation_id: z.string(),
  message_id: z.string().describe('The same call with this id again is this call, and is answered with this answer.'),
  status: z.enum(['complete', 'cancelled', 'failed']),
  agents: z.array(z.string()).describe('Who answered, in order.'),
  artifacts: z.array(artifactHeader),
  error: z.object({ code: z.string(), message: z.string() }).optional(),
})
export type AskOutput = z.infer<typeof askOutput>

export interface AskedTurn {
  conversationId: string
  invocationId: string
  messageId: string
}

/** Between the answers of two agents. */
export const HOP_BREAK = '\n\n'

/** `answers` is of one turn, hop by hop; each has ended. */
export function askResult(asked: AskedTurn, answers: readonly MessageView[], era: McpEra): Record<string, unknown> {
  const last = answers.at(-1)
  const status = last?.status === 'cancelled' || last?.status === 'failed' ? last.status : 'complete'
  const artifacts = answers.flatMap((answer) => answer.artifacts)
  const error = last?.error ? { code: last.error.code, message: last.error.message } : undefined
  const said = answers.map(({ content }) => content).filter((text) => text !== '')
  const text = [...said, ...(status === 'failed' && error ? [error.message] : [])].join(HOP_BREAK)
  const structuredContent: AskOutput = {
    conversation_id: asked.conversationId,
    invocation_id: asked.invocationId,
    message_id: asked.messageId,
    status,
    agents: answers.flatMap(({ agent_id }) => (agent_id === null ? [] : [agent_id])),
    artifacts,
    ...(error && { error }),
  }
  const links = artifacts.map(({ artifact_id, version, title, summary }) => ({
    type: 'resource_link',
    uri: resultUri(artifact_id, version),
    name: title,
    description: summary,
    mimeType: 'application/json',
  }))
  return {
    content: [{ type: 'text', text }, ...links],
    structuredContent,
    ...(status === 'failed' && { isError: true }),
    ...(era === 'modern' && {
      resultType: 'complete',
      _meta: { 'io.modelcontextprotocol/serverInfo': SERVER_INFO },
    }),
  }
}
