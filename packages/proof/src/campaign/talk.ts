// Owns keeping a conversation busy while something is done to it, and what its answers say when nothing is.
import { randomUUID } from 'node:crypto'
import { eventsOf, type Person, Product } from '../product/product.test-support.ts'
import { ConversationReader } from './conversation-reader.ts'

export const QUESTION = 'What can you do?'

/** The answer to `QUESTION`, as the product gives it when nothing is done to it. */
export async function undisturbedAnswer(): Promise<string> {
  await using product = await Product.open({ env: { AGENT_PIECES_PER_SECOND: '0' } })
  await using anna = await product.guest()
  using reader = new ConversationReader(anna)
  await reader.opened()
  const { invocation_id } = await anna.send(QUESTION, 'm')
  return (await reader.ended(invocation_id)).text
}

/** Asks one question after the other until `enough`; says the number of the last event. */
export async function talkUntil(anna: Person, enough: () => boolean): Promise<{ answers: number; last: number }> {
  const reader = anna.read()
  try {
    await reader.until((items) => items.length > 0)
    for (let answers = 1; ; answers += 1) {
      const { invocation_id } = await anna.send(QUESTION, randomUUID())
      const isEnd = (event: ReturnType<typeof eventsOf>[number]) =>
        (event.type === 'agent.completed' || event.type === 'agent.failed' || event.type === 'agent.cancelled') &&
        event.invocation_id === invocation_id
      let at = 0
      await reader.until((items) => {
        // Only what is new is looked at: a long talk would else be read again and again.
        const found = eventsOf(items.slice(at)).some(isEnd)
        at = items.length
        return found
      })
      if (enough()) return { answers, last: eventsOf(reader.items.slice(-1))[0]?.event_id ?? 0 }
    }
  } finally {
    reader.stop()
  }
}
