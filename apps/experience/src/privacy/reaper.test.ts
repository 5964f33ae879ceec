import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { openLog } from '@biplane/process/log'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { nothingErased } from '../store/commands/erased.ts'
import { StoreBench } from '../store/store.test-support.ts'
import { reap } from './reaper.ts'

let bench: StoreBench
beforeAll(async () => {
  bench = await StoreBench.open()
})
afterAll(() => bench[Symbol.asyncDispose]())

const NOW = Date.parse('2026-06-01T00:00:00.000Z')
const open = (id: string, kind: 'guest' | 'user', expiresAt: string) =>
  bench.store.query('openSession', {
    id,
    tenant: 'local',
    principalKind: kind,
    principalId: `${kind}:${id}`,
    roles: [],
    tokenHash: id,
    now: '2026-01-01T00:00:00.000Z',
    expiresAt,
  })

test('[Q3] erases expired guests and orphaned files, and nothing else', async () => {
  const filesDir = path.join(path.dirname(bench.file), 'files')
  mkdirSync(filesDir)
  await open('old-guest', 'guest', '2026-05-31T23:59:59.999Z')
  await open('guest', 'guest', '2026-06-01T00:00:01.000Z')
  await open('old-user', 'user', '2026-01-02T00:00:00.000Z')
  const file = { tenant: 'local', name: 'a.csv', mime: 'text/csv', kind: 'csv', size: 1, sha256: 'x' }
  await bench.store.command('createFile', { ...file, id: 'f1', sessionId: 'guest', storedAs: 'kept' })
  await bench.store.command('createFile', { ...file, id: 'f2', sessionId: 'old-guest', storedAs: 'of-old-guest' })
  const old = new Date(NOW - 2 * 3_600_000)
  for (const name of ['kept', 'of-old-guest', 'orphan', 'orphan.part', 'young']) {
    writeFileSync(path.join(filesDir, name), 'x')
    const at = name === 'young' ? new Date(NOW) : old
    utimesSync(path.join(filesDir, name), at, at)
  }
  const erasedCounts: object[] = []
  const deps = {
    store: bench.store,
    trafficCop: { eraseSessions: (sessionIds: string[]) => bench.store.command('eraseSessions', { sessionIds }) },
    filesDir,
    afterErase: async (_action: unknown, _caller: unknown, erased: ReturnType<typeof nothingErased>) => {
      erasedCounts.push(erased.counts)
      return { deleted: erased.counts, at: '' }
    },
    log: openLog('experience', 'silent'),
    now: () => NOW,
  }
  expect(await reap(deps)).toEqual({ guests: 1, blobs: 3 })
  expect(await bench.store.query('getSession', { sessionId: 'old-guest' })).toBeNull()
  expect(await bench.store.query('getSession', { sessionId: 'guest' })).not.toBeNull()
  expect(await bench.store.query('getSession', { sessionId: 'old-user' })).not.toBeNull()
  const there = ['kept', 'of-old-guest', 'orphan', 'orphan.part', 'young'].filter((name) =>
    existsSync(path.join(filesDir, name)),
  )
  expect(there).toEqual(['kept', 'young'])
  expect(erasedCounts).toMatchObject([{ sessions: 1, files: 1 }])
  expect(await reap(deps)).toEqual({ guests: 0, blobs: 0 })
})
