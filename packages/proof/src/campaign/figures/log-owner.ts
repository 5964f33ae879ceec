// Fault scenario: a second Experience opens the database of one that is answering, under another name or past every lock.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { endOf, eventsOf, type Item, lossesOf, Product, shownText } from '../../product/product.test-support.ts'
import { type Figure, type FigureContext, type Measured, mustBeZero } from '../figure.ts'
import { SECOND_NAMES } from '../log-owner/second-names.ts'
import { QUESTION, undisturbedAnswer } from '../talk.ts'
import { within } from '../within.ts'

const KEY = 'a-key-that-is-long-enough-for-production-0123456789'
const NO_FENCE = pathToFileURL(path.join(import.meta.dirname, '../log-owner/no-fence.mjs')).href
/** So long may a process live on whose database belongs to another one. */
const GONE_WITHIN_MS = 5_000
const ENDED_WITHIN_MS = 20_000
/** Enough to know that a process does not stop. */
const MAX_ACCEPTED = 20

export const logOwner: Figure = {
  name: 'log-owner',
  promise:
    '[L15] a second process through a link, a mount, without the lock file or past every lock: refused, or the first one stops; one log',
  run: (context) => measure(context),
  control: { bad: 'an Experience without the fence', run: () => takeOvers(1, ['--import', NO_FENCE]) },
}

async function measure(context: FigureContext): Promise<Measured> {
  const [names, fenced] = [await refusals(context), await takeOvers(context.size(1, 20), [])]
  return { counts: { ...names.counts, ...fenced.counts }, faults: [...names.faults, ...fenced.faults] }
}

const env = { INTERNAL_KEY: KEY, AGENT_PIECES_PER_SECOND: '400' }
/** An answer has to last until the second process is there. */
const SLOWLY = { AGENT_PIECES_PER_SECOND: '40' }

/** A second process on the database of this one, with the same Runtime. */
const second = (first: Product, directory: string, more: Record<string, string> = {}, nodeArgs: string[] = []) =>
  Product.open({
    directory,
    nodeArgs,
    runtime: { url: `http://127.0.0.1:${first.runtimePort}`, key: KEY },
    env: { ...env, ...more },
  })

async function refusals({ say }: FigureContext): Promise<Measured> {
  const counts = { names: 0, not_refused: 0, without_words: 0, disturbed: 0 }
  await using first = await Product.open({ env })
  await using anna = await first.guest()
  for (const [at, [way, nameOf]] of Object.entries(SECOND_NAMES).entries()) {
    using name = nameOf(path.join(first.directory, 'biplane.db'))
    if (name === null) {
      say(`${way} was not tried: nothing can be mounted here`)
      continue
    }
    counts.names += 1
    const said = await second(first, name.folder).then(
      async (product) => {
        await product[Symbol.asyncDispose]()
        return null
      },
      (error: unknown) => String(error),
    )
    if (said === null) counts.not_refused += 1
    else if (!/exit 2[\s\S]*(already open in another process|hard links|mounted without its folder)/.test(said))
      counts.without_words += 1
    const reader = anna.read()
    const { invocation_id } = await anna.send(QUESTION, `m-${at}`)
    const well = await within(
      reader.until((items) => endOf(items, invocation_id)?.type === 'agent.completed'),
      ENDED_WITHIN_MS,
    )
    if (!well) counts.disturbed += 1
    reader.stop()
  }
  return mustBeZero(counts, 'not_refused', 'without_words', 'disturbed')
}

const noTakeOver = () => ({
  take_overs: 0,
  in_an_answer: 0,
  by_fenced: 0,
  lives_on: 0,
  without_sentence: 0,
  told_and_gone: 0,
  lost: 0,
  doubled: 0,
  reordered: 0,
  wrong: 0,
})

async function takeOvers(times: number, nodeArgs: string[]): Promise<Measured> {
  const counts = noTakeOver()
  const truth = await undisturbedAnswer()
  for (let i = 0; i < times; i += 1) await takeOver(counts, { truth, nodeArgs })
  const { take_overs, in_an_answer, ...faults } = counts
  return mustBeZero(counts, ...Object.keys(faults))
}

/** In the middle of an answer a second process gets past every lock, as from another container. */
async function takeOver(
  counts: ReturnType<typeof noTakeOver>,
  { truth, nodeArgs }: { truth: string; nodeArgs: string[] },
): Promise<void> {
  const elsewhere = mkdtempSync(path.join(tmpdir(), 'other-locks-'))
  try {
    await using first = await Product.open({ env: { ...env, ...SLOWLY }, nodeArgs })
    await using anna = await first.guest()
    const reader = anna.read('0')
    const { invocation_id } = await anna.send(QUESTION, 'm')
    await reader.until((items) => shownText(items, invocation_id).length > 20)
    rmSync(path.join(first.directory, 'biplane.db.lock'))
    await using next = await second(first, first.directory, { ...SLOWLY, TMPDIR: elsewhere }, nodeArgs)
    counts.take_overs += 1
    if (endOf(reader.items, invocation_id) === undefined) counts.in_an_answer += 1
    counts.by_fenced += await acceptedBy(first, anna.token)
    const told = eventsOf(reader.items)
    reader.stop()
    const { exit, stderr } = first.process('experience')
    if (exit === null) counts.lives_on += 1
    else if (exit.code !== 2 || !/^Another process has opened /m.test(stderr)) counts.without_sentence += 1
    const log = await wholeLog(next, anna.token, invocation_id)
    addWrongs(counts, { log, told: told.map((event) => JSON.stringify(event)) })
    if (shownText(log, invocation_id) !== truth || endOf(log, invocation_id)?.type !== 'agent.completed')
      counts.wrong += 1
  } finally {
    rmSync(elsewhere, { recursive: true })
  }
}

/** Messages that a process still accepts although another one owns the log; it should be gone soon. */
async function acceptedBy(first: Product, token: string): Promise<number> {
  const { exited } = first.process('experience')
  const begun = performance.now()
  let accepted = 0
  while (performance.now() - begun < GONE_WITHIN_MS && accepted < MAX_ACCEPTED) {
    if (first.process('experience').exit !== null) break
    const answer = await fetch(`${first.url}/api/chat/liaison`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ pillar: 'content', message: QUESTION }),
    }).catch(() => null)
    if (answer?.status === 202) accepted += 1
    // Its port is closed just before it is gone.
    if (answer === null) await within(exited, GONE_WITHIN_MS)
  }
  return accepted
}

/** All events from the beginning, as the process that owns the log now sends them. */
async function wholeLog(next: Product, token: string, invocationId: string): Promise<readonly Item[]> {
  await using anna = next.returning(token)
  const reader = anna.read('0')
  await within(
    reader.until((items) => endOf(items, invocationId) !== undefined),
    ENDED_WITHIN_MS,
  )
  reader.stop()
  return reader.items
}

function addWrongs(counts: ReturnType<typeof noTakeOver>, { log, told }: { log: readonly Item[]; told: string[] }) {
  const events = eventsOf(log)
  const { lost, doubled, reordered } = lossesOf(events.map(({ event_id }) => event_id))
  counts.lost += lost
  counts.doubled += doubled
  counts.reordered += reordered
  const kept = new Set(events.map((event) => JSON.stringify(event)))
  counts.told_and_gone += told.filter((event) => !kept.has(event)).length
}
