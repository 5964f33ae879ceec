// Reference model of a conversation from the rules alone, in about a hundred lines. Knows no log, socket, process or
// clock, so no fault of theirs can make it wrong.
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
  /** Runtime lost it once and may not repeat it: what it had said may be dropped at any moment. */
  dropped: boolean
}

const STATUSES: Record<State, Shown['status'][]> = {
  waiting: ['queued'],
  running: ['queued', 'streaming'],
  cancelling: [],
  completed: ['complete'],
  cancelled: ['cancelled'],
}

type Shown = Pick<MessageView, 'role' | 'content' | 'status' | 'error'>

export class ModelConversation {
  /** In the order in which they were accepted. */
  readonly turns: Turn[] = []
  /** Who interrupted comes before who did not; among themselves they keep the order in which they came. */
  readonly #interrupting: Turn[] = []
  readonly #waiting: Turn[] = []
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
    const turn: Turn = { id, text, state: 'waiting', least: 0, most: 0, dropped: false }
    this.turns.push(turn)
    const interrupts = atWork !== undefined && whenBusy === 'interrupt'
    if (interrupts && this.#ignores !== 'L12') this.#interrupting.push(turn)
    else this.#waiting.push(turn)
    if (interrupts) atWork.state = 'cancelling'
    this.#begin()
    return 'accepted'
  }

  /** [L4, L7] */
  cancel(turn: Turn): 'withdrawn' | 'cancelling' | 'already_finished' {
    if (turn.state === 'completed' || turn.state === 'cancelled') return 'already_finished'
    const waits = turn.state === 'waiting'
    turn.state = waits ? 'cancelled' : 'cancelling'
    return waits ? 'withdrawn' : 'cancelling'
  }

  /** The agent at work may say so many more pieces. */
  say(pieces: number): void {
    const { atWork } = this
    if (atWork?.state === 'running') atWork.most = Math.min(PIECES, atWork.most + pieces)
  }

  /** Every agent may say everything. */
  finish(): void {
    for (const turn of this.turns) if (turn.state === 'waiting' || turn.state === 'running') turn.most = PIECES
  }

  /** Runtime lost an agent that cannot be repeated exactly: what it said is dropped, and it begins again. [L8] */
  superseded(): void {
    if (this.atWork) Object.assign(this.atWork, { least: 0, dropped: true })
  }

  /** What is shown and cannot be, in words; none as soon as it is all that must be. Learns which end a race had. */
  faultsIn(shown: readonly Shown[]): string[] {
    const answers = shown.filter(({ role }) => role === 'assistant')
    // Who interrupted comes before those who were there: all ends that are shown are learned, in the order of the work.
    let ended = true
    while (ended) ended = this.#learn(answers)
    const asked = shown.filter(({ role }) => role === 'user').map(({ content }) => content)
    const expected = this.turns.map(({ text }) => text)
    return [
      ...(JSON.stringify(asked) === JSON.stringify(expected) ? [] : [`asked ${asked}, not ${expected}`]),
      ...this.turns.flatMap((turn, at) => this.#faultsOf(turn, answers[at])),
    ]
  }

  /** Whether the one at work was shown to have ended; then the next one has begun. */
  #learn(answers: readonly Shown[]): boolean {
    const turn = this.atWork
    const answer = turn && answers[this.turns.indexOf(turn)]
    if (!answer) return false
    const pieces = answer.content.split(' ').length - 1
    const cancelled = turn.state === 'cancelling' && answer.status === 'cancelled'
    const completed = turn.most === PIECES && answer.status === 'complete'
    if (!cancelled && !completed) return false
    turn.state = cancelled ? 'cancelled' : 'completed'
    // Whatever a race let be said is kept; [L9] what was waited for is never less.
    if (cancelled && pieces <= turn.most) turn.least = Math.max(turn.least, pieces)
    turn.most = cancelled ? turn.least : PIECES
    if (cancelled && this.#ignores === 'L9') turn.most = 0
    this.#begin()
    return true
  }

  #faultsOf(turn: Turn, answer: Shown | undefined): string[] {
    const said = saidOf(turn.text, turn.most)
    const fits = answer?.content === said && STATUSES[turn.state].includes(answer.status) && !this.mustEnd(turn)
    if (fits && turn.state === 'running' && !turn.dropped) turn.least = turn.most
    const shown = `"${answer?.content}" ${answer?.status} ${answer?.error?.code ?? ''} ${answer?.error?.message ?? ''}`
    return fits ? [] : [`${turn.text}, ${turn.state}: shown ${shown.trim()}, not "${said}"`]
  }

  /** Its end is on the way: whether it was there before something else is a race. */
  mustEnd({ state, most }: Turn): boolean {
    return state === 'cancelling' || (state === 'running' && most === PIECES)
  }

  #begin(): void {
    if (this.atWork) return
    const next = [...this.#interrupting, ...this.#waiting].find(({ state }) => state === 'waiting')
    if (next) next.state = 'running'
  }
}
