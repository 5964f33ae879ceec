// One trace through both processes: from the frame on a socket to the tool in Runtime, as a collector receives it.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { z } from 'zod'
import { Facts } from '../facts.ts'
import { Product } from './product.test-support.ts'

const attribute = z.object({ key: z.string(), value: z.record(z.string(), z.unknown()) })
const received = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: z.array(attribute) }),
      scopeSpans: z.array(
        z.object({
          spans: z.array(
            z.object({
              traceId: z.string(),
              spanId: z.string(),
              parentSpanId: z.string().optional(),
              name: z.string(),
              attributes: z.array(attribute),
            }),
          ),
        }),
      ),
    }),
  ),
})

interface Span {
  plane: string
  trace: string
  id: string
  parent: string | null
  name: string
  attributes: Record<string, unknown>
}

const plain = (attributes: z.infer<typeof attribute>[]): Record<string, unknown> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]))

/** Takes spans as an OpenTelemetry collector does. */
async function openCollector() {
  const spans: Span[] = []
  const facts = new Facts()
  let all = ''
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    all += body
    for (const { resource, scopeSpans } of received.parse(JSON.parse(body)).resourceSpans) {
      const plane = String(plain(resource.attributes)['service.name'])
      for (const span of scopeSpans.flatMap((scope) => scope.spans)) {
        const { traceId: trace, spanId: id, parentSpanId, name, attributes } = span
        spans.push({ plane, trace, id, parent: parentSpanId || null, name, attributes: plain(attributes) })
      }
    }
    facts.changed()
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    /** Everything that was sent, as it was sent. */
    text: () => all,
    until: (fact: () => boolean) => facts.until(fact),
    close: () => server.close(),
  }
}

let collector: Awaited<ReturnType<typeof openCollector>>
let product: Product

beforeAll(async () => {
  collector = await openCollector()
  product = await Product.open({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url } })
}, 180_000)
afterAll(async () => {
  await product[Symbol.asyncDispose]()
  collector.close()
})

test('joins frame, invocation, run and tool in one trace', async () => {
  const anna = await product.guest()
  const form = new FormData()
  form.set('file', new Blob(['customer,amount\nAcme,10\nBlix,20\n'], { type: 'text/csv' }), 'sales-secret.csv')
  const headers = { authorization: `Bearer ${anna.token}` }
  expect((await fetch(`${product.url}/api/files`, { method: 'POST', headers, body: form })).status).toBe(201)
  const url = `${product.url.replace('http', 'ws')}/api/ws/liaison/content?session_token=${anna.token}`
  const socket = new WebSocket(url)
  await new Promise((resolve) => socket.once('message', resolve))
  socket.send(JSON.stringify({ type: 'user_message', message: 'What columns are in sales-secret.csv?' }))
  const named = (name: string) => collector.spans.filter((span) => span.name.startsWith(name))
  await collector.until(
    () => named('invocation').length > 0 && named('tool ').length > 0 && named('agent.run').length > 0,
  )
  socket.terminate()
  await anna[Symbol.asyncDispose]()

  const [tool] = named('tool ')
  const chain: Span[] = []
  for (let at = tool; at; at = collector.spans.find(({ id }) => id === at?.parent)) chain.unshift(at)
  expect(chain.map(({ plane, name }) => `${plane} ${name}`)).toEqual([
    'biplane-experience frame',
    'biplane-experience chat.send',
    'biplane-experience invocation',
    'biplane-runtime agent.run',
    `biplane-runtime ${tool?.name}`,
  ])
  expect(new Set(chain.map(({ trace }) => trace)).size).toBe(1)
  const invocation = named('invocation')[0]?.attributes
  expect(invocation).toMatchObject({
    session_id: expect.any(String),
    conversation_id: expect.any(String),
    agent_id: 'liaison.content',
    end: 'agent.completed',
  })
  expect(named('agent.run')[0]?.attributes).toMatchObject({ invocation_id: invocation?.invocation_id, attempt: 1 })
  const line = await product.process('experience').line(({ fields }) => fields?.msg === 'invocation.ended')
  expect(line.fields).toMatchObject({ trace_id: chain[0]?.trace, invocation_id: invocation?.invocation_id })
  for (const secret of [anna.token, 'sales-secret', 'What columns']) expect(collector.text()).not.toContain(secret)
})
