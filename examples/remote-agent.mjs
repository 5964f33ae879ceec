// An agent written elsewhere: any service that answers `POST /run` with `{ text, a2uiActions }`. Needs Node alone.
// Start it, then start Biplane with REMOTE_AGENTS=liaison.operations=http://127.0.0.1:9000/run
import { createServer } from 'node:http'

const catalogId = 'https://a2ui.org/specification/v0_9/catalogs/basic/catalog.json'

const server = createServer(async (request, response) => {
  if (request.method !== 'POST' || request.url !== '/run') return response.writeHead(404).end()
  let body = ''
  for await (const chunk of request) body += chunk
  const { text, history, files, invocationId } = JSON.parse(body)

  const answer = `You said “${text}”, after ${history.length} messages and with ${files.length} files.`
  const surfaceId = `again:${invocationId}`
  const a2uiActions = [
    { version: 'v0.9', createSurface: { surfaceId, catalogId } },
    { version: 'v0.9', updateComponents: { surfaceId, components: [button('root'), label] } },
  ]
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify({ text: answer, a2uiActions }))
})
server.listen(Number(process.env.PORT ?? 9000), '127.0.0.1', () => {
  const address = server.address()
  console.log(`listening on ${typeof address === 'object' ? address?.port : address}`)
})

const label = { id: 'label', component: 'Text', text: 'Say it again' }
const button = (id) => {
  const event = { name: 'say', context: { message: 'Again, please' } }
  return { id, component: 'Button', child: 'label', action: { event } }
}
