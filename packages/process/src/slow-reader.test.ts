import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { type Duplex, PassThrough } from 'node:stream'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { SlowReader } from './slow-reader.ts'

const LIMITS = { unsentHighBytes: 64 * 1024, slowReaderMs: 1_000 }
const MIB = 'x'.repeat(1024 * 1024)

let server: WebSocketServer
let client: WebSocket
let socket: WebSocket
let stream: Duplex

beforeEach(async () => {
  server = new WebSocketServer({ port: 0, perMessageDeflate: false })
  await once(server, 'listening')
  const opened = new Promise<void>((resolve) => {
    server.once('connection', (accepted, request) => {
      socket = accepted
      stream = request.socket
      resolve()
    })
  })
  client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`, { perMessageDeflate: false })
  await Promise.all([opened, once(client, 'open')])
})
afterEach(() => {
  client.terminate()
  server.close()
})

/** Sends until more is unsent than the kernel takes for a client that does not read. */
function fill(): void {
  client.pause()
  while (socket.bufferedAmount < 4 * LIMITS.unsentHighBytes) socket.send(MIB)
}

const never = () => {
  throw new Error('it was taken for stuck')
}

describe('[L13] a reader over a real socket', () => {
  test('has room while little is unsent', () => {
    const reader = new SlowReader(socket, stream, LIMITS, never)
    socket.send('hello')
    expect(reader.room()).toBeNull()
  })

  test('has no room until the reader catches up', async () => {
    const reader = new SlowReader(socket, stream, LIMITS, never)
    fill()
    const room = reader.room()
    expect(room).not.toBeNull()
    client.resume()
    await room
    expect(socket.bufferedAmount).toBeLessThanOrEqual(LIMITS.unsentHighBytes)
    expect(reader.room()).toBeNull()
  })

  test('keeps all who wait for it waiting together, with one listener on its stream', async () => {
    const reader = new SlowReader(socket, stream, LIMITS, never)
    const listeners = () => [stream.listenerCount('drain'), stream.listenerCount('close')]
    const [drains = 0, closes = 0] = listeners()
    fill()
    const waiting = Array.from({ length: 20 }, () => reader.room())
    expect(new Set(waiting).size).toBe(1)
    expect(listeners()).toEqual([drains + 1, closes + 1])
    client.resume()
    await Promise.all(waiting)
    expect(listeners()).toEqual([drains, closes])
  })

  test('releases waiting callers on close', async () => {
    const reader = new SlowReader(socket, stream, LIMITS, never)
    fill()
    const room = reader.room()
    client.terminate()
    await room
    expect(reader.room()).toBeNull()
  })

  test('reports a stuck reader once and releases callers', async () => {
    let stuck = 0
    const reader = new SlowReader(socket, stream, LIMITS, () => {
      stuck += 1
      socket.terminate()
    })
    fill()
    await Promise.all([reader.room(), reader.room()])
    expect(stuck).toBe(1)
    expect(reader.room()).toBeNull()
  })
})

describe('[L13] how long nothing may move, told by a clock of the test', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  /** A socket whose unsent bytes the test sets. */
  function handSocket() {
    const other = new PassThrough()
    const end = { OPEN: 1 as const, readyState: 1 as 0 | 1 | 2 | 3, bufferedAmount: 1_000_000 }
    let stuck = 0
    const limits = { unsentHighBytes: 1_000, slowReaderMs: 3_000 }
    const reader = new SlowReader(end, other, limits, () => {
      stuck += 1
    })
    return { end, other, reader, stuckTimes: () => stuck }
  }

  test('it is stuck after exactly the time without progress', async () => {
    const { reader, stuckTimes } = handSocket()
    const room = reader.room()
    await vi.advanceTimersByTimeAsync(2_999)
    expect(stuckTimes()).toBe(0)
    await vi.advanceTimersByTimeAsync(1)
    expect(stuckTimes()).toBe(1)
    await room
  })

  test('every byte of progress begins the time anew', async () => {
    const { end, reader, stuckTimes } = handSocket()
    const room = reader.room()
    for (let i = 0; i < 20; i += 1) {
      await vi.advanceTimersByTimeAsync(2_000)
      end.bufferedAmount -= 1
    }
    expect(stuckTimes()).toBe(0)
    await vi.advanceTimersByTimeAsync(4_000)
    expect(stuckTimes()).toBe(1)
    await room
  })

  test('what is sent meanwhile does not hide the progress of a slow reader', async () => {
    const { end, reader, stuckTimes } = handSocket()
    const room = reader.room()
    // The answer to a call: much more is unsent than before, and it is read slowly.
    end.bufferedAmount += 1_000_000
    for (let i = 0; i < 10; i += 1) {
      await vi.advanceTimersByTimeAsync(1_000)
      end.bufferedAmount -= 50_000
    }
    expect(stuckTimes()).toBe(0)
    end.bufferedAmount = 0
    await vi.advanceTimersByTimeAsync(1_000)
    await room
    expect(stuckTimes()).toBe(0)
  })

  test('a drain is seen at once, not at the next look', async () => {
    const { end, other, reader } = handSocket()
    const room = reader.room()
    end.bufferedAmount = 0
    other.emit('drain')
    await room
    expect(vi.getTimerCount()).toBe(0)
  })
})
