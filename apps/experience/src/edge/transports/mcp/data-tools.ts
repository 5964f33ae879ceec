// The tools that read what the caller has: agents, conversations, files, results; and the one that uploads a file.
import { Refusal } from '@biplane/contracts/refusal'
import { artifactGetInput } from '@biplane/contracts/wire/commands'
import type { MessageView } from '@biplane/contracts/wire/events'
import { conversationId } from '@biplane/contracts/wire/ids'
import type { CallToolResult } from '@modelcontextprotocol/server'
import { z } from 'zod'
import { OFFERED } from './ask-tools.ts'
import { guarded, type McpPart } from './mcp-request.ts'
import { fileUri, resultUri } from './mcp-uris.ts'

const READS = { readOnlyHint: true, openWorldHint: false }
const page = {
  cursor: z.string().max(256).optional().describe('The last item’s cursor, for the items after it.'),
  limit: z.number().int().min(1).max(100).optional(),
}
const PAGE = 50

export const dataTools: McpPart = (server, request) => {
  const { deps, caller, raw } = request
  const answering = (read: () => Promise<object>) => guarded(request, async () => said(await read()))

  server.registerTool(
    'list_agents',
    { title: 'List assistants', description: 'The assistants, and the tool that asks each.', annotations: READS },
    () => answering(async () => ({ agents: OFFERED })),
  )
  server.registerTool(
    'list_conversations',
    {
      title: 'List conversations',
      description: 'Conversations, the last active first.',
      inputSchema: z.strictObject(page),
      annotations: READS,
    },
    ({ cursor, limit = PAGE }) =>
      answering(async () => ({
        conversations: await deps.conversations.list(caller, { limit, ...(cursor !== undefined && { cursor }) }),
      })),
  )
  server.registerTool(
    'read_conversation',
    {
      title: 'Read a conversation',
      description: 'Messages of a conversation, the newest page first; `before` reads on towards its beginning.',
      inputSchema: z.strictObject({
        conversation_id: conversationId,
        before: z.number().int().positive().optional(),
        limit: z.number().int().min(1).max(PAGE).optional(),
      }),
      annotations: READS,
    },
    ({ conversation_id, before, limit = PAGE }) =>
      answering(async () => {
        const history = deps.chat.history(deps.chat.own(caller, conversation_id), before, limit)
        return { ...history, messages: history.messages.map(brief) }
      }),
  )
  server.registerTool(
    'list_files',
    {
      title: 'List files',
      description: 'Uploaded files, the newest first. Pass a file_uuid to an ask_ tool.',
      inputSchema: z.strictObject(page),
      annotations: READS,
    },
    ({ cursor, limit = PAGE }) =>
      answering(async () => {
        const files = await deps.files.list(caller, { limit, ...(cursor !== undefined && { cursor }) })
        return { files: files.map((file) => ({ ...file, uri: fileUri(file.file_uuid) })) }
      }),
  )
  server.registerTool(
    'upload_file',
    {
      title: 'Upload a file',
      description: 'Keeps a file, given as text or as base64. What it is, is decided by its content.',
      inputSchema: z.strictObject({
        name: z.string().min(1).max(255).describe('With its ending: receivables.csv'),
        text: z.string().optional(),
        base64: z.base64().optional(),
      }),
      annotations: { readOnlyHint: false, destructiveHint: false, openWorldHint: false },
    },
    ({ name, text, base64 }) =>
      answering(async () => {
        if ((text === undefined) === (base64 === undefined)) {
          throw new Refusal('BAD_MESSAGE', 'Give the content either as `text` or as `base64`.', { path: 'text' })
        }
        await deps.admitUpload(raw)
        const content = base64 === undefined ? Buffer.from(text ?? '') : Buffer.from(base64, 'base64')
        const file = await deps.files.save(caller, { name, content: [content] })
        return { ...file, uri: fileUri(file.file_uuid) }
      }),
  )
  server.registerTool(
    'list_results',
    {
      title: 'List results',
      description: 'Tables, charts, plans and other results of the assistants, every version, without their data.',
      inputSchema: z.strictObject({ conversation_id: conversationId.optional(), ...page }),
      annotations: READS,
    },
    ({ conversation_id, cursor, limit = PAGE }) =>
      answering(async () => {
        const results = await deps.artifacts.list(caller, {
          limit,
          ...(conversation_id !== undefined && { conversation_id }),
          ...(cursor !== undefined && { cursor }),
        })
        return { results: results.map((one) => ({ ...one, uri: resultUri(one.artifact_id, one.version) })) }
      }),
  )
  server.registerTool(
    'read_result',
    {
      title: 'Read a result',
      description: 'One version of a result with its data; the newest when no version is named.',
      inputSchema: artifactGetInput,
      annotations: READS,
    },
    (input) => answering(() => deps.artifacts.get(caller, input)),
  )
}

const said = (value: object): CallToolResult => {
  const text = JSON.stringify(value)
  return { content: [{ type: 'text', text }], structuredContent: JSON.parse(text) }
}

const brief = ({ message_id, role, content, status, agent_id, timestamp, files, artifacts, error }: MessageView) => ({
  message_id,
  role,
  content,
  status,
  agent_id,
  timestamp,
  files,
  artifacts,
  error,
})
