import { describe, expect, test } from 'vitest'
import { Heartbeat } from './heartbeat.ts'

function bench() {
  let now = 0
  let due: { at: number; run: () => void }[] = []
  let pings = 0
  let deaths = 0
  const heartbeat = new Heartbeat({
    timer(ms, run) {
      const one = { at: now + ms, run }
      due.push(one)
      return () => {
        due = due.filter((other) => other !== one)
      }
    },
    now: () => now,
    intervalMs: 6_000,
    answerMs: 4_000,
    ping: () => {
      pings += 1
    },
    dead: () => {
      deaths += 1
    },
  })
  heartbeat.start()
  return {
    heartbeat,
    pings: () => pings,
    deaths: () => deaths,
    pass(ms: number) {
      const until = now + ms
      for (;;) {
        const [next] = due.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)
        if (!next) break
        now = next.at
        due = due.filter((other) => other !== next)
        next.run()
      }
      now = until
    },
  }
}

describe('[L7] the heartbeat of a connection', () => {
  test('reports a connection on which nothing is heard within ten seconds', () => {
    const b = bench()
    b.pass(9_999)
    expect([b.pings(), b.deaths()]).toEqual([1, 0])
    b.pass(1)
    expect(b.deaths()).toBe(1)
  })

  test('a message that was on its way before the connection died ends no wait', () => {
    const b = bench()
    b.pass(6_001)
    b.heartbeat.heard(false)
    b.pass(4_000)
    expect(b.deaths()).toBe(1)
  })

  test('reports a connection on which only our own side does not get through', () => {
    const b = bench()
    for (let second = 0; second < 40 && b.deaths() === 0; second += 1) {
      b.pass(1_000)
      b.heartbeat.heard(false)
    }
    expect(b.deaths()).toBe(1)
  })

  test('a pong that queues behind a large message is waited for', () => {
    const b = bench()
    b.pass(6_000)
    for (let second = 0; second < 12; second += 3) {
      b.pass(3_000)
      b.heartbeat.heard(false)
    }
    b.heartbeat.heard(true)
    b.pass(1_000)
    expect([b.deaths(), b.heartbeat.roundTripMs]).toEqual([0, 12_000])
  })

  test('a quiet connection whose pings are answered lives', () => {
    const b = bench()
    for (let n = 0; n < 100; n += 1) {
      b.pass(1_000)
      b.heartbeat.heard(true)
    }
    expect(b.deaths()).toBe(0)
    b.heartbeat.stop()
    b.pass(60_000)
    expect(b.deaths()).toBe(0)
  })
})
