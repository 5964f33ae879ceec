// Fault scenario: kill -9 at any moment, of either process, of both, and during recovery.
import { setTimeout as delay } from 'node:timers/promises'
import { endOf, type Plane, Product, SHORT_LIVED } from '../../product/product.test-support.ts'
import { type Seeded, seeded, shuffled } from '../../seeded.ts'
import { ConversationReader } from '../conversation-reader.ts'
import { type Figure, type FigureContext, type Measured, mustBeZero } from '../figure.ts'
import { QUESTION, undisturbedAnswer } from '../talk.ts'
import { countTalk, noCounts, PROMISED } from '../talk-counts.ts'

/** Products side by side: one that waits for its answers costs nothing. */
const PRODUCTS = 5
/** Then somebody else begins anew, so that the last death is like the first. */
const DEATHS_OF_ONE_TALK = 10
/** About as long as two answers take, one after the other. */
const ANSWERS_MS = 600
/** And a start: half of those who die on their way up die at any moment of it. */
const START_MS = { experience: 600, runtime: 200 }

export const kills: Figure = {
  name: 'kills',
  promise: '[L1, L3, L6, L7, L8] kill -9 at any moment: no answer lost, doubled, spliced or stuck',
  run: (context) =>
    measure(context, {
      experience: context.size(30, 1_000),
      runtime: context.size(16, 1_000),
      both: context.size(8, 200),
      coming_back: context.size(8, 200),
    }),
  control: { bad: 'a database that is put back to what it was before', run: forgetful },
}

/** How often who is killed; `coming_back` of them once more before they are back. */
interface Times {
  experience: number
  runtime: number
  both: number
  coming_back: number
}

interface Death {
  who: 'experience' | 'runtime' | 'both'
  again: boolean
}

const PLANES: Record<Death['who'], Plane[]> = {
  experience: ['experience'],
  runtime: ['runtime'],
  both: ['experience', 'runtime'],
}

const newCounts = () => ({ experience: 0, runtime: 0, both: 0, coming_back: 0, in_an_answer: 0, ...noCounts() })

async function measure({ random, say }: FigureContext, times: Times): Promise<Measured> {
  const counts = newCounts()
  const truth = await undisturbedAnswer()
  const deaths = deathsOf(times, random)
  const sides = Array.from({ length: PRODUCTS }, (_, side) => ({
    deaths: deaths.filter((_, at) => at % PRODUCTS === side),
    // A stream of its own: whose turn it is among them is the scheduler's choice.
    random: seeded(random.int(0, 2 ** 32 - 1)),
  }))
  await Promise.all(
    sides.map(async (side) => {
      await using product = await Product.open({
        nodeArgs: SHORT_LIVED,
        env: { NODE_ENV: 'production', AGENT_PIECES_PER_SECOND: '1000', LIMIT_CONNECTS_PER_PRINCIPAL: '100000000' },
      })
      for (let from = 0; from < side.deaths.length; from += DEATHS_OF_ONE_TALK) {
        const some = side.deaths.slice(from, from + DEATHS_OF_ONE_TALK)
        await talkThrough(product, { deaths: some, random: side.random, truth, counts })
      }
    }),
  )
  say(`whole answers of ${truth.length} characters`)
  return mustBeZero(counts, ...PROMISED)
}

function deathsOf({ experience, runtime, both, coming_back }: Times, random: Seeded): Death[] {
  const all = (who: Death['who'], often: number) => Array.from({ length: often }, () => who)
  const whose = shuffled([...all('experience', experience), ...all('runtime', runtime), ...all('both', both)], random)
  const deaths = whose.map((who, at) => ({ who, again: at < coming_back }))
  return shuffled(deaths, random)
}

interface Ordeal {
  deaths: Death[]
  random: Seeded
  truth: string
  counts: ReturnType<typeof newCounts>
}

/** A question for each death, every second time another that waits behind it; death comes at any moment of them. */
async function talkThrough(product: Product, { deaths, random, truth, counts }: Ordeal): Promise<void> {
  await using anna = await product.guest()
  using reader = new ConversationReader(anna)
  await reader.opened()
  let sent = 0
  for (const [at, { who, again }] of deaths.entries()) {
    const ids = at % 2 === 0 ? [`a-${at}`] : [`a-${at}`, `b-${at}`]
    const accepted = Promise.all(ids.map((id) => anna.send(QUESTION, id)))
    sent += ids.length
    await delay(random.int(0, ANSWERS_MS)) // the moment is what is tried
    if ([...reader.answers.values()].some(({ pieces, end }) => pieces > 0 && end === null)) counts.in_an_answer += 1
    await Promise.all(PLANES[who].map((plane) => product.kill(plane)))
    counts[who] += 1
    if (again) {
      await Promise.all(PLANES[who].map((plane) => dieComingBack(product, plane, random)))
      counts.coming_back += 1
    }
    await Promise.all(PLANES[who].map((plane) => product.start(plane)))
    for (const { invocation_id } of await accepted) await reader.ended(invocation_id)
  }
  await countTalk(counts, { anna, reader, sent, truth })
}

/** At any moment of the start, or just when it has found what was left. */
async function dieComingBack(product: Product, plane: Plane, random: Seeded): Promise<void> {
  const [early, ms] = [random.chance(0.5), random.int(0, START_MS[plane])]
  await product.startAndKill(plane, async (process) => {
    if (early)
      await delay(ms) // the moment is what is tried
    else await process.line(({ fields }) => fields?.msg === 'taking up an invocation' || fields?.msg === 'listening')
  })
}

/** What a store that acknowledges before it syncs would do: the end of the log is gone when it comes back. */
async function forgetful(): Promise<Measured> {
  await using product = await Product.open({ env: { AGENT_PIECES_PER_SECOND: '0' } })
  await using anna = await product.guest()
  const reader = anna.read()
  const first = await anna.send(QUESTION, 'a')
  await reader.until((items) => endOf(items, first.invocation_id) !== undefined)
  await product.kill('experience')
  product.loseWal()
  await product.start('experience')
  reader.stop()
  return mustBeZero({ lost: (await isKnown(product, anna.token, first.invocation_id)) ? 0 : 1 }, 'lost')
}

/** Over HTTP: where not even the session is known any more, a socket is closed before it is answered. */
async function isKnown(product: Product, token: string, invocationId: string): Promise<boolean> {
  const headers = { authorization: `Bearer ${token}` }
  const { status } = await fetch(`${product.url}/api/chat/invocations/${invocationId}`, { headers })
  if (status !== 200 && status !== 401 && status !== 404) throw new Error(`was answered ${status}`)
  return status === 200
}
