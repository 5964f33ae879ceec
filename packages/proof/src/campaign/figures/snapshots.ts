// Fault scenario: compares a reader's folded snapshot with the one that a new reader gets at that moment.
import type { ConversationEvent } from '@biplane/contracts/wire/events'
import { conversationId } from '@biplane/contracts/wire/ids'
import { endOf, type Person, Product } from '../../product/product.test-support.ts'
import { openScriptedRuntime, type ScriptedRuntime } from '../../scripted-runtime.ts'
import { type Seeded, seeded } from '../../seeded.ts'
import { type Figure, type FigureContext, type Measured, mustBeZero } from '../figure.ts'
import { isSame, PictureReader, type Putting, putTogether } from '../pictures.ts'
import { act, anything, openOf } from '../random-talk.ts'

const KEY = 'a-key-that-is-long-enough-for-production-0123456789'
const STEPS = 14
/** Conversations at a time. */
const LANES = 8
/** So few that most pictures are of a part of the conversation. */
const WINDOW = '6'

export const snapshots: Figure = {
  name: 'snapshots',
  promise: '[L14] snapshot + later events = a fresh snapshot, at any moment of any history, byte for byte',
  run: (context) => measure(context, context.size(2_000, 100_000), putTogether),
  control: {
    bad: 'a reader that misses one event, and does not notice',
    run: (context) => measure(context, 200, missingOne(context.random)),
  },
}

const NOTHING = {
  histories: 0,
  pictures: 0,
  comparisons: 0,
  events: 0,
  different: 0,
  restored: 0,
  /** Of the pictures: that were of an answer at work, and of a part of the conversation. */
  at_work: 0,
  windows: 0,
  superseded: 0,
  cancelled: 0,
  failed: 0,
  handed_over: 0,
}

async function measure(context: FigureContext, comparisons: number, put: Putting): Promise<Measured> {
  await using runtime = await openScriptedRuntime({ key: KEY })
  runtime.script('guide.global', anything, { recovery: 'restart' })
  await using product = await Product.open({
    runtime: { url: runtime.url, key: KEY },
    env: { NODE_ENV: 'production', LIMIT_HISTORY_MESSAGES: WINDOW },
  })
  const counts = { ...NOTHING }
  const lane = async () => {
    while (counts.comparisons < comparisons) {
      await oneHistory({ product, runtime, random: seeded(context.random.int(0, 2 ** 31)), put, counts })
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  // What is proved of nothing is not proved.
  const untried = (['at_work', 'windows', 'superseded', 'cancelled', 'failed', 'handed_over'] as const).filter(
    (what) => counts[what] === 0,
  ).length
  return mustBeZero({ ...counts, untried }, 'different', 'restored', 'untried')
}

interface History {
  product: Product
  runtime: ScriptedRuntime
  random: Seeded
  put: Putting
  counts: typeof NOTHING
}

async function oneHistory({ product, runtime, random, put, counts }: History): Promise<void> {
  await using anna = await product.guest()
  const readers = [await PictureReader.open(anna)]
  const conversation = conversationId.parse(readers[0]?.picture.conversation_id)
  for (let step = 0; step < STEPS; step += 1) {
    await act(anna, conversation, random)
    if (random.chance(0.4)) readers.push(await PictureReader.open(anna))
    if (random.chance(0.3)) random.pick(readers).comeBack()
    if (random.chance(0.05)) runtime.dropSockets()
    if (random.chance(0.05)) runtime.forget()
  }
  await comesToRest(anna, conversation)
  const fresh = await PictureReader.open(anna)
  await Promise.all([...readers, fresh].map((reader) => reader.readUpTo(fresh.picture.last_event_id)))
  compare([...readers, fresh], put, counts)
}

/** Stops what is at work or waits, until nothing does. */
async function comesToRest(anna: Person, conversation: ReturnType<typeof conversationId.parse>): Promise<void> {
  using reader = anna.read('0')
  for (;;) {
    const open = await openOf(anna, conversation)
    if (open.length === 0) return
    await Promise.all(open.map((id) => anna.trpc.invocation.cancel.mutate({ invocation_id: id })))
    await reader.until((items) => open.every((id) => endOf(items, id) !== undefined))
  }
}

/** Each picture with each later one. */
function compare(readers: readonly PictureReader[], put: Putting, counts: typeof NOTHING): void {
  counts.histories += 1
  counts.pictures += readers.length
  counts.restored += readers.reduce((sum, { restored }) => sum + restored, 0)
  for (const [at, { picture, events }] of readers.entries()) {
    for (const { picture: later } of readers.slice(at + 1)) {
      const between = events.filter(({ event_id }) => event_id <= later.last_event_id)
      counts.comparisons += 1
      if (!isSame(put(picture, between), later)) counts.different += 1
    }
    if (picture.running) counts.at_work += 1
    if (picture.has_more) counts.windows += 1
  }
  tell(readers[0]?.events ?? [], counts)
}

function tell(events: readonly ConversationEvent[], counts: typeof NOTHING): void {
  const of = (type: ConversationEvent['type']) => events.filter((event) => event.type === type).length
  counts.events += events.length
  counts.superseded += of('agent.superseded')
  counts.cancelled += of('agent.cancelled')
  counts.failed += of('agent.failed')
  counts.handed_over += of('agent.handoff')
}

/** Takes what follows the missing one as if it were the next. */
const missingOne =
  (random: Seeded): Putting =>
  (picture, events) => {
    const missed = random.int(0, Math.max(0, events.length - 1))
    let made = picture
    for (const event of events.filter((_, at) => at !== missed)) {
      made = putTogether({ ...made, last_event_id: event.event_id - 1 }, [event])
    }
    return made
  }
