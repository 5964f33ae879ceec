// Many sends of OpenAI's SDK whose connections are lost before an answer, which it repeats by itself without any key.
import { randomUUID } from 'node:crypto'
import OpenAI from 'openai'
import { openCutProxy } from '../../cut-proxy.ts'
import { Product } from '../../product/product.test-support.ts'
import type { Seeded } from '../../seeded.ts'
import { CUT_ENV } from './protocol-cuts.ts'

const RETRIES = 8
/** Within the request, or within the head of its answer: after that the SDK repeats nothing. */
const FURTHEST = { toServer: 900, toClient: 100 }

export interface Storm extends Record<string, number> {
  sends: number
  /** Requests that the SDK made. */
  requests: number
  /** Sends in the log beyond those that were made, or short of them. */
  sent_twice: number
  /** Sends that ended without an answer. */
  unanswered: number
}

/** `counts`: the client says which attempt it is, as the SDK does. The known-bad one does not. */
export async function retryStorm(random: Seeded, sends: number, counts = true): Promise<Storm> {
  await using product = await Product.open({ env: { ...CUT_ENV, AGENT_PIECES_PER_SECOND: '0' } })
  await using anna = await product.guest()
  await using proxy = await openCutProxy({
    target: { host: '127.0.0.1', port: product.port },
    plan: () => (proxy.cuts >= sends ? undefined : { cut: placeOf(random) }),
  })
  const storm: Storm = { sends, requests: 0, sent_twice: 0, unanswered: 0 }
  const client = new OpenAI({
    baseURL: `http://127.0.0.1:${proxy.port}/v1`,
    apiKey: anna.token,
    maxRetries: RETRIES,
    fetch(url, init) {
      storm.requests += 1
      const headers = new Headers(init?.headers)
      if (!counts) headers.delete('x-stainless-retry-count')
      return fetch(url, { ...init, headers })
    },
  })
  const send = async () => {
    const answer = await client.responses.create({ model: 'guide', input: `What can you do? ${randomUUID()}` })
    if (answer.status !== 'completed') storm.unanswered += 1
  }
  await Promise.all(Array.from({ length: sends }, send))
  const conversations = await anna.trpc.conversation.list.query()
  storm.sent_twice = Math.abs(conversations.filter(({ message_count }) => message_count > 0).length - sends)
  return storm
}

const placeOf = (random: Seeded) => {
  const way = random.chance(0.3) ? 'toServer' : 'toClient'
  return { way, after: random.int(1, FURTHEST[way]), how: random.pick(['fin', 'rst'] as const) } as const
}
