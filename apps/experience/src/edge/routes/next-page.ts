// Leads from one page of a list to the next over HTTP: a `Link` header with `rel="next"` (RFC 8288). [D2.12]
import type { FastifyReply, FastifyRequest } from 'fastify'

/** Says where the next page is; nothing where this page is the last one: it is not full. */
export function linkNextPage(
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
  items: readonly { cursor: string }[],
  limit: number,
): void {
  const last = items.at(-1)
  if (last === undefined || items.length < limit) return
  const url = new URL(request.url, 'http://experience')
  // A credential in the address stays out of answers.
  url.searchParams.delete('session_token')
  url.searchParams.set('cursor', last.cursor)
  reply.header('link', `<${url.pathname}${url.search}>; rel="next"`)
}
