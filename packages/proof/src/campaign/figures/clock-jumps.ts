// Fault scenario: wall clocks jump while answers stream, in both processes or in one.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Person, type Plane, Product } from '../../product/product.test-support.ts'
import { type Seeded, seeded, shuffled } from '../../seeded.ts'
import { ConversationReader } from '../conversation-reader.ts'
import { FakeClock, findFakeClockLibrary } from '../fake-clock.ts'
import { type Figure, type FigureContext, type Measured, mustBeZero, type Skipped } from '../figure.ts'
import { HttpPerson } from '../http-person.ts'
import { QUESTION, undisturbedAnswer } from '../talk.ts'
import { countTalk, noCounts, PROMISED } from '../talk-counts.ts'

const HOUR_MS = 3_600_000
const OFFSETS_MS = [HOUR_MS, -HOUR_MS, 24 * HOUR_MS, -24 * HOUR_MS]
const WHOSE: Plane[][] = [['experience', 'runtime'], ['experience'], ['runtime']]
const TABLE = 'invoice,customer,amount\nA-1,Anna,10.50\nA-2,Ben,20.00\nA-3,Anna,7.25\n'
const FILE_QUESTION = 'What is in this file?'

export const clockJumps: Figure = {
  name: 'clock-jumps',
  promise:
    '[L2, L7, L8] wall clocks that jump an hour or a day, of both processes or one: nothing lost, failed, ended, forgotten',
  run: (context) => measure(context, context.size(1, 10)),
  control: { bad: 'sessions that end after half a day', run: shortSessions },
}

const SKIPPED = { skipped: 'the clock of a process cannot be changed here: libfaketime is not installed' }

const newCounts = () => ({
  jumps: 0,
  in_an_answer: 0,
  deaths: 0,
  ...noCounts(),
  taken_over: 0,
  files_unread: 0,
  results_forgotten: 0,
  sessions_ended: 0,
  tickets_refused: 0,
})

async function measure({ random }: FigureContext, times: number): Promise<Measured | Skipped> {
  const library = findFakeClockLibrary()
  if (!library) return SKIPPED
  const counts = newCounts()
  const truth = await undisturbedAnswer()
  const sides = WHOSE.map((planes) => ({ planes, random: seeded(random.int(0, 2 ** 32 - 1)) }))
  await Promise.all(
    sides.map(async ({ planes, random }) => {
      await using place = await openPlace(library, { AGENT_PIECES_PER_SECOND: '100' })
      await using anna = await place.product.guest()
      using reader = new ConversationReader(anna)
      await reader.opened()
      const known = await whatIsKnown(place.product)
      let jumps = 0
      for (let time = 0; time < times; time += 1) {
        // There, and back again.
        for (const offsetMs of shuffled(OFFSETS_MS, random).flatMap((out) => [out, 0])) {
          await jump({ place, anna, reader, known, planes, offsetMs, id: `m-${jumps}`, random, counts })
          jumps += 1
        }
      }
      await countTalk(counts, { anna, reader, sent: 2 * jumps, truth })
      counts.taken_over += [...reader.answers.values()].reduce((sum, { takenOver }) => sum + takenOver, 0)
    }),
  )
  return mustBeZero(
    counts,
    ...PROMISED,
    'taken_over',
    'files_unread',
    'results_forgotten',
    'sessions_ended',
    'tickets_refused',
  )
}

interface Jump {
  place: Place
  anna: Person
  reader: ConversationReader
  known: Known
  planes: Plane[]
  offsetMs: number
  id: string
  random: Seeded
  counts: ReturnType<typeof newCounts>
}

/** In the middle of an answer; sometimes Runtime dies under it then, and is told again what it was to do. */
async function jump({ place, anna, reader, known, planes, offsetMs, id, random, counts }: Jump): Promise<void> {
  const { product } = place
  const cora = await HttpPerson.guest(product.url)
  const [ticket, file] = [await cora.ticket(), await cora.upload('before.csv', TABLE)]
  const during = await anna.send(QUESTION, `${id}-during`)
  const answer = reader.answer(during.invocation_id)
  // One that is refused has none.
  await reader.said(during.invocation_id, 3)
  await Promise.all(planes.map((plane) => place.jump(plane, offsetMs)))
  counts.jumps += planes.length
  if (answer.end === null) counts.in_an_answer += 1
  if (random.chance(0.5)) {
    await product.kill('runtime')
    await product.start('runtime')
    counts.deaths += 1
  }
  await reader.ended(during.invocation_id)
  await reader.ended((await anna.send(QUESTION, `${id}-after`)).invocation_id)
  if ((await cora.ask('content', FILE_QUESTION, [file])) !== known.ofFile) counts.files_unread += 1
  if ((await known.ben.ask('guide', 'Summarize')) !== known.summary) counts.results_forgotten += 1
  if (!(await known.ben.isKnown())) counts.sessions_ended += 1
  if (!(await new HttpPerson(product.url, ticket).isKnown())) counts.tickets_refused += 1
}

/** What must be the same after every jump: what a file is said to be, and what came of a session. */
interface Known {
  ben: HttpPerson
  ofFile: string
  summary: string
}

async function whatIsKnown(product: Product): Promise<Known> {
  const ben = await HttpPerson.guest(product.url)
  const ofFile = await ben.ask('content', FILE_QUESTION, [await ben.upload('before.csv', TABLE)])
  return { ben, ofFile, summary: await ben.ask('guide', 'Summarize') }
}

async function shortSessions(): Promise<Measured | Skipped> {
  const library = findFakeClockLibrary()
  if (!library) return SKIPPED
  await using place = await openPlace(library, { LIMIT_SESSION_MS: String(12 * HOUR_MS) })
  const ben = await HttpPerson.guest(place.product.url)
  await place.jump('experience', 24 * HOUR_MS)
  return mustBeZero({ jumps: 1, sessions_ended: (await ben.isKnown()) ? 0 : 1 }, 'sessions_ended')
}

/** The product, each of its processes with a clock of its own. */
interface Place extends AsyncDisposable {
  product: Product
  jump(plane: Plane, offsetMs: number): Promise<void>
}

async function openPlace(library: string, env: Record<string, string>): Promise<Place> {
  const folder = mkdtempSync(path.join(tmpdir(), 'clocks-'))
  const clocks: Record<Plane, FakeClock> = {
    experience: new FakeClock(library, path.join(folder, 'experience')),
    runtime: new FakeClock(library, path.join(folder, 'runtime')),
  }
  const product = await Product.open({ env, envOf: (plane) => clocks[plane].env })
  const urls = { experience: product.url, runtime: `http://127.0.0.1:${product.runtimePort}` }
  return {
    product,
    jump: (plane, offsetMs) => clocks[plane].jump(offsetMs, urls[plane]),
    async [Symbol.asyncDispose]() {
      await product[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true })
    },
  }
}
