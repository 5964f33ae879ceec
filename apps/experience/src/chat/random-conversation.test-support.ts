// Random conversations made with the commands of the real store: every possible event in every possible order.
import type { Seeded } from '@biplane/proof/seeded'
import type { InvocationRow } from '../store/rows.ts'
import {
  artifact,
  cancelled,
  completed,
  failed,
  type Place,
  type StoreBench,
  started,
  token,
} from '../store/store.test-support.ts'

const PIECES = ['a', ' ', 'Grüße', '👩‍👩‍👧', '\n', '"\\', '\u0000', 'x'.repeat(300)]

export class RandomConversation {
  readonly place: Place
  readonly #bench: StoreBench
  readonly #random: Seeded
  #n = 1

  constructor(bench: StoreBench, random: Seeded, place: Place) {
    this.#bench = bench
    this.#random = random
    this.place = place
  }

  /** One thing that can happen now. */
  async step(): Promise<void> {
    const open = this.#bench.store.reader.openInvocations(this.place.conversationId)
    const atWork = open.find(({ status }) => status !== 'queued')
    const random = this.#random
    if (open.length === 0 || random.chance(0.15)) return this.#send()
    if (!atWork) return void (await this.#bench.claim(this.place))
    if (random.chance(0.04)) return this.#rename()
    if (random.chance(0.04)) return this.#compact()
    if (random.chance(0.06)) return this.#cancel(random.pick(open))
    if (random.chance(0.06)) return this.#supersede(atWork)
    await this.#speak(atWork)
  }

  async #send(): Promise<void> {
    const random = this.#random
    await this.#bench.send(this.place, {
      text: random.pick(['hello', '  What is\n overdue? ', '😀'.repeat(80), '\u0000']),
      owner: random.chance(0.7) ? 'run' : null,
      whenBusy: random.pick(['enqueue', 'enqueue', 'interrupt']),
      mostQueued: 1_000,
      files: random.chance(0.2) ? [{ file_uuid: 'f', name: 'a.csv', mime: 'text/csv', size: 1 }] : [],
      via: random.chance(0.1) ? { agent_id: 'guide.global', conversation_id: 'c0' } : null,
    })
  }

  async #rename(): Promise<void> {
    await this.#bench.store.command('renameConversation', { ...this.place, title: `Title ${this.#random.int(0, 99)}` })
  }

  async #compact(): Promise<void> {
    const { conversationId } = this.place
    await this.#bench.store.command('compact', { conversationId, keep: this.#random.int(0, 30) })
  }

  async #cancel({ id }: InvocationRow): Promise<void> {
    await this.#bench.store.command('requestCancel', {
      sessionId: this.place.sessionId,
      invocationId: id,
      cause: { by: 'person' },
    })
  }

  async #supersede({ id, attempt }: InvocationRow): Promise<void> {
    await this.#bench.store.command('supersede', { invocationId: id, attempt, reason: 'interrupted' })
  }

  async #speak({ id, attempt }: InvocationRow): Promise<void> {
    const random = this.#random
    const n = () => {
      this.#n += 1
      return this.#n
    }
    const entries = Array.from({ length: random.int(1, 4) }, () => {
      switch (random.int(0, 15)) {
        case 0:
        case 1:
          return started(n())
        case 2:
          return artifact(n(), random.pick(['k1', 'k2']))
        case 3:
          return {
            type: 'agent.tool' as const,
            n: n(),
            payload: {
              call_id: random.pick(['t1', 't2']),
              tool: 'read',
              version: '1',
              status: random.pick(['started', 'finished', 'failed'] as const),
              summary: 's',
            },
          }
        case 4:
          return {
            type: 'agent.progress' as const,
            n: n(),
            payload: {
              progress: random.next(),
              label: 'reading',
              ...(random.chance(0.5) ? { file: { file_uuid: 'f', name: 'a.csv', status: 'processing' as const } } : {}),
            },
          }
        case 5:
          return { type: 'agent.ui' as const, n: n(), payload: { message: { a: random.int(0, 9) } } }
        case 6:
          return { type: 'agent.recovering' as const, n: null, payload: { reason: 'picking up' } }
        case 7:
          return random.pick([completed, cancelled, failed])(n())
        default:
          return token(n(), random.pick(PIECES))
      }
    })
    await this.#bench.append(id, entries, attempt)
  }
}
