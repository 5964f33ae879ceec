// Owns files over HTTP: upload, view, download, and the signed addresses under which Runtime reads. [PROTOCOL 3.7, 4]
import type { ReadStream } from 'node:fs'
import { Refusal } from '@biplane/contracts/refusal'
import type { FileView } from '@biplane/contracts/wire/commands'
import type { FastifyReply } from 'fastify'
import type { FileAddress } from '../../files/file-address.ts'
import type { FileStore } from '../../files/file-store.ts'
import type { HttpServer } from '../http-server.ts'
import { queryOf, type RequestCaller } from '../request-caller.ts'

export interface FileRouteDeps {
  files: FileStore
  fileAddress: FileAddress
  callerOf: RequestCaller
  mostBytes: number
  /** Wall-clock milliseconds. */
  now(): number
}

export function addFileRoutes(
  server: HttpServer,
  { files, fileAddress, callerOf, mostBytes, now }: FileRouteDeps,
): void {
  server.post('/api/files', { bodyLimit: mostBytes + 64 * 1024 }, async (request, reply) => {
    const caller = await callerOf(request)
    if (!request.isMultipart())
      throw new Refusal('BAD_MESSAGE', 'A file is sent as multipart/form-data, in the field `file`.')
    const part = await request.file()
    if (!part) throw new Refusal('BAD_MESSAGE', 'There is no file in it.', { path: 'file' })
    return reply.status(201).send(await files.save(caller, { name: part.filename, content: part.file }))
  })
  server.get('/api/files', async (request) => files.list(await callerOf(request)))
  server.get<{ Params: { id: string } }>('/api/files/:id', async (request) =>
    files.get(await callerOf(request), request.params.id),
  )
  server.delete<{ Params: { id: string } }>('/api/files/:id', async (request, reply) => {
    await files.delete(await callerOf(request), request.params.id)
    return reply.status(204).send()
  })
  server.get<{ Params: { id: string } }>('/api/files/:id/content', async (request, reply) =>
    download(reply, await files.read(await callerOf(request), request.params.id)),
  )
  server.get<{ Params: { id: string } }>('/internal/files/:id', async (request, reply) => {
    const query = queryOf(request)
    const { id } = request.params
    const good = fileAddress.verify(id, query.get('expires') ?? '', query.get('signature') ?? '', now())
    // A wrong or old signature learns no more than that there is nothing here.
    if (!good) throw new Refusal('NOT_FOUND', 'There is no such file.')
    return download(reply, await files.readSigned(id))
  })
}

/** Always a download, never a page: nothing that was uploaded runs in our origin. [SECURITY 22] */
function download(reply: FastifyReply, { file, content }: { file: FileView; content: ReadStream }): FastifyReply {
  return reply
    .header('content-type', file.mime)
    .header('content-length', file.size)
    .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`)
    .header('cache-control', 'private, no-store')
    .header('x-content-type-options', 'nosniff')
    .send(content)
}
