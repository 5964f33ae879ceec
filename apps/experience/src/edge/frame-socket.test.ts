import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Facts } from '@biplane/proof/facts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { FrameSocket } from './frame-socket.ts'

const server = createServer()
const wss = new WebSocketServer({ server, WebSocket: FrameSocket, perMessageDeflate: false })
let url = ''

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  for (const socket of wss.clients) socket.terminate()
  server.close()
})

/** Both ends of one connection, and the text frames that its reader has. */
async function pair() {
  const accepted = new Promise<WebSocket>((resolve) => wss.once('connection', resolve))
  const reader = new WebSocket(url)
  const facts = new Facts()
  const texts: string[] = []
  let binary = 0
  reader.on('message', (data, isBinary) => {
    if (isBinary) binary += 1
    else texts.push(String(data))
    facts.changed()
  })
  await new Promise((resolve) => reader.once('open', resolve))
  return {
    writer: await accepted,
    reader,
    texts,
    binary: () => binary,
    until: (holds: () => boolean) => facts.until(holds),
  }
}

describe('[L13] text that waits', () => {
  test('is counted by its bytes, whatever its characters are', async () => {
    const { writer, reader } = await pair()
    reader.pause()
    const text = '漢'.repeat(10_000)
    // Until the system takes no more of it.
    while (writer.bufferedAmount === 0) {
      writer.send(text)
      await new Promise((resolve) => setImmediate(resolve))
    }
    const before = writer.bufferedAmount
    for (let i = 0; i < 10; i += 1) writer.send(text)
    expect(writer.bufferedAmount - before).toBeGreaterThanOrEqual(10 * 30_000)
    reader.terminate()
  })

  test('comes as text, in order, with small and large ones among each other', async () => {
    const { writer, reader, texts, binary, until } = await pair()
    reader.pause()
    const said: string[] = []
    for (let i = 0; i < 300; i += 1) {
      const text = `${i} ${'Grüße 👩‍👩‍👧 '.repeat((i * 37) % 2_000)}`
      said.push(text)
      if (i % 3 === 0) writer.send(text)
      else if (i % 3 === 1) writer.send(text, { binary: false })
      else writer.send(text, () => {})
    }
    reader.resume()
    await until(() => texts.length + binary() === said.length)
    expect(texts).toEqual(said)
    reader.terminate()
  })

  test('leaves what is no text as it is', async () => {
    const { writer, reader, binary, until } = await pair()
    writer.send(Buffer.alloc(100_000))
    await until(() => binary() === 1)
    reader.terminate()
  })
})
