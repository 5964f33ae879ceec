import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import type { ConnectionPlan, CutHow, Direction } from './cut-link.ts'
import { type CutProxy, openCutProxy } from './cut-proxy.ts'
import { Facts } from './facts.ts'
import { seeded } from './seeded.ts'

/** A server on a free port that keeps what it received on each connection. */
async function openServer(serve: (socket: Socket) => void) {
  const received: Buffer[] = []
  const sockets = new Set<Socket>()
  const facts = new Facts()
  const errors: string[] = []
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const index = received.push(Buffer.alloc(0)) - 1
    sockets.add(socket)
    socket.on('data', (chunk) => {
      received[index] = Buffer.concat([received[index] ?? Buffer.alloc(0), chunk])
      facts.changed()
    })
    socket.on('error', (error: NodeJS.ErrnoException) => {
      errors.push(error.code ?? error.message)
      facts.changed()
    })
    serve(socket)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address: AddressInfo | string | null = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    target: { host: '127.0.0.1', port: address.port },
    received,
    errors,
    until: (holds: () => boolean) => facts.until(holds),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

const openEcho = () => openServer((socket) => socket.pipe(socket))
const dial = (proxy: CutProxy) => connect({ host: '127.0.0.1', port: proxy.port, allowHalfOpen: true })
/** How a connection ended for the client, and what it had received by then. */
async function readToEnd(socket: Socket): Promise<{ bytes: Buffer; error: string | null }> {
  const chunks: Buffer[] = []
  const ended = new Promise<string | null>((resolve) => {
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.on('end', () => resolve(null))
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
  })
  const error = await ended
  socket.destroy()
  return { bytes: Buffer.concat(chunks), error }
}

const text = (length: number) => Buffer.from(Array.from({ length }, (_, index) => 97 + (index % 26)))

test('without a plan every byte passes both ways, and an end passes like a byte', async () => {
  await using server = await openEcho()
  await using proxy = await openCutProxy({ target: server.target })
  const socket = dial(proxy)
  socket.end(text(300_000))
  expect((await buffer(socket)).equals(text(300_000))).toBe(true)
  expect(proxy.bytes).toEqual({ toServer: 300_000, toClient: 300_000 })
  expect({ cuts: proxy.cuts, planned: proxy.planned }).toEqual({ cuts: 0, planned: 0 })
  await proxy.until(() => proxy.open === 0)
})

test('a FIN after N bytes to the client lets exactly N through, at every offset', async () => {
  await using server = await openServer((socket) => socket.write(text(40)))
  const cutAt = (index: number): ConnectionPlan => ({ cut: { way: 'toClient', after: index, how: 'fin' } })
  await using proxy = await openCutProxy({ target: server.target, plan: cutAt })
  for (let after = 0; after < 40; after += 1) {
    const { bytes, error } = await readToEnd(dial(proxy))
    expect({ after, text: bytes.toString(), error }).toEqual({ after, text: text(after).toString(), error: null })
  }
  expect({ cuts: proxy.cuts, planned: proxy.planned }).toEqual({ cuts: 40, planned: 40 })
})

test('a FIN after N bytes to the server lets exactly N through', async () => {
  await using server = await openServer(() => {})
  await using proxy = await openCutProxy({
    target: server.target,
    plan: () => ({ cut: { way: 'toServer', after: 1_234, how: 'fin' } }),
  })
  const socket = dial(proxy)
  socket.write(text(5_000))
  await readToEnd(socket)
  expect(proxy.cuts).toBe(1)
  expect(proxy.bytes.toServer).toBe(1_234)
  await server.until(() => server.received[0]?.length === 1_234)
  expect(server.received[0]?.equals(text(1_234))).toBe(true)
})

// Who reads bytes and the reset in one turn of Node's loop is told of an end, not of a reset; so the idle side is asked.
test('an RST on the way to the server is a reset for the waiting client', async () => {
  await using server = await openServer(() => {})
  await using proxy = await openCutProxy({
    target: server.target,
    plan: () => ({ cut: { way: 'toServer', after: 100, how: 'rst' } }),
  })
  const socket = dial(proxy)
  socket.write(text(500))
  expect(await readToEnd(socket)).toEqual({ bytes: Buffer.alloc(0), error: 'ECONNRESET' })
  expect(proxy.cuts).toBe(1)
})

test('an RST on the way to the client is a reset for the waiting server', async () => {
  await using server = await openServer((socket) => socket.write(text(500)))
  await using proxy = await openCutProxy({
    target: server.target,
    plan: () => ({ cut: { way: 'toClient', after: 100, how: 'rst' } }),
  })
  expect((await readToEnd(dial(proxy))).bytes.length).toBeLessThanOrEqual(100)
  await server.until(() => server.errors.length === 1)
  expect(server.errors).toEqual(['ECONNRESET'])
  await proxy.until(() => proxy.open === 0)
  expect(proxy.cuts).toBe(1)
})

test('[control] does not count a cut that was never reached', async () => {
  await using server = await openEcho()
  await using proxy = await openCutProxy({
    target: server.target,
    plan: () => ({ cut: { way: 'toClient', after: 1_001, how: 'rst' } }),
  })
  const socket = dial(proxy)
  socket.end(text(1_000))
  expect(await buffer(socket)).toHaveLength(1_000)
  await proxy.until(() => proxy.open === 0)
  expect({ cuts: proxy.cuts, planned: proxy.planned }).toEqual({ cuts: 0, planned: 1 })
})

test('[seeded] delivers a prefix and counts every cut', async () => {
  const random = seeded()
  await using server = await openEcho()
  const plans = Array.from({ length: 60 }, () => ({
    way: random.pick<Direction>(['toServer', 'toClient']),
    after: random.int(0, 20_000),
    how: random.pick<CutHow>(['fin', 'rst']),
  }))
  const plan = (index: number): ConnectionPlan => {
    const cut = plans[index]
    return { ...(cut ? { cut } : {}), chunkBytes: random.pick([7, 1_000, 100_000]) }
  }
  await using proxy = await openCutProxy({ target: server.target, plan })
  for (const { way, after, how } of plans) {
    const socket = dial(proxy)
    socket.write(text(20_000))
    const { bytes } = await readToEnd(socket)
    expect(bytes.equals(text(20_000).subarray(0, bytes.length))).toBe(true)
    if (way === 'toClient' && how === 'fin') expect(bytes.length).toBe(after)
  }
  expect(proxy.cuts).toBe(60)
})

test('holds traffic in a black hole until it heals', async () => {
  await using server = await openEcho()
  await using proxy = await openCutProxy({ target: server.target })
  const socket = dial(proxy)
  socket.write('before ')
  await once(socket, 'data')
  proxy.blackHole(true)
  socket.end('after')
  await proxy.until(() => proxy.held === 1)
  expect(proxy.bytes.toServer).toBe(7)
  expect(socket.readyState).toBe('readOnly')
  proxy.heal()
  expect(await buffer(socket)).toEqual(Buffer.from('after'))
  expect(server.received[0]?.toString()).toBe('before after')
})

test('a planned hole swallows one direction after its bytes; the other one goes on', async () => {
  await using server = await openServer((socket) => socket.write('greeting'))
  await using proxy = await openCutProxy({
    target: server.target,
    plan: () => ({ hole: { way: 'toServer', after: 3 } }),
  })
  const socket = dial(proxy)
  socket.write('abcdef')
  const [greeting] = await once(socket, 'data')
  await proxy.until(() => proxy.held === 1)
  expect(String(greeting)).toBe('greeting')
  expect(proxy.bytes).toEqual({ toServer: 3, toClient: 8 })
  socket.destroy()
})

test('a hung handshake is accepted and never reaches the target, until it heals', async () => {
  await using server = await openEcho()
  await using proxy = await openCutProxy({
    target: server.target,
    plan: (index) => (index === 0 ? { hang: true } : undefined),
  })
  const socket = dial(proxy)
  socket.write('hello')
  await Promise.all([once(socket, 'connect'), proxy.until(() => proxy.connections === 1)])
  // A later connection is served: what was to come of the hung one has had its time.
  const other = dial(proxy)
  other.end('other')
  expect(String(await buffer(other))).toBe('other')
  expect(socket.readyState).toBe('open')
  expect(server.received.map(String)).toEqual(['other'])
  proxy.heal()
  const [answer] = await once(socket, 'data')
  expect(String(answer)).toBe('hello')
  socket.destroy()
})

test('in 1-byte chunks everything still arrives, each byte in its own write', async () => {
  await using server = await openEcho()
  let writes = 0
  await using proxy = await openCutProxy({ target: server.target, plan: () => ({ chunkBytes: 1 }) })
  const count = proxy.until(() => {
    writes += 1
    return proxy.bytes.toClient === 500
  })
  const socket = dial(proxy)
  socket.end(text(500))
  expect((await buffer(socket)).equals(text(500))).toBe(true)
  await count
  expect(writes).toBeGreaterThanOrEqual(1_000)
})

test('cuts all open connections and counts them', async () => {
  await using server = await openEcho()
  await using proxy = await openCutProxy({ target: server.target })
  const sockets = [dial(proxy), dial(proxy), dial(proxy)]
  for (const socket of sockets) socket.write('x')
  await Promise.all(sockets.map((socket) => once(socket, 'data')))
  expect(proxy.cutAll('rst')).toBe(3)
  expect(proxy.cutAll('rst')).toBe(0)
  expect((await Promise.all(sockets.map(readToEnd))).map((end) => end.error)).toEqual(Array(3).fill('ECONNRESET'))
  expect(proxy.cuts).toBe(3)
  const next = dial(proxy)
  next.end('still here')
  expect(String(await buffer(next))).toBe('still here')
})

test('resets clients without a target', async () => {
  const gone = await openEcho()
  await gone[Symbol.asyncDispose]()
  await using server = await openEcho()
  await using proxy = await openCutProxy({ target: gone.target })
  expect((await readToEnd(dial(proxy))).error).toBe('ECONNRESET')
  proxy.retarget(server.target)
  const socket = dial(proxy)
  socket.end('back')
  expect(String(await buffer(socket))).toBe('back')
  expect(proxy.cuts).toBe(0)
})
