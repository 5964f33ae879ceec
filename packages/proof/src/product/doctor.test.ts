import { execFile } from 'node:child_process'
import { chmodSync } from 'node:fs'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { Product } from './product.test-support.ts'

const ROOT = path.resolve(import.meta.dirname, '../../../..')

const report = z.object({
  faults: z.number(),
  parts: z.array(
    z.object({
      title: z.string(),
      findings: z.array(
        z.object({ what: z.string(), state: z.string(), says: z.string(), remedy: z.string().optional() }),
      ),
    }),
  ),
})

let product: Product
/** Sends everything to Experience, as it should. */
let straight: Proxy
/** A common proxy mistake: paths named runtime are sent to Runtime. */
let mistaken: Proxy

beforeAll(async () => {
  straight = await openProxy(() => product.port)
  mistaken = await openProxy((target) => (target.startsWith('/api/runtime') ? product.runtimePort : product.port))
  product = await Product.open({ env: { ALLOWED_ORIGINS: `${straight.url},${mistaken.url}` } })
}, 180_000)
afterAll(async () => {
  for (const proxy of [straight, mistaken]) proxy.close()
  await product[Symbol.asyncDispose]()
})

const database = () => path.join(product.directory, 'biplane.db')

/** What `npm run doctor` says, and how it ends. */
const doctor = (...args: string[]): Promise<z.infer<typeof report> & { code: number }> =>
  new Promise((resolve, reject) => {
    const env = { ...process.env, DATABASE_URL: `file:${database()}` }
    execFile(process.execPath, ['scripts/doctor.mjs', '--json', ...args], { cwd: ROOT, env }, (error, stdout) => {
      const read = report.safeParse(JSON.parse(stdout))
      if (read.success) resolve({ ...read.data, code: typeof error?.code === 'number' ? error.code : 0 })
      else reject(read.error)
    })
  })

const faultsOf = ({ parts }: z.infer<typeof report>, part: number) =>
  parts[part]?.findings.filter(({ state }) => state === 'fault') ?? []

interface Proxy {
  url: string
  close(): void
}

/** A proxy that chooses a port by the path of the first request on each connection. */
async function openProxy(portFor: (path: string) => number): Promise<Proxy> {
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    sockets.add(client)
    client.on('error', () => client.destroy())
    client.once('data', (head) => {
      const [, target = '/'] = head.toString('latin1').split(' ', 2)
      const upstream = connect(portFor(target), '127.0.0.1')
      sockets.add(upstream)
      upstream.on('error', () => client.destroy())
      upstream.write(head)
      client.pipe(upstream).pipe(client)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

test('passes a running product, also through a proxy', async () => {
  const found = await doctor('--url', product.url, '--proxy', straight.url)
  expect([0, 1, 2].map((part) => faultsOf(found, part))).toEqual([[], [], []])
  const through = found.parts[2]?.findings ?? []
  for (const path of ['/trpc', '/api/ws/guide', '/api/ws/liaison/content', '/api/runtime/agent', '/realtime']) {
    expect(through.map(({ what }) => what)).toContain(`Socket ${path}`)
  }
})

test('a proxy that sends /api/runtime to Runtime is named as the mistake that it is', async () => {
  const found = await doctor('--url', product.url, '--proxy', mistaken.url)
  expect(found.code).toBe(1)
  const [fault] = faultsOf(found, 2)
  expect(fault).toMatchObject({ what: 'Socket /api/runtime/agent', says: 'The answer is 404.' })
  expect(fault?.remedy).toContain('belongs to Experience')
})

test('names the setting for a disallowed origin', async () => {
  const proxy = await openProxy(() => product.port)
  const found = await doctor('--url', product.url, '--proxy', proxy.url)
  proxy.close()
  expect(faultsOf(found, 2)[0]?.remedy).toContain('ALLOWED_ORIGINS')
})

test('an address where nothing listens, and one where something else does', async () => {
  const nobody = await doctor('--url', 'http://127.0.0.1:9')
  expect(faultsOf(nobody, 1)[0]?.says).toBe('Nothing listens at http://127.0.0.1:9.')
  const other = await doctor('--url', `http://127.0.0.1:${product.runtimePort}`)
  expect(faultsOf(other, 1)[0]?.remedy).toContain('Another program has this port')
})

test('explains a missing Runtime', async () => {
  await product.kill('runtime')
  // Looks within half a second share one answer.
  while ((await fetch(`${product.url}/readyz`)).ok);
  const found = await doctor('--url', product.url)
  await product.start('runtime')
  expect(faultsOf(found, 1)[0]?.says).toBe('Experience does not reach Runtime.')
})

test('a database that others may read is a fault, with the command that mends it', async () => {
  chmodSync(database(), 0o644)
  const found = await doctor('--url', product.url)
  chmodSync(database(), 0o600)
  expect(faultsOf(found, 0)[0]?.remedy).toBe(`Run: chmod 600 ${database()}`)
})
