// The load: readers and senders, in a process of their own. Reports durations as a client sees them.
import { z } from 'zod'
import { TokenCounter } from '../token-counter.ts'
import { messageOf, type TokenScript, tokenScript } from '../token-script.ts'
import { answerJobs } from './answer-jobs.ts'
import { at, costOf, eachOf, pause, person, place, sorted, Until } from './load-common.ts'
import { HTTP_DIALECTS, type HttpReader, openHttp } from './load-http.ts'
import { relayedHttp } from './load-http-relay.ts'
import { LoadReader } from './load-readers.ts'
import { guests, send } from './load-sends.ts'

let readers: LoadReader[] = []
let counters: TokenCounter[] = []
let streams: HttpReader[] = []

async function leave(): Promise<void> {
  await Promise.all(readers.map((reader) => reader.close()))
  for (const stream of streams) stream.close()
  readers = []
  counters = []
  streams = []
}

// W2 and W5: many readers of one conversation.
const gather = place.extend({ people: z.array(person), script: tokenScript, after: z.string().optional() })
const until = new Until()

async function open(input: unknown): Promise<void> {
  const { dialect, url, people, script, after } = gather.parse(input)
  await leave()
  for (const { token, conversationId } of people) {
    const counter = new TokenCounter(script, false)
    counters.push(counter)
    const hear = (frame: Buffer) => {
      if (counter.take(frame) && counter.complete) until.changed()
    }
    readers.push(await LoadReader.open({ dialect, url, token, conversationId, after }, hear))
  }
}

async function heard(): Promise<object> {
  return costOf(async () => {
    await until.wait(() => counters.every((counter) => counter.complete))
    // From the send: waiting for the first frame counts as well.
    const first = Math.min(...counters.map(({ saidAt }) => saidAt))
    const last = Math.max(...counters.map(({ lastAt }) => lastAt))
    return {
      ms: last - first,
      frames: counters.reduce((sum, { frames }) => sum + frames, 0),
      tokens: counters.reduce((sum, { tokens }) => sum + tokens, 0),
    }
  })
}

// W3: many conversations, one reader each.
const relay = place.extend({ people: z.array(person), script: tokenScript, spreadMs: z.number() })

async function relayed(input: unknown): Promise<object> {
  const { dialect, url, people, script, spreadMs } = relay.parse(input)
  await leave()
  const all = new Until()
  const starts: number[] = []
  for (const { token, conversationId } of people) {
    const counter = new TokenCounter(script, true)
    counters.push(counter)
    const hear = (frame: Buffer) => {
      if (counter.take(frame) && counter.complete) all.changed()
    }
    readers.push(await LoadReader.open({ dialect, url, token, conversationId }, hear, dialect === 'bare-trpc'))
  }
  return costOf(async () => {
    const began = performance.now()
    for (const [index, reader] of readers.entries()) {
      const wait = began + (index * spreadMs) / readers.length - performance.now()
      if (wait > 0) await pause(wait)
      starts[index] = performance.now()
      begin(reader, dialect === 'bare-trpc', script)
    }
    // Tokens that never come are lost; the round does not wait for them for ever.
    const longest = spreadMs + script.tokens * script.paceMs + 60_000
    const finished = all.wait(() => counters.every((counter) => counter.complete))
    await Promise.race([finished, pause(longest)])
    const firsts = sorted(counters.map(({ firstAt }, index) => firstAt - (starts[index] ?? 0)))
    const latencies = Float64Array.from(counters.flatMap((counter) => counter.latencies)).sort()
    const share = (p: number) => latencies[Math.floor(p * (latencies.length - 1))] ?? 0
    const tokens = counters.reduce((sum, counter) => sum + counter.tokens, 0)
    return {
      ms: Math.max(...counters.map(({ lastAt }) => lastAt)) - began,
      tokens,
      frames: counters.reduce((sum, { frames }) => sum + frames, 0),
      lost: people.length * script.tokens - tokens,
      disordered: counters.reduce((sum, { disordered }) => sum + disordered, 0),
      first: { p50: at(firsts, 0.5), p99: at(firsts, 0.99) },
      latency: { p50: share(0.5), p99: share(0.99) },
    }
  })
}

function begin(reader: LoadReader, direct: boolean, script: TokenScript): void {
  if (direct) reader.subscribe('stream', script)
  else void reader.call('guide.send', { message: messageOf(script) }).then(mustBeAccepted)
}

/** A figure of work that was refused would be the figure of something else. */
function mustBeAccepted(answer: Buffer): void {
  if (!answer.includes('"invocation_id"')) throw new Error(`a send was refused: ${answer.toString().slice(0, 300)}`)
}

// W4: connections that do nothing.
const OPENED_AT_ONCE = 16

async function idle(input: unknown): Promise<number> {
  const { dialect, url, people } = place.extend({ people: z.array(person) }).parse(input)
  const open = (one: z.output<typeof person>) => LoadReader.open({ dialect, url, ...one })
  readers.push(...(await eachOf(people, OPENED_AT_ONCE, open)))
  return readers.length
}

async function idleHttp(input: unknown): Promise<number> {
  const { dialect, url, people } = z
    .object({ dialect: z.enum(HTTP_DIALECTS), url: z.string(), people: z.array(person) })
    .parse(input)
  streams.push(...(await eachOf(people, OPENED_AT_ONCE, (one) => openHttp({ dialect, url, ...one }))))
  return streams.length
}

// W5: one reader that comes back.
const returning = place.extend({ person, script: tokenScript, after: z.string(), times: z.number() })

async function resume(input: unknown): Promise<object> {
  const { dialect, url, person: who, script, after, times } = returning.parse(input)
  return costOf(async () => {
    const waits: number[] = []
    for (let i = 0; i < times; i += 1) {
      const counter = new TokenCounter(script, false)
      const done = new Until()
      const began = performance.now()
      const reader = await LoadReader.open({ dialect, url, ...who, after }, (frame) => {
        if (counter.take(frame) && counter.complete) done.changed()
      })
      await done.wait(() => counter.complete)
      waits.push(performance.now() - began)
      await reader.close()
    }
    const all = sorted(waits)
    return { p50: at(all, 0.5), worst: at(all, 1) }
  })
}

// W6: windows of a history.
const windows = z.object({ url: z.string(), token: z.string(), times: z.number() })

async function history(input: unknown): Promise<object> {
  const { url, token, times } = windows.parse(input)
  return costOf(async () => {
    const waits: number[] = []
    for (let i = 0; i < times; i += 1) {
      const began = performance.now()
      const response = await fetch(`${url}/api/chat/conversation/history?agent_type=guide`, {
        headers: { authorization: `Bearer ${token}` },
      })
      if (!response.ok) throw new Error(`history was answered with ${response.status}: ${await response.text()}`)
      await response.arrayBuffer()
      waits.push(performance.now() - began)
    }
    const all = sorted(waits)
    return { p50: at(all, 0.5), p99: at(all, 0.99) }
  })
}

const nothing = z.object({})
answerJobs({
  open,
  heard,
  relayed,
  relayedHttp,
  send,
  idle,
  idleHttp,
  resume,
  history,
  guests,
  leave: (input) => leave().then(() => nothing.parse(input)),
})
