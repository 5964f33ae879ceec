// Turns from chance, made by the commands of the real store: attempts that are given up, handoffs, and every end.
import type { Seeded } from '@biplane/proof/seeded'
import { v7 as uuid } from 'uuid'
import { artifact, cancelled, completed, failed, type Place, started, token } from '../../store/store.test-support.ts'
import type { ChatBench } from '../chat-bench.test-support.ts'
import { findTurn, hopsOf, readTurn, requireReadable, type TurnDeps, type TurnHop } from './read-turn.ts'
import type { TurnFact } from './turn-fact.ts'
import type { TurnPlace } from './turn-place.ts'

const PIECES = ['a', ' ', 'Grüße', '👩‍👩‍👧', '\n', '"\\', '\u2028', 'x'.repeat(300)]

export class TurnBench {
  readonly #chat: ChatBench
  readonly #deps: TurnDeps
  readonly guide: Place
  readonly liaison: Place

  private constructor(chat: ChatBench, guide: Place, liaison: Place) {
    this.#chat = chat
    this.guide = guide
    this.liaison = liaison
    this.#deps = {
      postOffice: chat.postOffice,
      async invocation(_caller, id) {
        const row = await chat.stored.invocation(guide, id)
        return { ...row, conversation_id: row.conversationId, answer_message_id: row.answerMessageId } as never
      },
    }
  }

  static async open(chat: ChatBench): Promise<TurnBench> {
    const sessionId = uuid()
    await chat.stored.store.query('openSession', {
      id: sessionId,
      tenant: 'local',
      principalKind: 'guest',
      principalId: `guest:${sessionId}`,
      roles: [],
      tokenHash: uuid(),
      now: 't',
      expiresAt: 't',
    })
    const guide = await chat.stored.place(sessionId)
    return new TurnBench(chat, guide, await chat.stored.place(sessionId, 'content_liaison'))
  }

  get caller() {
    return this.#chat.caller(this.guide)
  }

  find(invocationId: string): Promise<TurnHop> {
    return findTurn(this.#deps, this.caller, invocationId)
  }
  hops(begin: TurnHop): Promise<TurnHop[]> {
    return hopsOf(this.#deps, this.caller, begin)
  }
  readable(begin: TurnHop, after: TurnPlace | null): Promise<void> {
    return requireReadable(this.#deps, this.caller, begin, after)
  }
  /** Every fact until the turn ends. */
  async read(begin: TurnHop, signal = new AbortController().signal): Promise<TurnFact[]> {
    const facts: TurnFact[] = []
    for await (const fact of readTurn(this.#deps, begin, { caller: this.caller, room: () => null, signal })) {
      facts.push(fact)
    }
    return facts
  }

  /** Asks, and calls `asked` before anything is answered; what follows is from chance. */
  async run(random: Seeded, asked: (begin: TurnHop) => void = () => {}): Promise<TurnHop> {
    const { invocation } = await this.#chat.stored.begun(this.guide)
    const begin = await this.find(invocation.id)
    asked(begin)
    const next = await this.#answer(random, invocation.id, true)
    if (next !== null) await this.#answer(random, next, false)
    return begin
  }

  /** Gives an answer; the invocation that it was handed over to, if it was. */
  async #answer(random: Seeded, id: string, mayHandOver: boolean): Promise<string | null> {
    const { stored } = this.#chat
    let attempt = 1
    let n = 1
    await stored.append(id, [started(n)], attempt)
    for (let steps = random.int(0, 12); steps > 0; steps -= 1) {
      n += 1
      if (random.chance(0.1)) {
        await stored.store.command('supersede', { invocationId: id, attempt, reason: 'interrupted' })
        attempt += 1
        n = 1
        await stored.append(id, [started(n)], attempt)
      } else if (random.chance(0.15)) await stored.append(id, [artifact(n, 'k')], attempt)
      else await stored.append(id, [token(n, random.pick(PIECES))], attempt)
    }
    const handedTo = mayHandOver && random.chance(0.5) ? await this.#handOver(id, attempt, n + 1) : null
    const end = handedTo === null ? random.pick([completed, failed, cancelled]) : completed
    await stored.append(id, [end(n + 2)], attempt)
    return handedTo
  }

  async #handOver(invocationId: string, attempt: number, n: number): Promise<string> {
    const send = this.#chat.stored.sendOf(this.liaison, {
      messageId: `handoff.${invocationId}`,
      routing: { agent_id: 'liaison.content', source: 'router', reason: 'a file', confidence: 0.9, candidates: [] },
      via: { agent_id: 'guide.global', conversation_id: this.guide.conversationId },
    })
    const handoff = { invocationId, attempt, n, pillar: 'content', reason: 'a file', confidence: 0.9 }
    await this.#chat.stored.store.command('recordHandoff', { ...handoff, workflowId: uuid(), send })
    return send.invocationId
  }

  compact(keep: number, place: Place = this.guide): Promise<number> {
    return this.#chat.stored.store.command('compact', { conversationId: place.conversationId, keep })
  }
}
