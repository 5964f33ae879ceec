// OpenAI's files: uploads under its names.
import type { IncomingMessage } from 'node:http'
import { Refusal } from '@biplane/contracts/refusal'
import type { FileView } from '@biplane/contracts/wire/commands'
import { z } from 'zod'
import type { FileStore } from '../../../files/file-store.ts'
import { contentOf, download, readPart } from '../../routes/file-routes.ts'
import { ANSWERED, answer, json, media, type Route, route } from '../../routes/route.ts'
import { fileIdOf, fileUuidIn } from './openai-ids.ts'
import { secondsOf } from './response-object.ts'
import { shared } from './response-routes.ts'

export interface OpenAiFileDeps {
  files: FileStore
  mostBytes: number
  /** Counts one more upload from this request's address. @throws RATE_LIMITED */
  admitUpload(request: IncomingMessage): Promise<void>
}

const file = z.object({
  id: z.string(),
  object: z.literal('file'),
  bytes: z.number().int(),
  created_at: z.number().int(),
  filename: z.string(),
  purpose: z.literal('user_data'),
  status: z.literal('processed'),
})
const byId = z.strictObject({ id: z.string() })

export function fileRoutes({ files, mostBytes, admitUpload }: OpenAiFileDeps): Route[] {
  return [
    route({
      ...shared,
      method: 'POST',
      path: '/v1/files',
      summary: 'Upload a file; name it in a message by its id.',
      answers: { 200: json('The file.', file) },
      refusals: ['UNSUPPORTED_FILE', 'QUOTA_EXCEEDED', 'STORE_UNAVAILABLE'],
      // The parts around the file have their own size.
      upload: { field: 'file', mostBytes: mostBytes + 64 * 1024 },
      async handle({ caller, request }) {
        await admitUpload(request.raw)
        const part = request.isMultipart() ? await readPart(request) : undefined
        if (!part) throw new Refusal('BAD_MESSAGE', 'There is no file in it.', { path: 'file' })
        return answer(200, viewOf(await files.save(caller, { name: part.filename, content: contentOf(part.file) })))
      },
    }),
    route({
      ...shared,
      method: 'GET',
      path: '/v1/files',
      summary: 'The newest files of the session.',
      answers: {
        200: json('The files.', z.object({ object: z.literal('list'), data: z.array(file), has_more: z.boolean() })),
      },
      refusals: [],
      async handle({ caller }) {
        const page = await files.list(caller, {})
        return answer(200, { object: 'list' as const, data: page.map(viewOf), has_more: false })
      },
    }),
    route({
      ...shared,
      method: 'GET',
      path: '/v1/files/{id}',
      summary: 'A file, without its content.',
      params: byId,
      answers: { 200: json('The file.', file) },
      refusals: ['NOT_FOUND'],
      handle: async ({ caller, params }) => answer(200, viewOf(await files.get(caller, fileUuidIn(params.id)))),
    }),
    route({
      ...shared,
      method: 'GET',
      path: '/v1/files/{id}/content',
      summary: 'The content of a file, always as an attachment.',
      params: byId,
      answers: { 200: media('The content, of the type that it is.', '*/*') },
      refusals: ['NOT_FOUND'],
      async handle({ caller, params, reply }) {
        download(reply, await files.read(caller, fileUuidIn(params.id)))
        return ANSWERED
      },
    }),
    route({
      ...shared,
      method: 'DELETE',
      path: '/v1/files/{id}',
      summary: 'Delete a file, with what was made from it.',
      params: byId,
      body: z.looseObject({}),
      answers: {
        200: json('It is deleted.', z.object({ id: z.string(), object: z.literal('file'), deleted: z.boolean() })),
      },
      refusals: ['NOT_FOUND', 'STORE_UNAVAILABLE'],
      async handle({ caller, params }) {
        await files.delete(caller, fileUuidIn(params.id))
        return answer(200, { id: params.id, object: 'file' as const, deleted: true })
      },
    }),
  ]
}

const viewOf = ({ file_uuid, size, created_at, name }: FileView): z.infer<typeof file> => ({
  id: fileIdOf(file_uuid),
  object: 'file',
  bytes: size,
  created_at: secondsOf(created_at),
  filename: name,
  purpose: 'user_data',
  status: 'processed',
})
