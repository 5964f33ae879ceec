// Owns the serving of the built web app and of the committed sample.
import { createReadStream, existsSync } from 'node:fs'
import path from 'node:path'
import { Refusal } from '@biplane/contracts/refusal'
import fastifyStatic from '@fastify/static'
import { type HttpServer, pathOf } from '../http-server.ts'

/** The sample is a closed list: no path comes from a client. */
const SAMPLE: Record<string, string> = { 'receivables.csv': 'text/csv', 'refund-sop.md': 'text/markdown' }

const IMMUTABLE = 'public, max-age=31536000, immutable'

export async function addWebRoutes(
  server: HttpServer,
  { webDir, sampleDir }: { webDir: string; sampleDir: string },
): Promise<void> {
  server.get<{ Params: { name: string } }>('/api/sample/:name', async (request, reply) => {
    const { name } = request.params
    const mime = Object.hasOwn(SAMPLE, name) ? SAMPLE[name] : undefined
    if (mime === undefined) throw new Refusal('NOT_FOUND', 'There is no such sample.')
    return reply.header('content-type', `${mime}; charset=utf-8`).send(createReadStream(path.join(sampleDir, name)))
  })

  const index = path.join(webDir, 'index.html')
  const built = existsSync(index)
  if (built) {
    await server.register(fastifyStatic, {
      root: webDir,
      // Names under assets/ hold a hash of their content; everything else may change with the next build.
      setHeaders: (response, file) =>
        response.header('cache-control', file.includes(`${path.sep}assets${path.sep}`) ? IMMUTABLE : 'no-cache'),
    })
  }
  server.setNotFoundHandler((request, reply) => {
    const asksForPage = request.method === 'GET' && !/^\/(api|trpc|internal|soa)(\/|$)/.test(pathOf(request.url))
    const isFile = /\.[a-z0-9]+$/i.test(pathOf(request.url))
    if (built && asksForPage && !isFile) return reply.sendFile('index.html')
    throw new Refusal('NOT_FOUND', 'There is nothing here.')
  })
}
