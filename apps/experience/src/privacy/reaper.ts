// Removes what nobody can reach any more: everything of guests whose sessions have expired, and blobs on the disk without
// a row. A run does a bounded amount of work; the next run goes on. [Q3]
import { opendir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Log } from '@biplane/process/log'
import type { TrafficCop } from '../smart-city/traffic-cop.ts'
import type { Store } from '../store/store.ts'
import type { AfterErase } from './after-erase.ts'

export interface ReaperDeps {
  store: Pick<Store, 'query'>
  trafficCop: Pick<TrafficCop, 'eraseSessions'>
  filesDir: string
  afterErase: AfterErase
  log: Log
  /** Wall-clock milliseconds. */
  now(): number
}

export interface Reaped {
  guests: number
  blobs: number
}

const SESSIONS_A_RUN = 20
const BLOBS_A_RUN = 500
/** A younger blob may belong to an upload whose row is being written. */
const BLOB_AGE_MS = 3_600_000

export async function reap(deps: ReaperDeps): Promise<Reaped> {
  const reaped = { guests: await reapGuests(deps), blobs: await reapBlobs(deps) }
  if (reaped.guests + reaped.blobs > 0) deps.log.info(reaped, 'removed expired guests and orphaned files')
  return reaped
}

async function reapGuests({ store, trafficCop, afterErase, now }: ReaperDeps): Promise<number> {
  const before = new Date(now()).toISOString()
  const sessionIds = await store.query('expiredGuestSessions', { before, take: SESSIONS_A_RUN })
  if (sessionIds.length === 0) return 0
  const erased = await trafficCop.eraseSessions(sessionIds)
  await afterErase('session.expired', null, erased, { why: 'guest expired' })
  return sessionIds.length
}

async function reapBlobs({ store, filesDir, now }: ReaperDeps): Promise<number> {
  const folder = await opendir(filesDir).catch(() => null)
  if (folder === null) return 0
  let removed = 0
  let page: string[] = []
  const removeOrphans = async () => {
    const known = new Set(await store.query('storedBlobs', { names: page.map((name) => name.replace(/\.part$/, '')) }))
    for (const name of page) {
      if (known.has(name) || removed >= BLOBS_A_RUN) continue
      await rm(path.join(filesDir, name), { force: true })
      removed += 1
    }
    page = []
  }
  // The folder is walked to its end, some names at a time; only what is removed is bounded.
  for await (const entry of folder) {
    if (!entry.isFile() || !(await isOld(path.join(filesDir, entry.name), now()))) continue
    page.push(entry.name)
    if (page.length >= BLOBS_A_RUN) await removeOrphans()
    if (removed >= BLOBS_A_RUN) break
  }
  if (page.length > 0) await removeOrphans()
  return removed
}

const isOld = (file: string, now: number): Promise<boolean> =>
  stat(file).then(
    ({ mtimeMs }) => now - mtimeMs > BLOB_AGE_MS,
    () => false,
  )
