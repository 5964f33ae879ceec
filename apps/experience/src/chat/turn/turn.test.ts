import { seeded } from '@biplane/proof/seeded'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { refusalCodeOf } from '../../store/store.test-support.ts'
import { ChatBench } from '../chat-bench.test-support.ts'
import { encodeFact, type Placed, type TurnEncoder } from './encode-turn.ts'
import { TurnBench } from './turn.test-support.ts'
import type { TurnFact } from './turn-fact.ts'
import { comparePlaces, formatTurnCursor, parseTurnCursor, sequenceOf, type TurnPlace } from './turn-place.ts'

let chat: ChatBench
let bench: TurnBench

beforeAll(async () => {
  chat = await ChatBench.open()
})
afterAll(() => chat[Symbol.asyncDispose]())
beforeEach(async () => {
  bench = await TurnBench.open(chat)
})

/** An encoder with state: items that open, grow and close, as every protocol has them. */
function itemEncoder(): TurnEncoder<string> {
  let item = -1
  let text = ''
  return {
    encode({ event, step }) {
      const made: string[] = []
      if (event.type === 'agent.routed') made.push(`open ${++item}`)
      if (event.type === 'agent.token') {
        text += event.payload.text
        made.push(`${item}+${event.payload.text}`)
      }
      if (event.type === 'agent.superseded') {
        made.push(`drop ${item} ${text}`, `open ${++item}`)
        text = ''
      }
      if (step === 'handoff' || step === 'end') {
        made.push(`close ${item} ${text}`, event.type)
        text = ''
      }
      if (step === 'end') made.push('done')
      return made
    },
  }
}

function encode(facts: readonly TurnFact[], after: TurnPlace | null = null): Placed<string>[] {
  const encoder = itemEncoder()
  return facts.flatMap((fact) => encodeFact(encoder, fact, after))
}

describe('[TU1] the order of a turn', () => {
  test('a turn cut anywhere and resumed is the same turn', async () => {
    const random = seeded()
    for (let turns = 0; turns < 25; turns += 1) {
      const facts = await bench.read(await bench.run(random))
      const whole = encode(facts)
      for (const [at, { place }] of whole.entries()) expect(encode(facts, place)).toEqual(whole.slice(at + 1))
      for (const [at, { place }] of whole.entries()) {
        const before = whole[at - 1]
        if (before) expect(comparePlaces(before.place, place)).toBeLessThan(0)
      }
      expect(facts.filter(({ step }) => step === 'end')).toEqual([facts.at(-1)])
    }
  })

  test('live and replay are the same facts', async () => {
    const random = seeded()
    for (let turns = 0; turns < 20; turns += 1) {
      const live: Promise<TurnFact[]>[] = []
      const begin = await bench.run(random, (asked) => live.push(bench.read(asked)))
      expect(await live[0]).toEqual(await bench.read(begin))
    }
  })

  test('all of a hop comes before the next hop', async () => {
    const random = seeded(7)
    let handedOver = 0
    for (let turns = 0; turns < 20; turns += 1) {
      const begin = await bench.run(random)
      const facts = await bench.read(begin)
      expect(facts.map(({ hop }) => hop)).toEqual(facts.map(({ hop }) => hop).toSorted())
      const hops = await bench.hops(begin)
      expect(hops).toHaveLength(1 + (facts.at(-1)?.hop ?? 0))
      handedOver += hops.length - 1
    }
    expect(handedOver).toBeGreaterThan(3)
  })

  test('a reader that leaves ends the reading alone', async () => {
    const gone = new AbortController()
    const { invocation } = await chat.stored.begun(bench.guide)
    const reading = bench.read(await bench.find(invocation.id), gone.signal)
    gone.abort()
    expect((await reading).every(({ step }) => step !== 'end')).toBe(true)
    expect((await chat.stored.invocation(bench.guide, invocation.id)).status).toBe('running')
  })

  test('refuses a foreign turn as NOT_FOUND', async () => {
    const begin = await bench.run(seeded(1))
    const other = await TurnBench.open(chat)
    expect(await refusalCodeOf(other.find(begin.invocationId))).toContain('there is no such invocation')
  })
})

describe('[TU3] a place that is of no use is refused', () => {
  test('beyond the tail of a turn, and in a hop that is not there', async () => {
    const begin = await bench.run(seeded(3))
    const facts = await bench.read(begin)
    const last = facts.at(-1)
    const end = { hop: last?.hop ?? 0, eventId: last?.event.event_id ?? 0, part: 0 }
    await bench.readable(begin, end)
    const beyond = { ...end, eventId: end.eventId + 1 }
    expect(await refusalCodeOf(bench.readable(begin, beyond))).toBe('CURSOR_AHEAD')
    expect(await refusalCodeOf(bench.readable(begin, { hop: 5, eventId: 1, part: 0 }))).toBe('CURSOR_AHEAD')
  })

  test('a turn that lost pieces is refused, never shortened', async () => {
    const random = seeded()
    let refusals = 0
    for (let turns = 0; turns < 30; turns += 1) {
      const begin = await bench.run(random)
      const whole = await bench.read(begin)
      await bench.compact(random.int(0, 8))
      const kept = new Set(chat.stored.events(bench.guide).map(({ event_id }) => event_id))
      const lost = whole.some(({ hop, event }) => hop === 0 && !kept.has(event.event_id))
      const refused = await refusalCodeOf(bench.readable(begin, null))
      if (lost) expect(refused).toBe('CURSOR_EXPIRED')
      else if (refused !== 'CURSOR_EXPIRED') expect(await bench.read(begin)).toEqual(whole)
      else expect(whole.some(({ event }) => event.type === 'agent.superseded')).toBe(true)
      refusals += lost ? 1 : 0
    }
    expect(refusals).toBeGreaterThan(3)
  })

  test('pieces of other answers that are gone do no harm', async () => {
    await bench.run(seeded(11))
    const begin = await bench.run(seeded(12))
    const whole = await bench.read(begin)
    const first = chat.stored.events(bench.guide, begin.first - 1)
    await bench.compact(first.length)
    await bench.readable(begin, null)
    expect(await bench.read(begin)).toEqual(whole)
  })
})

describe('[TU2] the text of a place', () => {
  const place = { hop: 2, eventId: 77, part: 3 }

  test('reads back what it wrote', () => {
    expect(parseTurnCursor('e-1_x', formatTurnCursor('e-1_x', place))).toEqual(place)
  })

  test.each(['', 'e1', 'e1.1.2', 'e1.1.2.3.4', 'e1.-1.2.3', 'e1:7', '7', 'e1.1.9999999999999999.1'])(
    'refuses %j',
    async (text) => {
      expect(await refusalCodeOf(Promise.resolve().then(() => parseTurnCursor('e1', text)))).toBe('BAD_MESSAGE')
    },
  )

  test('refuses a restored log', async () => {
    const read = Promise.resolve().then(() => parseTurnCursor('e2', formatTurnCursor('e1', place)))
    expect(await refusalCodeOf(read)).toBe('CURSOR_AHEAD')
  })

  test('as a number it rises with the place', () => {
    expect(sequenceOf({ hop: 0, eventId: 5, part: 0 }, 5)).toBe(0)
    expect(sequenceOf({ hop: 0, eventId: 6, part: 7 }, 5)).toBe(15)
    expect(sequenceOf({ hop: 1, eventId: 2, part: 0 }, 2)).toBe(1_000_000_000)
    expect(Number.isSafeInteger(sequenceOf({ hop: 4, eventId: 9_000_000, part: 7 }, 1))).toBe(true)
  })
})
