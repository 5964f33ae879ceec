// The baseline of a raw door: nothing but `ws`, written with care. An event is encoded once for all readers, a slow reader
// holds the producer back, nothing is compressed, nothing is kept.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import { type TokenScript, tokenScript, tokenText } from '../token-script.ts'
import { answerJobs } from './answer-jobs.ts'

const UNSENT = 256 * 1024

const server = createServer()
const wss = new WebSocketServer({ server, perMessageDeflate: false, maxPayload: 256 * 1024 })
wss.on('connection', (socket) => {
  socket.on('error', () => socket.terminate())
  // A message comes back as it is: a round trip.
  socket.on('message', (data) => socket.send(data, { binary: false }))
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

async function shout(script: TokenScript, readers: readonly WebSocket[]): Promise<void> {
  for (let index = 0; index < script.tokens; index += 1) {
    const event = { type: 'agent.token', payload: { text: tokenText(script), index } }
    const frame = Buffer.from(JSON.stringify(event))
    for (const reader of readers) reader.send(frame, { binary: false })
    // What comes in has its turn.
    if (index % 16 === 0) await turn()
    while (readers.some((reader) => reader.bufferedAmount > UNSENT)) await turn()
  }
}

answerJobs({
  address: async () => ({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }),
  shout: (input) => shout(tokenScript.parse(input), [...wss.clients]),
})
