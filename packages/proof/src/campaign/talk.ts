// Owns keeping a conversation busy while something is done to it.
import { randomUUID } from 'node:crypto'
import { eventsOf, type Person } from '../product/product.test-support.ts'

export const QUESTION = 'What can you do?'

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
