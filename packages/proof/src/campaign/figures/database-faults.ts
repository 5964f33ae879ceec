// Fault scenario: the database cannot write for a while: disk full, read-only, or locked by another program.
import path from 'node:path'
import { messageId } from '@biplane/contracts/wire/ids'
import { type Person, Product } from '../../product/product.test-support.ts'
import { refusalIn } from '../../subscription-reader.ts'
import { ConversationReader } from '../conversation-reader.ts'
import { type Figure, type FigureContext, type Measured, mustBeZero, type Skipped } from '../figure.ts'
import { lockFile, refuseWrites } from '../refused-writes.ts'
import { openSmallDisk, type SmallDisk } from '../small-disk.ts'
import { QUESTION, undisturbedAnswer } from '../talk.ts'
import { countTalk, noCounts, PROMISED } from '../talk-counts.ts'
import { within } from '../within.ts'

const BACK_WITHIN_MS = 5_000

type Fault = 'full' | 'full_for_ever' | 'locked' | 'read_only'

export const databaseFaults: Figure = {
  name: 'database-faults',
  promise:
    '[L1, L11, V4] a disk that is full or read-only, a locked file: sends refused in words, reading and running answers go on, back within 5 s',
  run: (context) => measure(context, ['full', 'locked', 'read_only']),
  control: { bad: 'a disk that stays full', run: (context) => measure(context, ['full_for_ever']) },
}

const newCounts = () => ({
  full: 0,
  locked: 0,
  read_only: 0,
  under_answers: 0,
  untyped: 0,
  unreadable: 0,
  late: 0,
  slowest_ms: 0,
  started_unasked: 0,
  ...noCounts(),
})

async function measure({ say }: FigureContext, faults: Fault[]): Promise<Measured | Skipped> {
  const disk = openSmallDisk()
  if (!disk) return { skipped: 'no file system can be mounted here: it takes root on Linux' }
  try {
    const counts = newCounts()
    const truth = await undisturbedAnswer()
    // Slow enough that an answer that runs when the fault begins runs through it. The key is given: nothing but the
    // database wants to write at a start.
    // The disk is small on purpose, and has to become full: no room is kept on it.
    const env = {
      AGENT_PIECES_PER_SECOND: '100',
      INTERNAL_KEY: 'a-key-that-is-long-enough-0123456789',
      LIMIT_DISK_FREE_FOR_UPLOADS_BYTES: '1',
      LIMIT_DISK_FREE_FOR_SENDS_BYTES: '1',
    }
    await using product = await Product.open({ directory: disk.folder, env })
    for (const fault of faults) {
      const tried = await endure({ product, disk, fault, counts, truth })
      if (!tried) say(`${fault} was not tried: strace is not there, or may not attach`)
    }
    if (faults.includes('read_only')) counts.started_unasked += (await refusesToStart(product, disk)) ? 0 : 1
    return mustBeZero(counts, 'untyped', 'unreadable', 'late', 'started_unasked', ...PROMISED)
  } finally {
    disk.close()
  }
}

interface Ordeal {
  product: Product
  disk: SmallDisk
  fault: Fault
  counts: ReturnType<typeof newCounts>
  truth: string
}

/** Anna is being answered when it begins; Ben sends while it lasts. False where it cannot be had. */
async function endure({ product, disk, fault, counts, truth }: Ordeal): Promise<boolean> {
  await using anna = await product.guest()
  await using ben = await product.guest()
  using reader = new ConversationReader(anna)
  await reader.opened()
  const { invocation_id } = await anna.send(QUESTION, 'm')
  const answer = reader.answer(invocation_id)
  await reader.said(invocation_id, 3)
  const repair = await BEGIN[fault](product, disk)
  if (!repair) return false
  if (fault !== 'full_for_ever') counts[fault] += 1
  if ((await refusedWith(ben)) !== 'STORE_UNAVAILABLE') counts.untyped += 1
  if (!(await canRead(product, anna))) counts.unreadable += 1
  if (answer.end === null) counts.under_answers += 1
  await repair()
  const begun = performance.now()
  const kept = await isKeptAgain(ben)
  const ms = Math.round(performance.now() - begun)
  counts.slowest_ms = Math.max(counts.slowest_ms, ms)
  if (ms > BACK_WITHIN_MS || !kept) counts.late += 1
  if (!kept) return true
  await reader.ended(invocation_id)
  await countTalk(counts, { anna, reader, sent: 1, truth })
  return true
}

/** Each returns what repairs it. */
const BEGIN: Record<Fault, (product: Product, disk: SmallDisk) => Promise<(() => void | Promise<void>) | null>> = {
  full: async (_, disk) => disk.fill(),
  async full_for_ever(_, disk) {
    disk.fill()
    return () => {}
  },
  locked: async (_, disk) => lockFile(fileOn(disk)),
  read_only: (product, disk) => refuseWrites(product.process('experience').pid, fileOn(disk)),
}

const fileOn = ({ folder }: SmallDisk) => path.join(folder, 'biplane.db')

/** The code of the refusal, or `null` when it was kept. Under a full disk little things may still fit: it asks again. */
async function refusedWith(ben: Person): Promise<string | null> {
  for (let i = 0; i < 2_000; i += 1) {
    try {
      await ben.trpc.guide.send.mutate({
        message: QUESTION,
        message_id: messageId.parse(`during-${i}`),
        when_busy: 'reject',
      })
    } catch (error) {
      const code = refusalIn(error)?.code ?? 'untyped'
      // What still fitted is being answered.
      if (code !== 'BUSY') return code
    }
  }
  return null
}

/** On a connection that is there, and on a new one. */
async function canRead(product: Product, anna: Person): Promise<boolean> {
  await using again = product.returning(anna.token)
  using reader = new ConversationReader(again)
  const history = anna.trpc.guide.history.query({ limit: 10 })
  // Awaited here: the reader goes with this function.
  return await within(Promise.all([history, reader.opened()]), BACK_WITHIN_MS).catch(() => false)
}

/** False when it is not kept within twice the promised time. */
async function isKeptAgain(ben: Person): Promise<boolean> {
  const begun = performance.now()
  while (performance.now() - begun < 2 * BACK_WITHIN_MS) {
    try {
      await ben.trpc.guide.send.mutate({
        message: 'thanks',
        message_id: messageId.parse('after'),
        when_busy: 'interrupt',
      })
      return true
    } catch (error) {
      const code = refusalIn(error)?.code
      if (code !== 'STORE_UNAVAILABLE' && code !== 'BUSY') throw error
    }
  }
  return false
}

/** On a file system that is read-only from the beginning, in words; after the repair it starts. */
async function refusesToStart(product: Product, disk: SmallDisk): Promise<boolean> {
  await product.kill('experience')
  const repair = disk.makeReadOnly()
  const said = await product.start('experience').then(
    () => 'it started',
    (error: unknown) => String(error),
  )
  repair()
  await product.start('experience')
  return said.includes('biplane.db is not writable: its file system is read-only')
}
