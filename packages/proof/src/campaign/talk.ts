// Keeps a conversation busy during a fault, and verifies its answers afterwards.
import { randomUUID } from 'node:crypto'
import type { MessageId } from '@biplane/contracts/wire/ids'
import { eventsOf, type Item, type Person, Product } from '../product/product.test-support.ts'
import { SubscriptionReader } from '../subscription-reader.ts'
import { ConversationReader } from './conversation-reader.ts'

export const QUESTION = 'What can you do?'
export const LIAISON = 'content'

/** The answer to `QUESTION`, as the product gives it when nothing is done to it. */
export async function undisturbedAnswer(): Promise<string> {
  await using product = await Product.open({ env: { AGENT_PIECES_PER_SECOND: '0' } })
  await using anna = await product.guest()
  using reader = new ConversationReader(anna)
  await reader.opened()
  const { invocation_id } = await anna.send(QUESTION, 'm')
  return (await reader.ended(invocation_id)).text
}

export type Talker = Pick<Person, 'send' | 'read'>

/** The same person, with a liaison in the guide's place. */
export const atLiaison = (anna: Person): Talker => ({
  send(message, messageId) {
    const input = { pillar: LIAISON, message, message_id: messageId as MessageId }
    return anna.untilAnswered(() => anna.trpc.liaison.send.mutate(input))
  },
  read: () =>
    new SubscriptionReader<Item>(({ onData, ...rest }) =>
      anna.trpc.liaison.onEvent.subscribe(
        { pillar: LIAISON },
        { onData: (item: { id: string; data: unknown }) => onData(item as Item), ...rest },
      ),
    ),
})

/**
 * Asks questions one after the other until `enough(answers)` is true. Returns the number of answers and of the last event.
 * `heard(last)` resolves when the readers have event `last`; the next question waits for it. Without it a conversation
 * grows faster than slow readers take it, and fills gigabytes of heap.
 */
export async function talkUntil(
  anna: Talker,
  enough: (answers: number) => boolean,
  heard: (last: number) => Promise<unknown> = async () => {},
): Promise<{ answers: number; last: number }> {
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
      const last = eventsOf(reader.items.slice(-1))[0]?.event_id ?? 0
      if (enough(answers)) return { answers, last }
      await heard(last)
    }
  } finally {
    reader.stop()
  }
}
