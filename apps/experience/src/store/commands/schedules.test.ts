import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { refusalCodeOf, StoreBench } from '../store.test-support.ts'
import type { DueOccurrence } from './schedules.ts'

let bench: StoreBench
beforeAll(async () => {
  bench = await StoreBench.open()
})
afterAll(() => bench[Symbol.asyncDispose]())

const day = (n: number) => ({ at: `2026-03-${n}T07:00:00.000Z`, name: `2026-03-${n}T08:00+01:00` })

/** A schedule that is due on the 10th, and a conversation in its thread. */
async function scheduled() {
  const { sessionId, conversationId } = await bench.place()
  const threadId = bench.store.reader.conversationById(conversationId)?.threadId ?? ''
  const scheduleId: string = uuid()
  const about = { tenant: 'local', title: 't', message: 'm', agent: null, timeZone: 'Europe/Berlin', missed: 'run' }
  await bench.store.command('createSchedule', {
    id: scheduleId,
    sessionId,
    threadId,
    cron: '0 8 * * *',
    once: null,
    next: day(10),
    ...about,
  })
  const due = (n: number): DueOccurrence => ({ scheduleId, title: 't', due: day(n), next: day(n + 1), kept: 3 })
  const settle = (n: number, error: { code: string; message: string } | null) =>
    bench.store.command('settleOccurrence', { ...due(n), sessionId, error, maxFailures: 2 })
  const runs = async () =>
    (await bench.store.query('listScheduleRuns', { sessionId, scheduleId })).map(({ run }) => [
      run.occurrence.slice(8, 10),
      run.status,
    ])
  const find = () => bench.store.query('findSchedule', { sessionId, id: scheduleId })
  return { place: { sessionId, conversationId }, due, settle, runs, find }
}

describe('[J2] an occurrence', () => {
  test('is sent once by any number of tries', async () => {
    const { place, due, runs } = await scheduled()
    const tries = [1, 2, 3].map(() => bench.send(place, { occurrence: due(10) }))
    const outcomes = await Promise.allSettled(tries)
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected'])
    expect(await refusalCodeOf(bench.send(place, { occurrence: due(10) }))).toBe('CONFLICT')
    expect(await runs()).toEqual([['10', 'sent']])
    const said = bench.told.filter(
      ({ type, conversationId }) => type === 'user.message' && conversationId === place.conversationId,
    )
    expect(said).toHaveLength(1)
  })

  test('is not taken by a send that is refused', async () => {
    const { place, due, runs, find } = await scheduled()
    const nowhere = { ...place, conversationId: uuid() }
    expect(await refusalCodeOf(bench.send(nowhere, { occurrence: due(10) }))).toBe('NOT_FOUND')
    expect(await runs()).toEqual([])
    expect(await find()).toMatchObject({ nextName: day(10).name })
    await bench.send(place, { occurrence: due(10) })
    expect(await find()).toMatchObject({ nextName: day(11).name })
  })

  test('is not sent out of its turn', async () => {
    const { place, due, settle, runs } = await scheduled()
    await settle(10, null)
    await settle(10, null)
    for (const n of [10, 12]) expect(await refusalCodeOf(bench.send(place, { occurrence: due(n) }))).toBe('CONFLICT')
    expect(await runs()).toEqual([['10', 'missed']])
  })

  test('is forgotten when enough newer ones are kept', async () => {
    const { place, due, runs } = await scheduled()
    for (const n of [10, 11, 12, 13, 14]) await bench.send(place, { occurrence: due(n) })
    expect((await runs()).map(([name]) => name)).toEqual(['14', '13', '12'])
    expect(await refusalCodeOf(bench.send(place, { occurrence: due(10) }))).toBe('CONFLICT')
  })
})

test('[J3] a schedule pauses after failures in a row', async () => {
  const { place, due, settle, find } = await scheduled()
  const error = { code: 'QUOTA_EXCEEDED', message: 'full' }
  expect(await settle(10, error)).toEqual({ paused: false })
  await bench.send(place, { occurrence: due(11) })
  expect(await settle(12, error)).toEqual({ paused: false })
  expect(await settle(13, error)).toEqual({ paused: true })
  expect(await find()).toMatchObject({ status: 'paused', nextAt: null, pausedFor: JSON.stringify(error) })
})
