// Serves the OpenAPI and AsyncAPI documents and a page to browse them. The page has the same content security policy as
// everything else: no inline script, no external one. [D3.13]
import { createReadStream } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import type { HttpServer } from '../http-server.ts'
import { refuseOtherMethods } from './mount-routes.ts'

export interface Descriptions {
  openApi(): object
  asyncApi(): object
}

/** A closed list: no path comes from a client. */
const FILES: Record<string, string> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
}

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Biplane over HTTP</title>
<link rel="icon" href="/docs/favicon-32x32.png">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<p style="margin:1rem 2rem;font-family:sans-serif">Sockets are described in <a href="/asyncapi.json">asyncapi.json</a>.</p>
<main id="docs"></main>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/begin.js"></script>
</body>
</html>
`

const BEGIN = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#docs', deepLinking: true, persistAuthorization: false })\n`

const ALLOWED = new Set(['OPTIONS', 'GET', 'HEAD'])

export function addDescriptionRoutes(server: HttpServer, { openApi, asyncApi }: Descriptions): void {
  for (const [url, make] of [
    ['/openapi.json', openApi],
    ['/asyncapi.json', asyncApi],
  ] as const) {
    // It says the same for as long as the process lives.
    let text: string | null = null
    server.get(url, (_request, reply) => {
      text ??= JSON.stringify(make())
      return reply.header('content-type', 'application/json; charset=utf-8').send(text)
    })
    refuseOtherMethods(server, url, ALLOWED)
  }
  server.get('/docs', (_request, reply) => reply.header('content-type', 'text/html; charset=utf-8').send(PAGE))
  server.get('/docs/begin.js', (_request, reply) =>
    reply.header('content-type', 'text/javascript; charset=utf-8').send(BEGIN),
  )
  const folder = path.dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))
  for (const [name, type] of Object.entries(FILES)) {
    server.get(`/docs/${name}`, (_request, reply) =>
      reply
        .header('content-type', type)
        .header('cache-control', 'public, max-age=3600')
        .send(createReadStream(path.join(folder, name))),
    )
  }
}
