// Serves the built web app, and answers where no route is.
import { existsSync } from 'node:fs'
import path from 'node:path'
import { Refusal } from '@biplane/contracts/refusal'
import fastifyStatic from '@fastify/static'
import { type HttpServer, pathOf } from '../http-server.ts'

const IMMUTABLE = 'public, max-age=31536000, immutable'

export async function addWebRoutes(server: HttpServer, { webDir }: { webDir: string }): Promise<void> {
  const index = path.join(webDir, 'index.html')
  const built = existsSync(index)
  if (built) {
    await server.register(fastifyStatic, {
      root: webDir,
      // The build leaves a brotli and a gzip copy beside each file.
      preCompressed: true,
      // Names under assets/ hold a hash of their content; everything else may change with the next build.
      setHeaders: (response, file) =>
        response.header('cache-control', file.includes(`${path.sep}assets${path.sep}`) ? IMMUTABLE : 'no-cache'),
    })
  }
  server.setNotFoundHandler((request, reply) => {
    const asksForPage = request.method === 'GET' && !isForPrograms(pathOf(request.url))
    const isFile = /\.[a-z0-9]+$/i.test(pathOf(request.url))
    if (built && asksForPage && !isFile) return reply.sendFile('index.html')
    throw new Refusal('NOT_FOUND', 'There is nothing here.')
  })
}

/** Where programs look for an interface: nothing there is ever the page, or a probe would take it for an answer. [D3.12] */
const FOR_PROGRAMS = new Set([
  'api',
  'trpc',
  'internal',
  'soa',
  'v1',
  'mcp',
  'streams',
  'a2a',
  'run',
  'realtime',
  'graphql',
  '.well-known',
])

function isForPrograms(path: string): boolean {
  const [, first = ''] = path.split(/[/\\]+/, 2)
  try {
    return FOR_PROGRAMS.has(decodeURIComponent(first).toLowerCase())
  } catch {
    return true
  }
}
