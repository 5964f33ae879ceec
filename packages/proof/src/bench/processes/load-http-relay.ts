// Load of W13: many conversations, each asked and read through one protocol over HTTP.
import { z } from 'zod'
import { messageOf, STAMP, stamp, tokenScript } from '../token-script.ts'
import { at, costOf, pause, person, sorted, Until } from './load-common.ts'
import { HTTP_DIALECTS, type HttpReader, openHttp, textIn } from './load-http.ts'

const relay = z.object({
  dialect: z.enum(HTTP_DIALECTS),
  url: z.string(),
  people: z.array(person),
  script: tokenScript,
  spreadMs: z.number(),
})

/** As the load of W3 reports it. */
export async function relayedHttp(input: unknown): Promise<object> {
  const { dialect, url, people, script, spreadMs } = relay.parse(input)
  const all = new Until()
  const found = { tokens: 0, frames: 0, disordered: 0, lastAt: 0 }
  const latencies: number[] = []
  const firsts: number[] = []
  const readers: HttpReader[] = []
  const hears = (started: number) => {
    let last = 0
    return (event: string): void => {
      const text = textIn(event)
      if (text === null) return
      if (last === 0) firsts.push(performance.now() - started)
      const now = stamp()
      for (let from = 0; from < text.length; from += script.bytes) {
        const said = Number(text.slice(from, from + STAMP))
        if (said < last) found.disordered += 1
        last = said
        latencies.push((now - said) / 1000)
      }
      found.frames += 1
      found.tokens += text.length / script.bytes
      found.lastAt = performance.now()
      if (found.tokens >= people.length * script.tokens) all.changed()
    }
  }
  return costOf(async () => {
    const began = performance.now()
    const opening: Promise<unknown>[] = []
    for (const [index, one] of people.entries()) {
      const wait = began + (index * spreadMs) / people.length - performance.now()
      if (wait > 0) await pause(wait)
      const address = { dialect, url, ...one }
      const opened = openHttp(address, messageOf(script), hears(performance.now()))
      opening.push(opened.then((reader) => readers.push(reader)))
    }
    await Promise.all(opening)
    const longest = spreadMs + script.tokens * script.paceMs + 60_000
    await Promise.race([all.wait(() => found.tokens >= people.length * script.tokens), pause(longest)])
    for (const reader of readers) reader.close()
    const byTime = sorted(firsts)
    const sortedLatencies = Float64Array.from(latencies).sort()
    const share = (p: number) => sortedLatencies[Math.floor(p * (sortedLatencies.length - 1))] ?? 0
    return {
      ms: found.lastAt - began,
      tokens: found.tokens,
      frames: found.frames,
      lost: people.length * script.tokens - found.tokens,
      disordered: found.disordered,
      first: { p50: at(byTime, 0.5), p99: at(byTime, 0.99) },
      latency: { p50: share(0.5), p99: share(0.99) },
    }
  })
}
