// Fault scenario: the same send several times over several sockets at once.
import { type Person, Product } from '../../product/product.test-support.ts'
import { ConversationReader } from '../conversation-reader.ts'
import { type Figure, type FigureContext, type Measured, mustBeZero } from '../figure.ts'

const SOCKETS = 3
const PEOPLE = 20
/** So many wait in one conversation at most. */
const AT_ONCE = 15

export const idempotentSends: Figure = {
  name: 'idempotent-sends',
  promise: '[L6] messages delivered one to five times over three sockets: each is one message and one answer',
  run: (context) => measure(context, context.size(3_000, 100_000), (id) => id),
  control: {
    bad: 'a client that takes a new id for every delivery',
    run: (context) => measure(context, 200, (id, delivery) => `${id}-${delivery}`),
  },
}

async function measure(
  { random }: FigureContext,
  messages: number,
  idOf: (id: string, delivery: number) => string,
): Promise<Measured> {
  const counts = { messages: 0, deliveries: 0, users: 0, answers: 0, different: 0, extra: 0, missing: 0 }
  await using product = await Product.open({
    env: {
      NODE_ENV: 'production',
      AGENT_PIECES_PER_SECOND: '0',

      LIMIT_SENDS_PER_WINDOW: '1000000',
      LIMIT_QUEUED_PER_CONVERSATION: '1000',
    },
  })
  const each = Math.ceil(messages / PEOPLE)
  const talk = async () => {
    const token = await product.guestToken()
    const sockets = Array.from({ length: SOCKETS }, () => product.returning(token))
    const [anna] = sockets
    if (!anna) throw new Error('there are sockets')
    using reader = new ConversationReader(anna)
    await reader.opened()
    for (let from = 0; from < each; from += AT_ONCE) {
      const ids = Array.from({ length: Math.min(AT_ONCE, each - from) }, (_, i) => `m-${from + i}`)
      const plans = ids.map((id) => ({
        id,
        over: Array.from({ length: random.int(1, 5) }, () => random.pick(sockets)),
      }))
      const accepted = await Promise.all(plans.map(({ id, over }) => deliver(over, (at) => idOf(id, at))))
      counts.messages += ids.length
      counts.deliveries += plans.reduce((sum, { over }) => sum + over.length, 0)
      counts.different += accepted.filter((invocations) => new Set(invocations).size !== 1).length
      for (const id of new Set(accepted.flat())) await reader.ended(id)
    }
    const users = reader.messages
    counts.users += users
    counts.answers += [...reader.answers.values()].filter(({ end }) => end?.type === 'agent.completed').length
    counts.extra += Math.max(0, users - each)
    counts.missing += Math.max(0, each - users)
    await Promise.all(sockets.map((socket) => socket[Symbol.asyncDispose]()))
  }
  await Promise.all(Array.from({ length: PEOPLE }, talk))
  return mustBeZero(counts, 'different', 'extra', 'missing')
}

const deliver = (over: Person[], idOf: (delivery: number) => string): Promise<string[]> =>
  Promise.all(over.map(async (person, at) => (await person.send('thanks', idOf(at))).invocation_id))
