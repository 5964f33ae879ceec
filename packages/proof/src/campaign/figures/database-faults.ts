// Owns the figure of a database that cannot keep anything for a while: the disk is full, or somebody else has the file.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { messageId } from '@biplane/contracts/wire/ids'
import { endOf, eventsOf, type Person, Product } from '../../product/product.test-support.ts'
import { refusalIn } from '../../subscription-reader.ts'
import { type Figure, type Measured, mustBeZero, type Skipped } from '../figure.ts'
import { sumOfLosses } from '../sums.ts'
import { QUESTION } from '../talk.ts'

const BACK_WITHIN_MS = 5_000
const DISK_MB = 16

export const databaseFaults: Figure = {
  name: 'database-faults',
  promise:
    '[L1, L11] a full disk and a locked file: sends refused in words, reading goes on, back within 5 s of the repair',
  run: () => measure(['full', 'locked']),
  control: { bad: 'a disk that stays full', run: () => measure(['full for ever']) },
}

async function measure(faults: ('full' | 'full for ever' | 'locked')[]): Promise<Measured | Skipped> {
  const disk = smallDisk()
  if (!disk) return { skipped: 'no file system can be mounted here: it takes root on Linux' }
  try {
    const counts = {
      faults: 0,
      untyped: 0,
      unreadable: 0,
      late: 0,
      lost: 0,
      doubled: 0,
      reordered: 0,
      wrong: 0,
      slowest_ms: 0,
    }
    await using product = await Product.open({
      directory: disk.folder,
      env: { AGENT_PIECES_PER_SECOND: '0' },
    })
    await using anna = await product.guest()
    const reader = anna.read()
    await reader.until((items) => items.length > 0)
    for (const fault of faults) {
      const repair = fault === 'locked' ? lock(path.join(disk.folder, 'biplane.db')) : disk.fill()
      counts.faults += 1
      if ((await refusedWith(anna, `during-${counts.faults}`)) !== 'STORE_UNAVAILABLE') counts.untyped += 1
      if (!(await canRead(anna))) counts.unreadable += 1
      if (fault !== 'full for ever') repair()
      const begun = performance.now()
      const kept = await sendUntilKept(anna, `after-${counts.faults}`)
      const ms = Math.round(performance.now() - begun)
      counts.slowest_ms = Math.max(counts.slowest_ms, ms)
      if (ms > BACK_WITHIN_MS || !kept) counts.late += 1
      if (!kept) break
      await reader.until((items) => endOf(items, kept.invocation_id) !== undefined)
      if (endOf(reader.items, kept.invocation_id)?.type !== 'agent.completed') counts.wrong += 1
    }
    Object.assign(counts, sumOfLosses([eventsOf(reader.items).map(({ event_id }) => event_id)]))
    reader.stop()
    return mustBeZero(counts, 'untyped', 'unreadable', 'late', 'lost', 'doubled', 'reordered', 'wrong')
  } finally {
    disk.close()
  }
}

/** The code of the refusal, or `null` when it was kept. Under a full disk little things may still fit: it asks again. */
async function refusedWith(anna: Person, id: string): Promise<string | null> {
  for (let i = 0; i < 2_000; i += 1) {
    try {
      await anna.trpc.guide.send.mutate({ message: QUESTION, message_id: messageId.parse(`${id}-${i}`) })
    } catch (error) {
      const code = refusalIn(error)?.code ?? 'untyped'
      // What still fitted is being answered.
      if (code !== 'BUSY') return code
    }
  }
  return null
}

const canRead = (anna: Person): Promise<boolean> =>
  anna.trpc.guide.history.query({ limit: 10 }).then(
    () => true,
    () => false,
  )

/** `null` when it is not kept within twice the promised time. */
async function sendUntilKept(anna: Person, id: string): Promise<{ invocation_id: string } | null> {
  const begun = performance.now()
  while (performance.now() - begun < 2 * BACK_WITHIN_MS) {
    try {
      return await anna.trpc.guide.send.mutate({
        message: 'thanks',
        message_id: messageId.parse(id),
        when_busy: 'interrupt',
      })
    } catch (error) {
      const code = refusalIn(error)?.code
      if (code !== 'STORE_UNAVAILABLE' && code !== 'BUSY') throw error
    }
  }
  return null
}

/** Holds the right to write, as another program on the same file would. */
function lock(file: string): () => void {
  const require = createRequire(path.resolve(import.meta.dirname, '../../../../../prisma/package.json'))
  const Database = require('better-sqlite3')
  const other = new Database(file)
  other.exec('BEGIN IMMEDIATE')
  return () => other.close()
}

interface SmallDisk {
  folder: string
  /** Until nothing fits; what it returns frees it again. */
  fill(): () => void
  close(): void
}

function smallDisk(): SmallDisk | null {
  const folder = mkdtempSync(path.join(tmpdir(), 'small-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MB}m`, 'tmpfs', folder], { stdio: 'ignore' })
  } catch {
    rmdirSync(folder)
    return null
  }
  const filler = path.join(folder, 'filler')
  return {
    folder,
    fill() {
      const { bavail, bsize } = statfsSync(folder)
      writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - 4_096)))
      return () => rmSync(filler)
    },
    close() {
      execFileSync('umount', ['-l', folder], { stdio: 'ignore' })
      rmdirSync(folder)
    },
  }
}
