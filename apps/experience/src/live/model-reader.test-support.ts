// Records what a reader was sent, event by event, and waits until it matches the model.
import { setTimeout as delay } from 'node:timers/promises'
import { foldEvent } from '@biplane/contracts/vocabulary/transcript'
import type { ConversationSnapshot } from '@biplane/contracts/wire/events'
import type { ExperienceClient } from '@biplane/proof/trpc-client'
import { type Item, type Reader, readGuide } from './live.test-support.ts'

export class ModelReader {
  readonly #reader: Reader
  readonly #patienceMs: number
  /** What was shown after each item. */
  readonly #shown: ConversationSnapshot[] = []
  #read = 0

  /** `patienceMs`: a fact that takes longer counts as one that does not come. */
  constructor(trpc: ExperienceClient, patienceMs: number, cursor?: string) {
    this.#reader = readGuide(trpc, cursor)
    this.#patienceMs = patienceMs
  }

  get now(): ConversationSnapshot | undefined {
    return this.#shown.at(-1)
  }

  /** What was shown when this was the last event, unless it was skipped by a snapshot. */
  at(eventId: number): ConversationSnapshot | undefined {
    return this.#shown.find(({ last_event_id }) => last_event_id === eventId)
  }

  /** Goes on from what somebody else was shown, where this one has a cursor. */
  startFrom(shown: ConversationSnapshot): void {
    this.#shown.push(shown)
  }

  /** @throws what is still wrong when patience ends, and at once what can never be right */
  async until(faultsIn: (shown: ConversationSnapshot) => string[]): Promise<void> {
    let faults = ['nothing is shown']
    const right = this.#reader.until(() => {
      this.#fold()
      if (this.now) faults = faultsIn(this.now)
      return faults.length === 0
    })
    const enough = new AbortController()
    const late = delay(this.#patienceMs, undefined, { signal: enough.signal }).then(() => {
      throw new Error(`never came: ${faults.join('; ')}`)
    })
    try {
      await Promise.race([right, late])
    } finally {
      enough.abort()
      late.catch(() => {})
    }
  }

  stop(): void {
    this.#reader.stop()
  }

  #fold(): void {
    for (; this.#read < this.#reader.items.length; this.#read += 1) {
      const data = this.#reader.items[this.#read]?.data
      if (data) this.#shown.push(this.#after(data))
    }
  }

  #after(data: Item['data']): ConversationSnapshot {
    const { now } = this
    if (data.type === 'snapshot') {
      if (now && data.last_event_id < now.last_event_id && data.reason !== 'cursor_ahead') {
        throw new Error(`[L1] event ${now.last_event_id} was told and is gone: ${data.reason}`)
      }
      return data
    }
    if (!now) throw new Error('a new reader was not told what was there before')
    const folded = foldEvent(now, data)
    if (folded.kind !== 'applied') throw new Error(`[L3] event ${data.event_id} after ${now.last_event_id}`)
    return folded.transcript
  }
}
