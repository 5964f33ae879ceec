// HTTP routes of files: upload, read, download, and the signed addresses for Runtime. [D3.1, R8]
import type { ReadStream } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { Refusal } from '@biplane/contracts/refusal'
import { type FileView, fileView } from '@biplane/contracts/wire/commands'
import { fileReading, readingCorrection } from '@biplane/contracts/wire/file-reading'
import * as http from '@biplane/contracts/wire/http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { FileAddress } from '../../files/file-address.ts'
import type { FileReadings } from '../../files/file-readings.ts'
import type { FileStore } from '../../files/file-store.ts'
import type { HttpServer } from '../http-server.ts'
import { queryOf } from '../request-caller.ts'
import { linkNextPage } from './next-page.ts'
import { ANSWERED, answer, done, json, media, nothing, plain, type Route, route } from './route.ts'

export interface FileRouteDeps {
  files: FileStore
  readings: FileReadings
  mostBytes: number
  /** Counts one more upload from this request's address. @throws RATE_LIMITED */
  admitUpload(request: IncomingMessage): Promise<void>
}

/** Default number of files on a page. */
const PAGE = 200

const byId = z.strictObject({ id: z.string() })
const NOT_FOUND = ['NOT_FOUND'] as const
const READING_REFUSALS = ['NOT_FOUND', 'UNSUPPORTED_FILE', 'TOO_LARGE', 'RATE_LIMITED', 'RUNTIME_UNAVAILABLE'] as const

export function fileRoutes({ files, readings, mostBytes, admitUpload }: FileRouteDeps): Route[] {
  return [
    route({
      ...plain,
      method: 'POST',
      path: '/api/files',
      tag: 'files',
      summary: 'Upload a file; what it is, is decided by its content.',
      query: http.uploadQuery,
      answers: { 201: json('The file.', fileView) },
      refusals: ['NOT_FOUND', 'UNSUPPORTED_FILE', 'QUOTA_EXCEEDED', 'RATE_LIMITED', 'STORE_UNAVAILABLE'],
      // The parts around the file have their own size.
      upload: { field: 'file', mostBytes: mostBytes + 64 * 1024 },
      async handle({ caller, query, request }) {
        await admitUpload(request.raw)
        const part = request.isMultipart() ? await readPart(request) : undefined
        if (!part) throw new Refusal('BAD_MESSAGE', 'There is no file in it.', { path: 'file' })
        return answer(
          201,
          await files.save(caller, { name: part.filename, content: contentOf(part.file), threadId: query.thread_id }),
        )
      },
    }),
    route({
      ...plain,
      method: 'GET',
      path: '/api/files',
      tag: 'files',
      summary: 'The files of the session, newest first; `cursor` asks for the next page.',
      query: http.pageQuery,
      answers: { 200: json('The files.', http.fileList) },
      refusals: [],
      async handle({ caller, query, ...ask }) {
        const limit = query.limit ?? PAGE
        const page = await files.list(caller, { ...query, limit })
        linkNextPage(ask, page, limit)
        return answer(200, page)
      },
    }),
    route({
      ...plain,
      method: 'GET',
      path: '/api/files/{id}',
      tag: 'files',
      summary: 'One file, without its content.',
      params: byId,
      answers: { 200: json('The file.', fileView) },
      refusals: NOT_FOUND,
      handle: async ({ caller, params }) => answer(200, await files.get(caller, params.id)),
    }),
    route({
      ...plain,
      method: 'DELETE',
      path: '/api/files/{id}',
      tag: 'files',
      summary: 'Delete a file.',
      params: byId,
      answers: { 204: nothing('It is deleted.') },
      refusals: ['NOT_FOUND', 'STORE_UNAVAILABLE'],
      async handle({ caller, params }) {
        await files.delete(caller, params.id)
        return done(204)
      },
    }),
    route({
      ...plain,
      method: 'GET',
      path: '/api/files/{id}/reading',
      tag: 'files',
      summary: 'How the file is read as a table: every decision, with its evidence.',
      params: byId,
      answers: { 200: json('The reading.', fileReading) },
      refusals: READING_REFUSALS,
      handle: async ({ caller, params }) => answer(200, await readings.get(caller, params.id)),
    }),
    route({
      ...plain,
      method: 'PUT',
      path: '/api/files/{id}/reading',
      tag: 'files',
      summary: 'Correct how the file is read; an empty object takes every correction back.',
      params: byId,
      body: readingCorrection,
      answers: { 200: json('The reading as corrected.', fileReading) },
      refusals: READING_REFUSALS,
      handle: async ({ caller, params, body }) => answer(200, await readings.set(caller, params.id, body)),
    }),
    route({
      ...plain,
      method: 'GET',
      path: '/api/files/{id}/content',
      tag: 'files',
      summary: 'The content of a file, always as an attachment.',
      params: byId,
      answers: { 200: media('The content, of the type that it is.', '*/*') },
      refusals: NOT_FOUND,
      async handle({ caller, params, reply }) {
        download(reply, await files.read(caller, params.id))
        return ANSWERED
      },
    }),
  ]
}

/** The first file of a multipart body. @throws BAD_MESSAGE for a body that is not multipart whatever its header says */
export async function readPart(request: FastifyRequest) {
  try {
    return await request.file()
  } catch (error) {
    throw malformedOr(error)
  }
}

/** The content of a part, which may turn out to be malformed only at its end. @throws BAD_MESSAGE */
export async function* contentOf(part: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  try {
    yield* part
  } catch (error) {
    throw malformedOr(error)
  }
}

/** The parser throws plain errors for a missing boundary and for broken parts; everything else has a code. */
const malformedOr = (error: unknown): unknown =>
  error instanceof Error && !('code' in error)
    ? new Refusal('BAD_MESSAGE', 'This multipart body cannot be read: its boundary or a part is malformed.', {
        path: 'file',
        cause: error,
      })
    : error

/** Where Runtime reads; no part of what clients are told. `now` by the clock by which addresses are signed. [R8] */
export function addSignedFileRoute(
  server: HttpServer,
  { files, fileAddress, now }: { files: FileStore; fileAddress: FileAddress; now(): number },
): void {
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
export function download(
  reply: FastifyReply,
  { file, content }: { file: FileView; content: ReadStream },
): FastifyReply {
  return reply
    .header('content-type', file.mime)
    .header('content-length', file.size)
    .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`)
    .header('cache-control', 'private, no-store')
    .header('x-content-type-options', 'nosniff')
    .send(content)
}
