// Fault scenario: a process dies at every named fail-point of the source, each equally often.
import { FAIL_POINTS, type NamedPlace } from '../../product/fail-point-list.ts'
import { failPointsOfSource } from '../../product/fail-points-of-source.ts'
import { type Plane, Product, SHORT_LIVED } from '../../product/product.test-support.ts'
import { type Seeded, seeded, shuffled } from '../../seeded.ts'
import { ConversationReader } from '../conversation-reader.ts'
import { type Figure, type FigureContext, type Measured, mustBeZero } from '../figure.ts'
import { QUESTION, undisturbedAnswer } from '../talk.ts'
import { countTalk, noCounts, PROMISED, type TalkCounts } from '../talk-counts.ts'

/** Products side by side; each loses the same one of its processes again and again. */
const PRODUCTS: Record<Plane, number> = { experience: 3, runtime: 1 }
/** Then somebody else begins anew, so that the last death is like the first. */
const DEATHS_OF_ONE_TALK = 10
/** Whoever has answered so many questions and lives does not come to that place. */
const MOST_QUESTIONS = 3

export const failPoints: Figure = {
  name: 'fail-points',
  promise: '[L1, L3, L6, L7, L8] death at every named place of the source: every answer whole, once, and ended',
  run: (context) => measure(context, FAIL_POINTS, context.size(3, 100)),
  control: {
    bad: 'a list with a place to which no process comes, and without all others',
    run: (context) => measure(context, [{ plane: 'runtime', name: 'run.never', passages: 1, says: 'never' }], 1),
  },
}

async function measure({ random }: FigureContext, places: readonly NamedPlace[], times: number): Promise<Measured> {
  const truth = await undisturbedAnswer()
  const died = new Map(places.map(({ name }) => [name, 0]))
  const counts = { taking_up: 0, never_came: 0, died_otherwise: 0, ...noCounts() }
  await Promise.all(
    sidesOf(places, times, random).map(async ({ plane, deaths, random }) => {
      await using product = await Product.open({ nodeArgs: SHORT_LIVED, env: { AGENT_PIECES_PER_SECOND: '1000' } })
      for (let from = 0; from < deaths.length; from += DEATHS_OF_ONE_TALK) {
        const some = deaths.slice(from, from + DEATHS_OF_ONE_TALK)
        await dieAlong(product, { plane, deaths: some, random, truth, counts, died })
      }
    }),
  )
  const ofSource = failPointsOfSource()
  const unlisted = ofSource.filter((name) => !died.has(name)).length
  const all = { places: ofSource.length, unlisted, ...Object.fromEntries(died), ...counts }
  return mustBeZero(all, 'unlisted', 'never_came', 'died_otherwise', ...PROMISED)
}

interface Side {
  plane: Plane
  deaths: NamedPlace[]
  random: Seeded
}

function sidesOf(places: readonly NamedPlace[], times: number, random: Seeded): Side[] {
  const sides = (['experience', 'runtime'] as const).flatMap((plane) => {
    const ofPlane = places.filter((place) => place.plane === plane)
    const deaths = shuffled(
      ofPlane.flatMap((place) => Array.from({ length: times }, () => place)),
      random,
    )
    return Array.from({ length: PRODUCTS[plane] }, (_, side) => ({
      plane,
      deaths: deaths.filter((_, at) => at % PRODUCTS[plane] === side),
      // A stream of its own: whose turn it is among them is the scheduler's choice.
      random: seeded(random.int(0, 2 ** 32 - 1)),
    }))
  })
  return sides.filter(({ deaths }) => deaths.length > 0)
}

interface Ordeal extends Side {
  truth: string
  counts: TalkCounts & Record<'taking_up' | 'never_came' | 'died_otherwise', number>
  died: Map<string, number>
}

/** Who comes back from one death is the one who dies the next: of the answer that it takes up, or of a new one. */
async function dieAlong(product: Product, ordeal: Ordeal): Promise<void> {
  const { plane, deaths, random, counts, died } = ordeal
  await using anna = await product.guest()
  using reader = new ConversationReader(anna)
  await reader.opened()
  const answers: Promise<unknown>[] = []
  const ask = async (id: string) => reader.ended((await anna.send(QUESTION, id)).invocation_id)
  await product.kill(plane)
  for (const { name, passages } of deaths) {
    const process = await product.startToDie(plane, `${name}:${random.int(1, passages)}`)
    const before = answers.length
    await Promise.race([process.exited, Promise.all(answers)])
    if (process.exit) counts.taking_up += 1
    while (process.exit === null && answers.length < before + MOST_QUESTIONS) {
      answers.push(ask(`m-${answers.length}`))
      await Promise.race([process.exited, Promise.all(answers)])
    }
    if (process.exit === null) counts.never_came += 1
    else if (process.exit.signal !== 'SIGKILL') counts.died_otherwise += 1
    else died.set(name, (died.get(name) ?? 0) + 1)
    await product.kill(plane)
  }
  await product.start(plane)
  await Promise.all(answers)
  await countTalk(counts, { anna, reader, sent: answers.length, truth: ordeal.truth })
}
