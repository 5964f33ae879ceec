// Load of workload W1: sends, and the guests that send and read.
import { z } from 'zod'
import { at, costOf, eachOf, person, place, sorted } from './load-common.ts'
import { LoadReader } from './load-readers.ts'

const GUESTS_AT_ONCE = 16

const sending = place.extend({
  dialect: z.enum(['bare-socket', 'trpc', 'raw', 'http']),
  people: z.array(person),
  inFlight: z.number(),
  count: z.number(),
  message: z.string(),
})

/** So many sends, always `inFlight` of them at a time; every caller is another person. */
export async function send(input: unknown): Promise<object> {
  const { dialect, url, people, inFlight, count, message } = sending.parse(input)
  const callers: Caller[] = []
  for (const one of people) callers.push(await callerOf(dialect, url, one, message))
  const figures = await costOf(async () => {
    const waits: number[] = []
    let refused = 0
    let left = count
    const began = performance.now()
    await Promise.all(
      Array.from({ length: inFlight }, async (_, slot) => {
        for (let turn = 0; left > 0; turn += 1) {
          left -= 1
          const call = callers[(slot + turn * inFlight) % callers.length]
          const sent = performance.now()
          if (!(await call?.send())) refused += 1
          waits.push(performance.now() - sent)
        }
      }),
    )
    const ms = performance.now() - began
    const times = sorted(waits)
    return { perSecond: (count - refused) / (ms / 1000), p50: at(times, 0.5), p99: at(times, 0.99), refused }
  })
  await Promise.all(callers.map(({ close }) => close()))
  return figures
}

interface Caller {
  /** Whether it was accepted. */
  send(): Promise<boolean>
  close(): Promise<void>
}

async function callerOf(
  dialect: z.output<typeof sending>['dialect'],
  url: string,
  { token, conversationId }: z.output<typeof person>,
  message: string,
): Promise<Caller> {
  if (dialect === 'http') return { send: () => post(url, token, message), close: async () => {} }
  const reader = await LoadReader.open({ dialect, url, token, conversationId }, undefined, true)
  const close = () => reader.close()
  switch (dialect) {
    case 'raw':
      return { close, send: async () => (await reader.say(message)).includes('"agent.accepted"') }
    case 'trpc':
      return { close, send: async () => (await reader.call('guide.send', { message })).includes('"invocation_id"') }
    case 'bare-socket':
      return {
        close,
        send: () =>
          new Promise((resolve) => {
            reader.hear = () => resolve(true)
            reader.socket.send(message)
          }),
      }
  }
}

async function post(url: string, token: string, message: string): Promise<boolean> {
  const response = await fetch(`${url}/api/chat/guide`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ message }),
  })
  await response.arrayBuffer()
  return response.status === 202
}

/** Guests with a conversation each. */
export async function guests(input: unknown): Promise<object[]> {
  const { url, count } = z.object({ url: z.string(), count: z.number() }).parse(input)
  return eachOf(Array<string>(count).fill(url), GUESTS_AT_ONCE, guest)
}

async function guest(url: string): Promise<z.output<typeof person>> {
  const opened = await fetch(`${url}/api/auth/session`, { method: 'POST' })
  const { session_token: token } = z.object({ session_token: z.string() }).parse(await opened.json())
  const created = await fetch(`${url}/api/chat/conversation/create`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ agent_type: 'guide' }),
  })
  const text = await created.text()
  const conversationId = /"conversation_id":"([^"]+)"/.exec(text)?.[1]
  if (conversationId === undefined) throw new Error(`no conversation was created: ${text}`)
  return { token, conversationId }
}
