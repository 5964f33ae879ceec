// Interface of a protocol client in the campaign: it asks one question until the answer is whole, and reports the text
// that a person would see after each change.
import { setTimeout as delay } from 'node:timers/promises'

export interface Question {
  url: string
  token: string
  text: string
  /** Of the message: a repetition of the same question carries the same. */
  id: string
  /** Which version of the client asks, where there are several. */
  turn: number
  /** The known-bad client, which does not say where it stopped. */
  forgets: boolean
  /** Every request goes through it. */
  fetch: typeof fetch
  /** The text of the answer as it is shown now. */
  shows(text: string): void
}

/** Resolves with the text of the whole answer. @throws when the server refuses the question, which no cut can cause */
export type AskByProtocol = (question: Question) => Promise<string>

const PAUSE_MS = { least: 5, most: 60 }

/** Before a lost connection is opened again. */
export const pause = (): Promise<void> => delay(PAUSE_MS.least + Math.random() * (PAUSE_MS.most - PAUSE_MS.least))

/** An answer that ended otherwise than whole. */
export class NotAnswered extends Error {
  override name = 'NotAnswered'
}
