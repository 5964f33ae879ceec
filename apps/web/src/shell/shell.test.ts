import { PILLAR_NAMES } from '@biplane/contracts/vocabulary/pillars'
import { describe, expect, test } from 'vitest'
import { becauseOf } from '../chat-panel/because.ts'
import { bare } from '../chat-panel/settled-announcer.tsx'
import { agentName } from '../design/agents.tsx'
import { dayAndTime, excerpt, fileSize, timeOfDay } from '../design/format.ts'
import { STRINGS } from '../strings.ts'
import { areaPath, INSPECTOR_PATH, resultPath, routeOf, threadAddress, threadPlaceOf } from './router.tsx'

describe('the address', () => {
  test('leads to the results of every area', () => {
    expect(routeOf(areaPath(null))).toEqual({ kind: 'thread', area: null, result: null })
    for (const area of PILLAR_NAMES) expect(routeOf(areaPath(area))).toEqual({ kind: 'thread', area, result: null })
    expect(areaPath('business_outcomes')).toBe('/business-outcomes')
    expect(routeOf(INSPECTOR_PATH)).toEqual({ kind: 'inspector' })
  })

  test('[H4] names a result', () => {
    expect(routeOf(resultPath('a 1/2'))).toEqual({ kind: 'thread', area: null, result: 'a 1/2' })
    expect(routeOf('/r/%E0%A4%A')).toEqual({ kind: 'thread', area: null, result: '%E0%A4%A' })
    expect(routeOf('/r/a/b')).toEqual({ kind: 'unknown' })
    expect(routeOf('/r')).toEqual({ kind: 'unknown' })
  })

  test('is forgiven a slash and capitals, and nothing else', () => {
    expect(routeOf('/Content/')).toEqual({ kind: 'thread', area: 'content', result: null })
    expect(routeOf('/contents')).toEqual({ kind: 'unknown' })
    expect(routeOf('/business_outcomes')).toEqual({ kind: 'unknown' })
  })
})

describe('words', () => {
  test('has a text for every string, singular and plural', () => {
    const empty: string[] = []
    const visit = (path: string, value: unknown) => {
      if (typeof value === 'string' && value.trim() === '') empty.push(path)
      if (typeof value === 'object' && value !== null)
        for (const [k, v] of Object.entries(value)) visit(`${path}.${k}`, v)
    }
    visit('STRINGS', STRINGS)
    expect(empty).toEqual([])
    expect(STRINGS.message.steps(1)).toBe('1 step')
    expect(STRINGS.message.steps(1200)).toBe('1,200 steps')
    expect(STRINGS.composer.left(-2)).toBe('2 characters too many')
    expect(STRINGS.files.tooLarge(20 * 1024 * 1024)).toContain('20\u00a0MB')
  })

  test('an agent is called by its area, any guide is the guide', () => {
    expect(agentName('liaison.content')).toBe('Content assistant')
    expect(agentName('guide.insights')).toBe('Guide')
    expect(agentName('liaison.custom')).toBe('liaison.custom')
    expect(agentName(null)).toBe('Agent')
  })

  test('formats every reason as one clause', () => {
    expect(becauseOf('you attached a CSV')).toBe('because you attached a CSV')
    expect(becauseOf('Because you attached a CSV.')).toBe('because you attached a CSV')
    expect(becauseOf('The CSV says so.')).toBe('because the CSV says so')
    expect(becauseOf('CSV files go there')).toBe('because CSV files go there')
  })

  test('sizes, times and excerpts', () => {
    expect([999, 1000, 24_600, 999_600, 20_971_520].map(fileSize)).toEqual([
      '999 B',
      '1.0 kB',
      '25 kB',
      '1.0 MB',
      '21 MB',
    ])
    expect(timeOfDay('not a time')).toBe('')
    expect(excerpt('  Who is more\n than 90 days late?', 14)).toBe('Who is more …')
    expect(excerpt('short', 14)).toBe('short')
  })

  test('what is read aloud has no marks', () => {
    expect(bare('## Late\n\n- **one** in [row 17](#row:17)\n- `two`')).toBe('Late one in row 17 two')
  })
})

test('formats a date by its distance from today', () => {
  const now = new Date(2026, 10, 21, 12)
  expect(dayAndTime(new Date(2026, 10, 21, 9, 5).toISOString(), now)).toBe('09:05')
  expect(dayAndTime(new Date(2026, 10, 20, 9, 5).toISOString(), now)).toBe('20 Nov, 09:05')
  expect(dayAndTime(new Date(2025, 0, 2, 9, 5).toISOString(), now)).toBe('2 Jan 2025, 09:05')
  expect(dayAndTime('never', now)).toBe('')
})

test.each([
  ['/', null, '/'],
  ['/insights', null, '/insights'],
  ['/t/t1', 't1', '/'],
  ['/t/t1/', 't1', '/'],
  ['/t/t1/business-outcomes', 't1', '/business-outcomes'],
  ['/t/t1/r/a1', 't1', '/r/a1'],
  ['/t', null, '/t'],
])('[H4] reads the thread of %s', (pathname, thread, path) => {
  expect(threadPlaceOf(pathname)).toEqual({ thread, path })
  expect(threadPlaceOf(threadAddress(thread, path))).toEqual({ thread, path })
})
