// @vitest-environment happy-dom
import { expect, test } from 'vitest'
import type { ChatTransport } from './chat-transport.ts'
import { openLinkStore } from './link-store.ts'
import { openTransportChoice } from './transport-choice.ts'

const transport = (kind: ChatTransport['kind'], over: 'sockets' | 'http'): ChatTransport => ({
  kind,
  link: openLinkStore(over),
  commands: () => {
    throw new Error('not scripted')
  },
  Follow: () => null,
})

/** A choice whose questions over HTTP are answered by the test. */
function bench() {
  const asked: ((on: boolean | null) => void)[] = []
  const choice = openTransportChoice({
    sockets: transport('trpc', 'sockets'),
    http: transport('http', 'http'),
    askForSockets: () => new Promise((resolve) => asked.push(resolve)),
  })
  const told: string[] = []
  choice.subscribe(() => told.push(choice.current().kind))
  return {
    choice,
    told,
    /** A socket fails, and HTTP answers what the server has. */
    async fail(on: boolean | null): Promise<void> {
      choice.socketFailed()
      asked.shift()?.(on)
      await Promise.resolve()
      await Promise.resolve()
    },
    asked,
  }
}

test('[D9.4] a server that says that it has no sockets is believed at once', async () => {
  const b = bench()
  await b.fail(false)
  expect(b.told).toEqual(['http'])
  expect(b.choice.link.over()).toBe('http')
})

test('[D9.4] sockets that fail three times while HTTP answers do not get through here', async () => {
  const b = bench()
  await b.fail(true)
  await b.fail(true)
  expect(b.told).toEqual([])
  await b.fail(true)
  expect(b.told).toEqual(['http'])
})

test('[D9.4] a server that is away answers neither, and changes nothing', async () => {
  const b = bench()
  for (let n = 0; n < 20; n++) await b.fail(null)
  expect(b.choice.current().kind).toBe('trpc')
})

test('[D9.4] resets the count of failures when a socket opens', async () => {
  const b = bench()
  await b.fail(true)
  await b.fail(true)
  b.choice.socketFailed()
  b.choice.socketOpened()
  b.asked.shift()?.(true)
  await Promise.resolve()
  await b.fail(true)
  await b.fail(true)
  expect(b.told).toEqual([])
})
