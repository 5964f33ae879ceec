import { expect, test } from 'vitest'
import { hardenedWebSocket, type Timer } from './hardened-websocket.ts'

/** A clock whose deadlines pass when the test says so. */
function handClock() {
  const armed = new Map<number, () => void>()
  const timer: Timer = (ms, run) => {
    armed.set(ms, run)
    return () => armed.delete(ms)
  }
  return {
    timer,
    armed: () => [...armed.keys()],
    pass(ms: number) {
      const run = armed.get(ms)
      armed.delete(ms)
      run?.()
    },
  }
}

/** A socket as browsers have it: no `terminate`, and a `close()` that only asks. */
class PageSocket extends EventTarget {
  static readonly OPEN = 1
  readyState = 0
  asked = 0
  readonly url: string

  constructor(url: string) {
    super()
    this.url = url
  }

  close(): void {
    this.asked += 1
    this.readyState = 2
  }

  happens(type: string, state: number): void {
    this.readyState = state
    this.dispatchEvent(new Event(type))
  }
}

function open() {
  const clock = handClock()
  const Hardened = hardenedWebSocket(PageSocket, { openMs: 10_000, closeMs: 1_000, timer: clock.timer })
  const socket = new Hardened('ws://example.test')
  const seen: string[] = []
  for (const type of ['open', 'message', 'error', 'close']) socket.addEventListener(type, () => seen.push(type))
  return { clock, Hardened, socket, seen }
}

test('keeps constants, instances and address of the class', () => {
  const { Hardened, socket } = open()
  expect(Hardened.OPEN).toBe(1)
  expect(socket).toBeInstanceOf(PageSocket)
  expect(socket.url).toBe('ws://example.test')
})

test('[L7] closes an unanswered handshake at its deadline', () => {
  const { clock, socket } = open()
  expect(socket.asked).toBe(0)
  clock.pass(10_000)
  expect(socket.asked).toBe(1)
})

test('has no deadline once the socket is open', () => {
  const { clock, socket } = open()
  socket.happens('open', 1)
  expect(clock.armed()).toEqual([])
})

test('a handshake that fails by itself has no deadline left', () => {
  const { clock, socket } = open()
  socket.happens('error', 3)
  socket.happens('close', 3)
  expect(clock.armed()).toEqual([])
})

test('[L7] emits close once at the deadline of a dead link', () => {
  const { clock, socket, seen } = open()
  socket.happens('open', 1)
  socket.close()
  expect(seen).toEqual(['open'])
  clock.pass(1_000)
  expect(seen).toEqual(['open', 'close'])
  // The link comes back: what it still carries belongs to a socket that its owner has left.
  socket.happens('message', 2)
  socket.happens('close', 3)
  expect(seen).toEqual(['open', 'close'])
})

test('reports an answered close once', () => {
  const { clock, socket, seen } = open()
  socket.happens('open', 1)
  socket.close()
  socket.close()
  expect(clock.armed()).toEqual([1_000])
  socket.happens('message', 2)
  socket.happens('close', 3)
  expect(clock.armed()).toEqual([])
  expect(seen).toEqual(['open', 'message', 'close'])
})

test('a socket that can be torn down is torn down, not imitated', () => {
  const clock = handClock()
  let terminated = 0
  class ServerSocket extends PageSocket {
    terminate(): void {
      terminated += 1
      this.happens('close', 3)
    }
  }
  const Hardened = hardenedWebSocket(ServerSocket, { openMs: 10_000, closeMs: 1_000, timer: clock.timer })
  const socket = new Hardened('ws://example.test')
  const closes: Event[] = []
  socket.addEventListener('close', (event) => closes.push(event))
  socket.happens('open', 1)
  socket.close()
  clock.pass(1_000)
  expect(terminated).toBe(1)
  expect(closes).toHaveLength(1)
})
