// Owns what a conversation is by the rules alone, in a hundred lines: the reference that the real one is compared with.
// It knows no log, no socket, no process and no clock, so nothing that fails there can make it wrong.
import type { WhenBusy } from '@biplane/contracts/wire/commands'
import type { MessageView } from '@biplane/contracts/wire/events'

/** So many pieces has a whole answer; each says which message it answers, and which piece it is. */
export const PIECES = 4
export const pieceOf = (text: string, at: number): string => `${text}/${at} `
const saidOf = (text: string, pieces: number) => Array.from({ length: pieces }, (_, at) => pieceOf(text, at)).join('')

/** A law that this model does not know: a comparison that finds nothing wrong with it would find nothing at all. */
export type Ignorance = 'L6' | 'L9' | 'L12'

type State = 'waiting' | 'running' | 'cancelling' | 'completed' | 'cancelled'

export interface Turn {
  readonly id: string
  readonly text: string
  state: State
  /** Pieces that are known to be kept, and that the agent was let say. An end in a race may lie anywhere between. */
  least: number
  most: number
}

type Shown = Pick<MessageView, 'role' | 'content' | 'status'>

export class ModelConversation {
  /** In the order in which they were accepted. */
  readonly turns: Turn[] = []
  readonly #queue: Turn[] = []
  readonly #ignores: Ignorance | undefined

  constructor(ignores?: Ignorance) {
    this.#ignores = ignores
  }

  get atWork(): Turn | undefined {
    return this.turns.find(({ state }) => state === 'running' || state === 'cancelling')
  }

  /** [L6, L12] */
  send(id: string, text: string, whenBusy: WhenBusy): 'accepted' | 'CONFLICT' | 'BUSY' {
    const before = this.turns.find((turn) => turn.id === id)
    if (before && this.#ignores !== 'L6') return before.text === text ? 'accepted' : 'CONFLICT'
    const { atWork } = this
    if (atWork && whenBusy === 'reject') return 'BUSY'
    const turn: Turn = { id, text, state: 'waiting', least: 0, most: 0 }
    this.turns.push(turn)
    if (atWork && whenBusy === 'interrupt' && this.#ignores !== 'L12') this.#queue.unshift(turn)
    else this.#queue.push(turn)
    if (atWork && whenBusy === 'interrupt') atWork.state = 'cancelling'
    this.#begin()
    return 'accepted'
  }

  /** [L4, L7] */
  cancel(turn: Turn): 'withdrawn' | 'cancelling' | 'already_finished' {
    if (turn.state === 'completed' || turn.state === 'cancelled') return 'already_finished'
    const waits = turn.state === 'waiting'
    if (waits) this.#queue.splice(this.#queue.indexOf(turn), 1)
    turn.state = waits ? 'cancelled' : 'cancelling'
    return waits ? 'withdrawn' : 'cancelling'
  }

  /** The agent at work may say so many more pieces. */
  say(pieces: number): void {
    const { atWork } = this
    if (atWork?.state === 'running') atWork.most = Math.min(PIECES, atWork.most + pieces)
  }

  /** Runtime lost an agent that cannot be repeated exactly: what it said is dropped, and it begins again. [L8] */
  superseded(): void {
    if (this.atWork) this.atWork.least = 0
  }

  /** What is shown and cannot be, in words; none as soon as it is all that must be. Learns which end a race had. */
  faultsIn(shown: readonly Shown[]): string[] {
    const answers = shown.filter(({ role }) => role === 'assistant')
    for (const [at, turn] of this.turns.entries()) this.#learn(turn, answers[at])
    const asked = shown.filter(({ role }) => role === 'user').map(({ content }) => content)
    const expected = this.turns.map(({ text }) => text)
    return [
      ...(JSON.stringify(asked) === JSON.stringify(expected) ? [] : [`asked ${asked}, not ${expected}`]),
      ...this.turns.flatMap((turn, at) => this.#faultsOf(turn, answers[at])),
    ]
  }

  #learn(turn: Turn, answer: Shown | undefined): void {
    if (turn !== this.atWork || !answer) return
    const pieces = answer.content.split(' ').length - 1
    const cancelled = turn.state === 'cancelling' && answer.status === 'cancelled'
    const completed = turn.most === PIECES && answer.status === 'complete'
    if (!cancelled && !completed) return
    turn.state = cancelled ? 'cancelled' : 'completed'
    // Whatever a race let be said is kept; [L9] what was waited for is never less.
    if (cancelled && pieces <= turn.most) turn.least = Math.max(turn.least, pieces)
    turn.most = cancelled ? turn.least : PIECES
    if (cancelled && this.#ignores === 'L9') turn.most = 0
    this.#begin()
  }

  #faultsOf(turn: Turn, answer: Shown | undefined): string[] {
    const status = { waiting: 'queued', running: null, cancelling: null, completed: 'complete', cancelled: 'cancelled' }
    const right = status[turn.state] ?? (turn.state === 'running' && turn.most < PIECES ? answer?.status : 'an end')
    const whole = turn.state === 'waiting' ? '' : saidOf(turn.text, turn.most)
    const fits = answer?.status === right && answer?.content === whole
    if (fits && turn.state === 'running') turn.least = turn.most
    return fits ? [] : [`${turn.text} is ${turn.state}: "${answer?.content}" ${answer?.status}, not "${whole}" ${right}`]
  }

  #begin(): void {
    if (this.atWork) return
    const next = this.#queue.shift()
    if (next) next.state = 'running'
  }
}
