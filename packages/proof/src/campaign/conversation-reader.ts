// Records what one reader has received, answer by answer. Visits each event once: a scenario that walked all of them at
// every event would measure itself.
import type { ConversationEvent } from '@biplane/contracts/wire/events'
import type { Item, Person } from '../product/product.test-support.ts'
import type { SubscriptionReader } from '../subscription-reader.ts'

type AnswerEvent = Extract<ConversationEvent, { invocation_id: string }>
type AnswerEnd = Extract<AnswerEvent, { type: 'agent.completed' | 'agent.failed' | 'agent.cancelled' }>

export interface Answer {
  /** What was shown: the pieces of its last attempt. */
  text: string
  pieces: number
  end: AnswerEnd | null
  /** Times that it ended. */
  ends: number
  /** What came of it after its end. */
  afterEnd: number
  /** Times that another process took it up, or that it was begun again. */
  takenOver: number
}

export class ConversationReader implements Disposable {
  readonly #answers = new Map<string, Answer>()
  readonly #numbers: number[] = []
  #messages = 0
  #restored = 0
  readonly #reader: SubscriptionReader<Item>
  #at = 0

  constructor(person: Person) {
    this.#reader = person.read()
  }

  get answers(): ReadonlyMap<string, Answer> {
    this.#hear()
    return this.#answers
  }

  /** The numbers of all events, as they came. */
  get numbers(): readonly number[] {
    this.#hear()
    return this.#numbers
  }

  /** What people said. */
  get messages(): number {
    this.#hear()
    return this.#messages
  }

  /** Times that it was given the whole instead of what came next; the first picture is none. */
  get restored(): number {
    this.#hear()
    return this.#restored
  }

  /** Resolves when it has its first picture: from then on nothing escapes it. */
  opened(): Promise<void> {
    return this.until(() => this.#at > 0)
  }

  until(holds: (reader: ConversationReader) => boolean): Promise<void> {
    return this.#reader.until(() => {
      this.#hear()
      return holds(this)
    })
  }

  /**
   * Resolves when the reader has `pieces` pieces of the answer, or its end. On a busy machine the server joins pieces, so an
   * answer may have fewer.
   */
  said(invocationId: string, pieces: number): Promise<void> {
    return this.until(() => {
      const answer = this.#answerOf(invocationId)
      return answer.pieces >= pieces || answer.end !== null
    })
  }

  /** The answer, when it has ended. */
  async ended(invocationId: string): Promise<Answer> {
    await this.until(() => this.#answerOf(invocationId).end !== null)
    return this.#answerOf(invocationId)
  }

  answer(invocationId: string): Answer {
    this.#hear()
    return this.#answerOf(invocationId)
  }

  [Symbol.dispose](): void {
    this.#reader.stop()
  }

  #hear(): void {
    const { items } = this.#reader
    for (; this.#at < items.length; this.#at += 1) {
      const data = items[this.#at]?.data
      if (data?.type === 'snapshot') this.#restored += this.#at > 0 ? 1 : 0
      else if (data) this.#hearOf(data)
    }
  }

  #answerOf(invocationId: string): Answer {
    const known = this.#answers.get(invocationId)
    if (known) return known
    const answer: Answer = { text: '', pieces: 0, end: null, ends: 0, afterEnd: 0, takenOver: 0 }
    this.#answers.set(invocationId, answer)
    return answer
  }

  #hearOf(event: ConversationEvent): void {
    this.#numbers.push(event.event_id)
    if (event.type === 'user.message') this.#messages += 1
    if ('invocation_id' in event) hearOfAnswer(this.#answerOf(event.invocation_id), event)
  }
}

function hearOfAnswer(answer: Answer, event: AnswerEvent): void {
  if (answer.end) answer.afterEnd += 1
  switch (event.type) {
    case 'agent.token':
      answer.text += event.payload.text
      answer.pieces += 1
      return
    case 'agent.recovering':
      answer.takenOver += 1
      return
    case 'agent.superseded':
      answer.takenOver += 1
      answer.text = ''
      return
    case 'agent.completed':
    case 'agent.failed':
    case 'agent.cancelled':
      answer.ends += 1
      answer.end ??= event
  }
}
