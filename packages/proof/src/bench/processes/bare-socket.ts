// The baseline of a raw door: nothing but `ws`, written with care. An event is encoded once for all readers, a slow reader
// holds the producer back, nothing is compressed; what is kept for those who come back is a list of frames in memory.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import { type TokenScript, tokenScript, tokenText } from '../token-script.ts'
import { answerJobs } from './answer-jobs.ts'

const UNSENT = 256 * 1024

let kept: Buffer[] = []

const server = createServer()
const wss = new WebSocketServer({ server, perMessageDeflate: false, maxPayload: 256 * 1024 })
wss.on('connection', (socket) => {
  socket.on('error', () => socket.terminate())
  // A message comes back as it is: a round trip.
  socket.on('message', (data) => {
    socket.send(data, { binary: false })
    if (kept.length > 0) void tell(kept, [socket])
  })
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

/** One list of frames, to all of them at the pace of the slowest. */
async function tell(frames: Iterable<Buffer>, readers: readonly WebSocket[]): Promise<void> {
  let told = 0
  for (const frame of frames) {
    for (const reader of readers) reader.send(frame, { binary: false })
    // What comes in has its turn.
    if (told % 16 === 0) await turn()
    told += 1
    while (readers.some((reader) => reader.bufferedAmount > UNSENT)) await turn()
  }
}

function* framesOf(script: TokenScript): Generator<Buffer> {
  for (let index = 0; index < script.tokens; index += 1) {
    yield Buffer.from(JSON.stringify({ type: 'agent.token', payload: { text: tokenText(script), index } }))
  }
}

answerJobs({
  address: async () => ({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }),
  shout: (input) => tell(framesOf(tokenScript.parse(input)), [...wss.clients]),
  /** From here on a sender receives every frame of this list. */
  async keep(input) {
    kept = [...framesOf(tokenScript.parse(input))]
  },
})
