// Fault scenario: a process is stopped for a while and continues, as when a laptop sleeps.
import { setTimeout as delay } from 'node:timers/promises'
import { type Plane, Product } from '../../product/product.test-support.ts'
import { ConversationReader } from '../conversation-reader.ts'
import { type Figure, type FigureContext, type Measured, mustBeZero } from '../figure.ts'
import { QUESTION, undisturbedAnswer } from '../talk.ts'
import { countTalk, noCounts, PROMISED } from '../talk-counts.ts'

export const stopped: Figure = {
  name: 'stopped',
  promise: '[L3, L7] SIGSTOP for 20 s in the middle of an answer, and SIGCONT: it goes on, whole',
  run: (context) => measure(context, context.size(20_000, 120_000)),
  control: { bad: 'a process that is never woken', run: neverWoken },
}

async function measure({ say }: FigureContext, ms: number): Promise<Measured> {
  const counts = { stops: 0, ...noCounts() }
  const truth = await undisturbedAnswer()
  const sleep = async (planes: Plane[]) => {
    await using product = await Product.open({ env: { NODE_ENV: 'production', AGENT_PIECES_PER_SECOND: '100' } })
    await using anna = await product.guest()
    using reader = new ConversationReader(anna)
    await reader.opened()
    const { invocation_id } = await anna.send(QUESTION, 'm')
    await reader.said(invocation_id, 3)
    for (const plane of planes) product.process(plane).kill('SIGSTOP')
    await delay(ms) // the length of the sleep is what is tried
    const begun = performance.now()
    for (const plane of planes) product.process(plane).kill('SIGCONT')
    await reader.ended(invocation_id)
    counts.stops += planes.length
    say(`${planes.join(' and ')} slept for ${ms} ms: ended ${Math.round(performance.now() - begun)} ms later`)
    await countTalk(counts, { anna, reader, sent: 1, truth })
  }
  // Whoever sleeps costs nothing: all at the same time.
  await Promise.all([sleep(['runtime']), sleep(['experience']), sleep(['runtime', 'experience'])])
  return mustBeZero(counts, ...PROMISED)
}

async function neverWoken(): Promise<Measured> {
  await using product = await Product.open({ env: { AGENT_PIECES_PER_SECOND: '100' } })
  await using anna = await product.guest()
  using reader = new ConversationReader(anna)
  await reader.opened()
  const { invocation_id } = await anna.send(QUESTION, 'm')
  await reader.said(invocation_id, 3)
  product.process('runtime').kill('SIGSTOP')
  await delay(3_000) // longer than the rest of the answer would have taken
  const unfinished = reader.answer(invocation_id).end ? 0 : 1
  product.process('runtime').kill('SIGCONT')
  return mustBeZero({ unfinished }, 'unfinished')
}
