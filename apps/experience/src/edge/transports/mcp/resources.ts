// Files and results as resources. What is not the caller's is not found, in the words of what does not exist. [MC1, L10]
import { Refusal, refusalOf } from '@biplane/contracts/refusal'
import { artifactGetInput } from '@biplane/contracts/wire/commands'
import { ProtocolError, ProtocolErrorCode, ResourceNotFoundError, ResourceTemplate } from '@modelcontextprotocol/server'
import type { McpPart, McpRequest } from './mcp-request.ts'
import { FILE_TEMPLATE, fileUri, RESULT_TEMPLATE, resultUri, VERSION_TEMPLATE } from './mcp-uris.ts'

/** Listed of each kind, the newest; the tools list all of them in pages. */
const LISTED = 100
/** A larger file is downloaded over HTTP: a resource is one JSON text in memory. */
const MAX_FILE_BYTES = 8 * 1024 * 1024
const JSON_TYPE = 'application/json'

export const mcpResources: McpPart = (server, request) => {
  const { deps, caller } = request
  server.registerResource(
    'file',
    new ResourceTemplate(FILE_TEMPLATE, {
      async list() {
        const files = await deps.files.list(caller, { limit: LISTED })
        return {
          resources: files.map(({ file_uuid, name, mime, size }) => ({
            uri: fileUri(file_uuid),
            name,
            mimeType: mime,
            size,
          })),
        }
      },
    }),
    { title: 'Uploaded file', description: 'The content of an uploaded file.' },
    (uri, { file_uuid }) => reading(request, uri, () => fileContents(request, uri, String(file_uuid))),
  )
  server.registerResource(
    'result',
    new ResourceTemplate(RESULT_TEMPLATE, {
      async list() {
        const results = await deps.artifacts.list(caller, { limit: LISTED })
        return {
          resources: results.map(({ artifact_id, version, title, summary }) => ({
            uri: resultUri(artifact_id, version),
            name: title,
            description: summary,
            mimeType: JSON_TYPE,
          })),
        }
      },
    }),
    { title: 'Result', description: 'The newest version of a result of an assistant, as JSON.' },
    (uri, { artifact_id }) => reading(request, uri, () => resultContents(request, uri, { artifact_id })),
  )
  server.registerResource(
    'result version',
    new ResourceTemplate(VERSION_TEMPLATE, { list: undefined }),
    { title: 'Version of a result', description: 'One version of a result; its content never changes.' },
    (uri, { artifact_id, version }) =>
      reading(request, uri, () => resultContents(request, uri, { artifact_id, version: Number(version) })),
  )
}

async function resultContents({ deps, caller }: McpRequest, uri: URL, named: object) {
  const input = artifactGetInput.safeParse(named)
  if (!input.success) throw new Refusal('NOT_FOUND', 'There is no such result.')
  const text = JSON.stringify(await deps.artifacts.get(caller, input.data))
  return { contents: [{ uri: uri.href, mimeType: JSON_TYPE, text }] }
}

async function fileContents({ deps, caller }: McpRequest, uri: URL, id: string) {
  const { size } = await deps.files.get(caller, id)
  if (size > MAX_FILE_BYTES) {
    throw new Refusal('TOO_LARGE', 'This file is too large for a resource: download it at /api/files/{id}/content.')
  }
  const { file, content } = await deps.files.read(caller, id)
  const chunks: Buffer[] = []
  for await (const chunk of content) chunks.push(Buffer.from(chunk))
  const bytes = Buffer.concat(chunks)
  const text = textOf(bytes)
  const described = { uri: uri.href, mimeType: file.mime }
  return { contents: [text === null ? { ...described, blob: bytes.toString('base64') } : { ...described, text }] }
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** `null` for bytes that are not text: changing them would give another file. */
function textOf(bytes: Buffer): string | null {
  if (bytes.includes(0)) return null
  try {
    return strictUtf8.decode(bytes)
  } catch {
    return null
  }
}

/** A refusal as the protocol's own errors. */
async function reading<T>({ deps }: McpRequest, uri: URL, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    const refusal = refusalOf(error)
    if (!refusal) {
      deps.onMistake(error)
      throw new ProtocolError(ProtocolErrorCode.InternalError, 'Something went wrong on our side.')
    }
    if (refusal.refusal === 'NOT_FOUND') throw new ResourceNotFoundError(uri.href)
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, refusal.message)
  }
}
