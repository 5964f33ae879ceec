import { openReader } from '@biplane/db/reader'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { completed, type Place, refusalCodeOf, StoreBench, started, token } from '../store.test-support.ts'
import { everything, FILE_NAME, file, madeFrom, PLANTED } from './erase.test-support.ts'

let bench: StoreBench
let place: Place

beforeAll(async () => {
  bench = await StoreBench.open()
})
afterAll(() => bench[Symbol.asyncDispose]())
beforeEach(async () => {
  place = await bench.place()
})

describe('[L16] erasing a file of a session with much in it', () => {
  const eraseFile = (id: string) => bench.store.command('eraseFile', { sessionId: place.sessionId, id })
  const rest = async () => {
    const slices = []
    for (let left = true; left; ) {
      const slice = await bench.store.command('eraseRest', {})
      slices.push(slice.erased.counts)
      left = slice.left
    }
    return slices
  }
  const tokens = Array.from({ length: 60 }, (_, at) => token(at + 2, 'words '))

  /** Answers that were made from the file, one conversation each. */
  async function answered(of: { id: string; name: string }, count: number): Promise<Place[]> {
    const places: Place[] = []
    for (let n = 0; n < count; n += 1) {
      const each = await bench.place(place.sessionId)
      const shown = [{ file_uuid: of.id, name: of.name, mime: 'text/csv', size: 3 }]
      const { invocation } = await bench.begun(each, {
        files: shown,
        input: JSON.stringify({ attached: [of.id], file_uuids: [of.id] }),
      })
      await bench.append(invocation.id, [started(), ...tokens, madeFrom(62, of), completed(63)])
      places.push(each)
    }
    return places
  }

  test('answers at once and leaves what was made from it to slices', async () => {
    const of = await file(bench, place.sessionId, 'slices.csv')
    const places = await answered(of, 300)
    const { counts, blobs } = await eraseFile(of.id)
    expect(counts).toMatchObject({ files: 1, answers: 0 })
    expect(blobs).toHaveLength(1)
    expect(await bench.store.query('findFiles', { sessionId: place.sessionId, ids: [of.id] })).toEqual([])
    expect(await refusalCodeOf(eraseFile(of.id))).toBe('NOT_FOUND')
    const slices = await rest()
    expect(slices.length).toBeGreaterThan(2)
    expect(slices.reduce((sum, { answers }) => sum + answers, 0)).toBe(300)
    expect(everything(bench)).not.toContain(PLANTED)
    expect(everything(bench)).not.toContain('slices.csv')
    for (const each of places) {
      expect(bench.typesOf(each)).toEqual(['user.message', 'agent.routed', 'agent.completed', 'conversation.renamed'])
      expect(bench.store.reader.conversationById(each.conversationId)?.compactedTo).toBeGreaterThan(0)
    }
  })

  test('ends at once what is being made from it', async () => {
    const of = await file(bench, place.sessionId)
    await answered(of, 20)
    const { invocation } = await bench.begun(place, { input: JSON.stringify({ attached: [of.id] }) })
    await bench.append(invocation.id, [started(), token(2, PLANTED)])
    expect((await eraseFile(of.id)).running).toEqual([invocation.id])
    expect(await bench.append(invocation.id, [token(3, PLANTED)])).toEqual({ outcome: 'fenced' })
    await rest()
    expect(everything(bench)).not.toContain(PLANTED)
  })

  test('goes on after a restart where it was', async () => {
    await using other = await StoreBench.open()
    const mine = await other.place()
    const id = uuid()
    const facts = { mime: 'text/csv', kind: 'csv', size: 3, sha256: 'x' }
    await other.store.command('createFile', { id, ...mine, tenant: 'local', name: FILE_NAME, storedAs: 's', ...facts })
    for (let n = 0; n < 30; n += 1) {
      const each = await other.place(mine.sessionId)
      const { invocation } = await other.begun(each, { input: JSON.stringify({ attached: [id] }) })
      await other.append(invocation.id, [started(), ...tokens, completed(62)])
    }
    await other.store.command('eraseFile', { sessionId: mine.sessionId, id })
    await other.store.command('eraseRest', {})
    const reader = openReader(other.file)
    const [row] = reader.prepare('SELECT owner, id, place IS NOT NULL AS noted FROM ErasedRest').all()
    reader.close()
    expect(row).toEqual({ owner: 'file', id, noted: 1 })
  })

  test('[H1] the files of a deleted thread follow in slices', async () => {
    const { threadId } = bench.store.reader.conversationById(place.conversationId) ?? { threadId: '' }
    const ids: string[] = []
    for (let n = 0; n < 30; n += 1) {
      const { id } = await file(bench, place.sessionId)
      await bench.store.command('addThreadFile', { sessionId: place.sessionId, threadId, fileId: id })
      ids.push(id)
    }
    const { blobs } = await bench.store.command('eraseThread', { sessionId: place.sessionId, threadId })
    expect(blobs).toEqual([])
    const slices = await rest()
    expect(slices.reduce((sum, { files }) => sum + files, 0)).toBe(30)
    expect(await bench.store.query('findFiles', { sessionId: place.sessionId, ids })).toEqual([])
  })
})
