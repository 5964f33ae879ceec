// Random conversations on the real product: anything an agent can emit, and anything a person can do meanwhile. An
// answer depends only on its message, so executing it again gives the same.
import { randomUUID } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import { Refusal } from '@biplane/contracts/refusal'
import { type ConversationId, type InvocationId, invocationId, messageId } from '@biplane/contracts/wire/ids'
import type { Person } from '../product/product.test-support.ts'
import type { Script } from '../script.ts'
import type { ScriptSays } from '../scripted-run.ts'
import { type Seeded, seeded } from '../seeded.ts'
import { refusalIn } from '../subscription-reader.ts'

const WORDS = ['a', ' ', 'Grüße ', '漢字', '👩‍👩‍👧', '\n', '"\\', '\u0001', 'x'.repeat(300)]
const MOST_SAID = 12

/** What every agent says: chance that begins with the number in the message. */
export const anything: Script = async function* ({ invocation }, { gate }) {
  const random = seeded(Number(/\d+/.exec(invocation.input.text)?.[0] ?? 0))
  for (let left = random.int(0, MOST_SAID); left > 0; left -= 1) {
    for (let turns = random.int(0, 4); turns > 0; turns -= 1) await turn()
    yield something(random, left)
  }
  if (random.chance(0.1)) throw new Refusal('AGENT_FAILED', 'It broke.')
  // Until it is stopped.
  if (random.chance(0.2)) await gate('never')
}

function something(random: Seeded, n: number): ScriptSays {
  const words = () => Array.from({ length: random.int(1, 4) }, () => random.pick(WORDS)).join('')
  const at = random.int(0, 9)
  if (at === 0) return { type: 'agent.progress', payload: { progress: random.next(), label: words() } }
  if (at === 1) {
    const status = random.pick(['started', 'finished', 'failed'] as const)
    return {
      type: 'agent.tool',
      payload: { call_id: `c${random.int(1, 2)}`, tool: 't', version: '1', status, summary: words() },
    }
  }
  if (at === 2) return { type: 'agent.ui', payload: { message: { surface: random.int(1, 3), words: words() } } }
  if (at === 3) {
    const data = { sections: [], words: n }
    const common = { title: 'An outline', summary: words(), provenance: null, data }
    return { type: 'agent.artifact', payload: { kind: 'outline', key: `k${random.int(1, 3)}`, ...common } }
  }
  if (at === 4 && random.chance(0.3)) {
    const payload = {
      to_agent: 'liaison.content',
      reason: words(),
      confidence: 1,
      text: `${random.int(1, 1e6)} over to you`,
    }
    return { type: 'agent.handoff_proposed', payload }
  }
  return { type: 'agent.token', payload: { text: words() } }
}

/** One thing that a person can do now. A refusal is an answer, too. */
export async function act(anna: Person, conversation: ConversationId, random: Seeded): Promise<void> {
  const at = random.int(0, 9)
  try {
    if (at === 0) {
      await anna.trpc.conversation.rename.mutate({
        conversation_id: conversation,
        title: `Title ${random.int(1, 100)}`,
      })
    } else if (at <= 2) {
      const [open] = await openOf(anna, conversation)
      if (open) await anna.trpc.invocation.cancel.mutate({ invocation_id: open })
    } else {
      const when_busy = random.pick(['enqueue', 'enqueue', 'interrupt', 'reject'] as const)
      const message = `${random.int(1, 1e9)} ${random.pick(WORDS)}`
      await anna.trpc.guide.send.mutate({ message, message_id: messageId.parse(randomUUID()), when_busy })
    }
  } catch (error) {
    if (!refusalIn(error)) throw error
  }
}

/** Invocations of a conversation that have not ended. */
export async function openOf(anna: Person, conversation: ConversationId): Promise<InvocationId[]> {
  const all = await anna.trpc.invocation.list.query({ conversation_id: conversation })
  return all.filter(({ ended_at }) => ended_at === null).map(({ invocation_id }) => invocationId.parse(invocation_id))
}
