import { openReader } from '@biplane/db/reader'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { shownBytes, shownMessage } from './message-text.ts'
import { completed, type Place, StoreBench, started, token } from './store.test-support.ts'

let bench: StoreBench
let place: Place

beforeAll(async () => {
  bench = await StoreBench.open()
})
afterAll(() => bench[Symbol.asyncDispose]())
beforeEach(async () => {
  place = await bench.place()
})

/** Bytes of every column of the rows that belong to a conversation. */
function bytesOf({ conversationId }: Place): number {
  const reader = openReader(bench.file)
  try {
    return ['Event', 'Message', 'Invocation'].reduce((all, table) => {
      const rows = reader
        .prepare<[string], Record<string, unknown>>(`SELECT * FROM "${table}" WHERE conversationId = ?`)
        .all(conversationId)
      return all + rows.reduce((sum, row) => sum + Buffer.byteLength(JSON.stringify(row)), 0)
    }, 0)
  } finally {
    reader.close()
  }
}

describe('[L9] a message of the person', () => {
  test('is kept once: 32 000 characters take 32 kB and their rows', async () => {
    await bench.begun(place, { text: 'short' })
    const rows = bytesOf(place)
    const other = await bench.place()
    await bench.begun(other, { text: 'x'.repeat(32_000), contentHash: 'short' })
    const more = bytesOf(other) - rows
    expect(more).toBeGreaterThanOrEqual(31_995)
    expect(more).toBeLessThan(32_100)
  })

  test('is shown as its event says it, with its files and what it takes the place of', async () => {
    const first = await bench.begun(place, { text: 'first' })
    await bench.append(first.invocation.id, [started(), completed(2)])
    const files = [{ file_uuid: 'f', name: 'a.csv', mime: 'text/csv', size: 3 }]
    const replaces = first.invocation.messageId
    const { accepted } = await bench.send(place, { text: 'second', files, replaces })
    const row = bench.store.reader.message(place.sessionId, accepted.message_id)
    expect(row && shownMessage(row)).toMatchObject({
      message_id: accepted.message_id,
      event_id: accepted.event_id,
      timestamp: expect.stringMatching(/^\d{4}-/),
      role: 'user',
      status: 'complete',
      content: 'second',
      files,
      replaces,
      via: null,
    })
    expect(row && shownBytes(row)).toBeGreaterThan('second'.length)
  })

  test('is found by search, and stands in the history and among the jobs of agents', async () => {
    const words = '"café" \\ 100 % of\n“it” 👩‍👩‍👧'
    const { invocation } = await bench.begun(place, { text: words })
    await bench.append(invocation.id, [started(), token(2, 'an answer'), completed(3)])
    const most = { messages: 9, chars: 9_999 }
    expect(bench.store.reader.wordsBefore(place.conversationId, 1e9, most).map(({ content }) => content)).toEqual([
      'an answer',
      words,
    ])
    const jobs = bench.store.reader.jobsBefore(place, 1e9, { jobs: 9, chars: 9 })
    expect(jobs.map(({ asked }) => asked)).toEqual([[...words].slice(0, 9).join('')])
    for (const like of ['%100 !% of%', '%“it”%', '%an answer%']) {
      const { found } = await bench.store.query('searchMessages', { sessionId: place.sessionId, like, take: 9 })
      expect([like, found.length]).toEqual([like, 1])
    }
    // How the text is stored is not what was said.
    const { found } = await bench.store.query('searchMessages', {
      sessionId: place.sessionId,
      like: '%surface%',
      take: 9,
    })
    expect(found).toEqual([])
  })

  test('that has not begun to be answered has no view yet, and its answer has no bytes', async () => {
    const { invocation } = await bench.begun(place)
    const answer = bench.store.reader.message(place.sessionId, invocation.answerMessageId)
    expect(answer && [shownMessage(answer), shownBytes(answer)]).toEqual([null, null])
  })
})
