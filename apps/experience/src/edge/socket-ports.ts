// Ports of one client: adds its subscription count and the address from which it opens sessions.
import type { Caller, ExperiencePorts } from '@biplane/contracts/experience-router'
import { Refusal } from '@biplane/contracts/refusal'
import { between } from '@biplane/contracts/vocabulary/iterables'
import { inSpan } from '@biplane/process/trace'

/** Places for subscriptions: of each socket, or of each principal over HTTP. */
export class SubscriptionPlaces {
  readonly #most: number
  readonly #taken = new Map<string, number>()

  constructor(most: number) {
    this.#most = most
  }

  /** @throws RATE_LIMITED when none is left [L11] */
  take(whose: string): void {
    const taken = this.#taken.get(whose) ?? 0
    if (taken >= this.#most) {
      throw new Refusal('RATE_LIMITED', `There are at most ${this.#most} subscriptions at a time.`, {
        retry_after_ms: 1_000,
      })
    }
    this.#taken.set(whose, taken + 1)
  }

  leave(whose: string): void {
    const left = (this.#taken.get(whose) ?? 1) - 1
    if (left === 0) this.#taken.delete(whose)
    else this.#taken.set(whose, left)
  }
}

export interface ClientTerms {
  openGuest: ExperiencePorts['sessions']['open']
  /** What its commands are called in traces: its door, and its socket where it has one. */
  traced: { door: string; connection_id?: string }
  places: SubscriptionPlaces
  /** Among whose subscriptions one of this caller is counted. */
  placeOf(caller: Caller): string
}

/** What is the same for every client; who may open a session depends on from where it is asked. */
export type SharedPorts = Omit<ExperiencePorts, 'sessions'> & { sessions: Omit<ExperiencePorts['sessions'], 'open'> }

/** A subscription that is one too many is refused; the others go on. */
export function portsOfClient(
  ports: SharedPorts,
  { openGuest, places, placeOf, traced }: ClientTerms,
): ExperiencePorts {
  const send: ExperiencePorts['chat']['send'] = (caller, target, input) =>
    inSpan('frame', { attributes: { ...traced, session_id: caller.session_id } }, async () =>
      ports.chat.send(caller, target, input),
    )
  const events: ExperiencePorts['chat']['events'] = (caller, selector, signal) =>
    between(ports.chat.events(caller, selector, signal), {
      begin: () => places.take(placeOf(caller)),
      end: () => places.leave(placeOf(caller)),
    })
  const ofThread: ExperiencePorts['threads']['events'] = (caller, selector, signal) =>
    between(ports.threads.events(caller, selector, signal), {
      begin: () => places.take(placeOf(caller)),
      end: () => places.leave(placeOf(caller)),
    })
  const threads: ExperiencePorts['threads'] = {
    ...ports.threads,
    send: (caller, input) =>
      inSpan('frame', { attributes: { ...traced, session_id: caller.session_id } }, async () =>
        ports.threads.send(caller, input),
      ),
    events: ofThread,
  }
  return { ...ports, threads, sessions: { ...ports.sessions, open: openGuest }, chat: { ...ports.chat, send, events } }
}
