// Executes one random history against a running Experience and checks each result against the model.
import type { WhenBusy } from '@biplane/contracts/wire/commands'
import type { ConversationSnapshot } from '@biplane/contracts/wire/events'
import type { InvocationId, MessageId } from '@biplane/contracts/wire/ids'
import { refusalIn } from '@biplane/proof/subscription-reader'
import type { ExperienceClient, SocketClient } from '@biplane/proof/trpc-client'
import { type Ignorance, ModelConversation, PIECES, type Turn } from './model.test-support.ts'
import type { ModelHouse } from './model-house.test-support.ts'
import { ModelReader } from './model-reader.test-support.ts'

/** `turns` is how many turns of the event loop a send is given before the process dies. */
export type Command =
  | { do: 'send'; when: WhenBusy }
  | { do: 'repeat'; which: number; other: boolean }
  | { do: 'together'; sends: number }
  | { do: 'say'; pieces: number; wait: boolean }
  | { do: 'cancel'; which: number; wait: boolean }
  | { do: 'look'; after: number }
  | { do: 'cut' }
  | { do: 'unlink' }
  | { do: 'forget' }
  | { do: 'restart' }
  | { do: 'crash'; sends: boolean; turns: number }
  | { do: 'clock'; hours: number }

export interface RunOptions {
  recovery: 'exact' | 'restart'
  ignores?: Ignorance
  /** How long a fact may take before it counts as one that does not come. */
  patienceMs: number
}

/** @throws what could not be, in words */
export async function tryHistory(house: ModelHouse, commands: readonly Command[], options: RunOptions): Promise<void> {
  await using run = await ModelRun.open(house, options)
  for (const command of commands) await run.carryOut(command)
  await run.end()
}

class ModelRun implements AsyncDisposable {
  readonly #house: ModelHouse
  readonly #options: RunOptions
  readonly #model: ModelConversation
  readonly #tabs: SocketClient<ExperienceClient>[]
  readonly #reader: ModelReader
  readonly #invocations = new Map<string, InvocationId>()
  #sends = 0

  private constructor(house: ModelHouse, options: RunOptions, tabs: SocketClient<ExperienceClient>[]) {
    this.#house = house
    this.#options = options
    this.#model = new ModelConversation(options.ignores)
    this.#tabs = tabs
    this.#reader = new ModelReader(this.#tab(0), options.patienceMs)
  }

  static async open(house: ModelHouse, options: RunOptions): Promise<ModelRun> {
    house.begin(options.recovery)
    const person = await house.live.guest()
    const url = `http://127.0.0.1:${house.proxy.port}`
    return new ModelRun(house, options, [person.tab(url), person.tab(url)])
  }

