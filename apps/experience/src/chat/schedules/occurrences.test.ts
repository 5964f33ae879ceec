import { describe, expect, test } from 'vitest'
import { firstOccurrence, nextOccurrence, type Timing } from './occurrences.ts'

const BERLIN = 'Europe/Berlin'
const by = (cron: string, timeZone = BERLIN): Timing => ({ cron, once: null, timeZone })
const once = (at: string, timeZone = BERLIN): Timing => ({ cron: null, once: at, timeZone })

function namesOf(timing: Timing, after: string, count: number): string[] {
  const names: string[] = []
  for (let at = new Date(after); names.length < count; ) {
    const next = nextOccurrence(timing, at)
    if (!next) break
    names.push(next.name)
    at = new Date(next.at)
  }
  return names
}

const QUARTER = 15 * 60_000
const first = (timing: Timing) => firstOccurrence(timing, new Date('2026-03-01T00:00:00Z'), QUARTER)
const badly = (path: string) => expect.objectContaining({ refusal: 'BAD_MESSAGE', path })

describe('[J2] the name of an occurrence is its local time', () => {
  test('follows the clocks of its time zone', () => {
    expect(namesOf(by('0 8 * * 1'), '2026-03-20T00:00:00Z', 2)).toEqual([
      '2026-03-23T08:00+01:00',
      '2026-03-30T08:00+02:00',
    ])
    expect(nextOccurrence(by('0 8 * * *', 'Asia/Kathmandu'), new Date('2026-03-20T00:00:00Z'))).toEqual({
      at: '2026-03-20T02:15:00.000Z',
      name: '2026-03-20T08:00+05:45',
    })
    expect(namesOf(by('30 0 * * *', 'UTC'), '2026-03-20T00:00:00Z', 1)).toEqual(['2026-03-20T00:30+00:00'])
  })

  test('moves a skipped time to the end of the skipped hour', () => {
    expect(namesOf(by('30 2 * * *'), '2026-03-28T00:00:00Z', 3)).toEqual([
      '2026-03-28T02:30+01:00',
      '2026-03-29T03:00+02:00',
      '2026-03-30T02:30+02:00',
    ])
    expect(namesOf(once('2026-03-29T02:30'), '2026-03-01T00:00:00Z', 2)).toEqual(['2026-03-29T03:30+02:00'])
  })

  test('comes once in the hour that is twice', () => {
    expect(namesOf(by('30 2 * * *'), '2026-10-24T00:00:00Z', 3)).toEqual([
      '2026-10-24T02:30+02:00',
      '2026-10-25T02:30+02:00',
      '2026-10-26T02:30+01:00',
    ])
    expect(namesOf(once('2026-10-25T02:30'), '2026-10-01T00:00:00Z', 2)).toEqual(['2026-10-25T02:30+02:00'])
  })

  test('counts an interval through both of these hours', () => {
    expect(namesOf(by('*/30 * * * *'), '2026-10-25T00:00:00Z', 4)).toEqual([
      '2026-10-25T02:30+02:00',
      '2026-10-25T02:00+01:00',
      '2026-10-25T02:30+01:00',
      '2026-10-25T03:00+01:00',
    ])
  })
})

test('[J2] names 10 000 occurrences over two changes of the clocks once', () => {
  // From January to July, and from October on: both changes of Berlin's clocks are among them.
  const spring = namesOf(by('*/30 * * * *'), '2026-01-01T00:00:00Z', 5_000)
  const autumn = namesOf(by('*/30 * * * *'), '2026-10-01T00:00:00Z', 5_000)
  for (const names of [spring, autumn]) {
    expect(new Set(names).size).toBe(5_000)
    const times = names.map((name) => Date.parse(name))
    // A name is an instant: none is left out, none comes twice.
    expect(times.every((time, i) => i === 0 || time - (times[i - 1] ?? 0) === 30 * 60_000)).toBe(true)
  }
  expect(spring).not.toContain('2026-03-29T02:30+01:00')
  expect(autumn).toEqual(expect.arrayContaining(['2026-10-25T02:30+02:00', '2026-10-25T02:30+01:00']))
}, 60_000)

describe('[J1] a timing is refused', () => {
  test.each(['0 8 * *', '0 8 * * * *', '@daily', '60 8 * * *', '0 8 * * funday', '2026-01-01T08:00:00', 'a b c d e'])(
    'when it is not a pattern: %s',
    (cron) => {
      expect(() => first(by(cron))).toThrow(badly('timing.cron'))
    },
  )

  test.each(['Nowhere/City', '+02:00', '', 'Europe/Berlin; drop'])('for an unknown time zone: %s', (zone) => {
    expect(() => first(by('0 8 * * *', zone))).toThrow(badly('time_zone'))
  })

  test('when it never comes', () => {
    expect(() => first(by('0 8 31 2 *'))).toThrow(badly('timing'))
    expect(() => first(once('2026-02-28T08:00'))).toThrow(badly('timing'))
    expect(() => first(once('2026-02-31T08:00'))).toThrow(badly('timing.at'))
  })

  test('when it comes too often', () => {
    expect(() => first(by('* * * * *'))).toThrow(badly('timing.cron'))
    expect(() => first(by('0,5 8 * * *'))).toThrow(badly('timing.cron'))
    expect(first(by('*/15 * * * *')).name).toBe('2026-03-01T01:15+01:00')
  })
})
