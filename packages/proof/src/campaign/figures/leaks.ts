// Owns the figure of what stays behind: memory of Experience after very many subscriptions and reconnects.
import { WebSocket } from 'ws'
import { Product } from '../../product/product.test-support.ts'
import { conversationOf } from '../door-readers.ts'
import { type Figure, type FigureContext, type Measured, mustBeZero } from '../figure.ts'
import { residentMb } from '../resident-memory.ts'

const ROUNDS = 5
const AT_ONCE = 15
/** Between the second round and the last: the first ones fill caches. */
const MOST_GROWN_MB = 45

export const leaks: Figure = {
  name: 'leaks',
  promise: 'very many sockets opened and left: memory comes to rest',
  alone: true,
  run: (context) => measure(context, context.size(10_000, 100_000), true),
  control: { bad: 'sockets that nobody closes', run: (context) => measure(context, 12_000, false) },
}

async function measure({ say }: FigureContext, sockets: number, leaves: boolean): Promise<Measured> {
  await using product = await Product.open({
    env: {
      LIMIT_CONNECTIONS_PER_PRINCIPAL: '100000',
      LIMIT_CONNECTIONS_PER_ADDRESS: '100000',
      LIMIT_CONNECTS_PER_PRINCIPAL: '1000000000',
      LIMIT_CONNECTS_PER_ADDRESS: '1000000000',
    },
  })
  const { token } = await conversationOf(product)
  const resident: number[] = []
  const kept: WebSocket[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    for (let done = 0; done < sockets / ROUNDS; done += AT_ONCE) {
      const opened = await Promise.all(Array.from({ length: AT_ONCE }, () => openAndHear(product.url, token)))
      if (leaves) await Promise.all(opened.map(leave))
      else kept.push(...opened)
    }
    resident.push(residentMb(product.process('experience').pid))
    say(`round ${round + 1}: ${Math.round(resident.at(-1) ?? 0)} MB`)
  }
  for (const socket of kept) socket.terminate()
  const grown = Math.round((resident.at(-1) ?? 0) - (resident[1] ?? 0))
  return mustBeZero({ sockets, grown_mb: grown, leak: grown > MOST_GROWN_MB ? 1 : 0 }, 'leak')
}

function openAndHear(url: string, token: string): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/api/ws/guide?session_token=${token}`)
    socket.once('error', reject)
    socket.once('message', () => resolve(socket))
  })
}

const leave = (socket: WebSocket): Promise<void> =>
  new Promise((resolve) => {
    socket.once('close', () => resolve())
    socket.close()
  })