  async carryOut(command: Command): Promise<void> {
    switch (command.do) {
      case 'send':
        await this.#settled()
        return this.#send(this.#nextId(), command.when)
      case 'repeat':
        return this.#repeat(command.which, command.other)
      case 'together':
        await this.#settled()
        return this.#together(command.sends)
      case 'say':
        return this.#say(command.pieces, command.wait)
      case 'cancel':
        return this.#cancel(command.which, command.wait)
      case 'look':
        await this.#settled()
        return this.#look(command.after)
      case 'cut':
        this.#house.proxy.cutAll('rst')
        return
      case 'unlink':
        this.#house.live.runtime.dropSockets()
        return
      case 'forget':
        if (this.#options.recovery === 'restart') this.#model.superseded()
        this.#house.live.runtime.forget()
        return
      case 'restart':
        return this.#house.die('restart')
      case 'crash':
        return this.#crash(command)
      case 'clock':
        this.#house.hours = command.hours
    }
  }

  /** Lets everything come to its end, and compares what every way of reading shows of it. */
  async end(): Promise<void> {
    await this.#settled()
    for (const { text } of this.#model.turns) this.#house.granted.set(this.#textOf(text), PIECES)
    this.#model.finish()
    this.#house.facts.changed()
    await this.#settled()
    await this.#look(null)
    const history = await this.#tab(0).guide.history.query({ limit: 100 })
    mustEqual('history', history.messages, this.#now().messages)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#reader.stop()
    await Promise.all(this.#tabs.map((tab) => tab.close()))
  }

  async #send(id: string, when: WhenBusy, text = id): Promise<void> {
    const expected = this.#model.send(id, text, when)
    const sent = await this.#deliver(this.#tab(0), id, text, when)
    this.#took(id, sent)
    if (sent.outcome !== expected) throw new Error(`${id} was ${sent.outcome}, not ${expected}`)
  }

  async #repeat(which: number, other: boolean): Promise<void> {
    const turn = this.#pick(which)
    if (!turn) return
    if (this.#options.ignores) await this.#settled()
    await this.#send(turn.id, 'enqueue', other ? `not-${turn.text}` : turn.text)
  }

  /** Several at once over two sockets, each of them twice: the log says in which order they came. [L2, L6] */
  async #together(count: number): Promise<void> {
    const ids = Array.from({ length: count }, () => this.#nextId())
    const sent = await Promise.all(
      [...ids, ...ids].map((id, at) => this.#deliver(this.#tab(at % 2), id, id, 'enqueue')),
    )
    for (const [at, id] of ids.entries()) {
      const [once, twice] = [sent[at], sent[at + count]]
      if (once?.outcome !== 'accepted' || twice?.outcome !== 'accepted') throw new Error(`${id} was refused`)
      mustEqual('twice', twice, once)
      this.#took(id, once)
    }
    const inOrder = sent.slice(0, count).map((one, at) => ({ one, id: ids[at] ?? '' }))
    inOrder.sort((a, b) => numberOf(a.one) - numberOf(b.one))
    for (const { id } of inOrder) this.#model.send(id, id, 'enqueue')
  }

  async #say(pieces: number, wait: boolean): Promise<void> {
    // Who is at work must be known before it is let go on.
    if (this.#model.atWork?.state !== 'running') await this.#settled()
    this.#grant(pieces)
    if (wait) await this.#settled()
  }

  async #cancel(which: number, wait: boolean): Promise<void> {
    if (wait) await this.#settled()
    const turn = this.#pick(which)
    const id = turn && this.#invocations.get(turn.id)
    if (!turn || !id) return
    if (turn !== this.#model.atWork) await this.#settled()
    const { outcome } = await this.#asked((trpc) => trpc.invocation.cancel.mutate({ invocation_id: id }))
    // Its end may have come before the cancel did: that is a race, and both may win it.
    if (outcome === 'already_finished' && this.#model.mustEnd(turn)) return
    const expected = this.#model.cancel(turn)
    if (outcome !== expected) throw new Error(`the cancel of ${turn.text} was ${outcome}, not ${expected}`)
  }

  /** Somebody else comes, with any cursor or none, and must be shown the same. [L3, L14] */
  async #look(after: number | null): Promise<void> {
    const now = this.#now()
    const asked = after === null ? undefined : after % (now.last_event_id + 3)
    const before = asked === undefined ? undefined : this.#reader.at(asked)
    // Beyond everything that may have come meanwhile; or with none, where a picture took the place of that number.
    const place = (asked ?? 0) > now.last_event_id ? now.last_event_id + 1_000 : before && asked
    const cursor = place === undefined ? undefined : `${this.#house.live.epoch}:${place}`
    const reader = new ModelReader(this.#tab(1), this.#options.patienceMs, cursor)
    if (before) reader.startFrom(before)
    const comesTo = (last: number) => (shown: ConversationSnapshot) =>
      shown.last_event_id >= last ? [] : [`a reader from ${place} came to ${shown.last_event_id} of ${last}`]
    // Without a place to go on from, the first thing must be a snapshot.
    await reader.until(comesTo(now.last_event_id))
    reader.stop()
    // Who came later may have been told more already.
    const reached = reader.now ?? now
    await this.#reader.until(comesTo(reached.last_event_id))
    const same = this.#reader.at(reached.last_event_id)
    if (same) mustEqual(`from ${place}`, plain(reached), plain(same))
  }

  async #crash({ sends, turns }: { sends: boolean; turns: number }): Promise<void> {
    if (!sends) return this.#house.die('crash')
    await this.#settled()
    const id = this.#nextId()
    const expected = this.#model.send(id, id, 'enqueue')
    const sending = this.#deliver(this.#tab(0), id, id, 'enqueue')
    for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve))
    await this.#house.die('crash')
    const sent = await sending
    this.#took(id, sent)
    if (sent.outcome !== expected) throw new Error(`${id} was ${sent.outcome}, not ${expected}`)
  }

  #grant(pieces: number): void {
    const { atWork } = this.#model
    this.#model.say(pieces)
    if (atWork) this.#house.granted.set(this.#textOf(atWork.text), atWork.most)
    this.#house.facts.changed()
  }

  /** Until all that is shown is all that the model says. */
  #settled(): Promise<void> {
    // Without the mark of this run, which keeps its texts apart from those of other runs.
    const mark = this.#textOf('')
    return this.#reader.until(({ messages }) =>
      this.#model.faultsIn(messages.map((one) => ({ ...one, content: one.content.replaceAll(mark, '') }))),
    )
  }

  #now(): ConversationSnapshot {
    const { now } = this.#reader
    if (!now) throw new Error('nothing is shown')
    return now
  }

  /** A send whose answer is lost is sent again under the same id. [L6] */
  async #deliver(trpc: ExperienceClient, id: string, text: string, when: WhenBusy): Promise<Sent> {
    const input = { message: this.#textOf(text), message_id: id as MessageId, when_busy: when }
    try {
      return { outcome: 'accepted', ...(await this.#asked(() => trpc.guide.send.mutate(input))) }
    } catch (error) {
      return { outcome: refusalIn(error)?.code ?? String(error) }
    }
  }

  /** Asks until there is an answer, whatever happens to the connection. */
  async #asked<T>(ask: (trpc: ExperienceClient) => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await ask(this.#tab(0))
      } catch (error) {
        if (refusalIn(error)) throw error
      }
    }
  }

  #took(id: string, sent: Sent): void {
    if (!('invocation_id' in sent)) return
    const before = this.#invocations.get(id)
    if (before && before !== sent.invocation_id) throw new Error(`[L6] ${id} was taken twice`)
    this.#invocations.set(id, sent.invocation_id)
  }

  #pick(which: number): Turn | undefined {
    const { turns } = this.#model
    return turns[which % Math.max(1, turns.length)]
  }

  #nextId(): string {
    this.#sends += 1
    return `m${this.#sends}`
  }

  #textOf = (text: string): string => `${this.#house.runs}-${text}`

  #tab(at: number): ExperienceClient {
    const tab = this.#tabs[at]
    if (!tab) throw new Error(`there is no tab ${at}`)
    return tab.trpc
  }
}

type Sent = { outcome: 'accepted'; invocation_id: InvocationId; event_id: number } | { outcome: string }

const numberOf = (sent: Sent): number => ('event_id' in sent ? sent.event_id : 0)

function mustEqual(what: string, found: unknown, expected: unknown): void {
  const [a, b] = [JSON.stringify(found), JSON.stringify(expected)]
  if (a !== b) throw new Error(`${what}:\n${a}\nnot\n${b}`)
}

const plain = ({ messages, running, last_event_id, title }: ConversationSnapshot) => ({
  messages,
  running,
  last_event_id,
  title,
})
