// Runs cases through a workflow: each case is one or more tokens that wait for whoever does the next step. Seeded, bounded.
import type { Assumption, SimulationData, WorkflowModel } from '@biplane/contracts/wire/process-artifacts'
import { randomFrom, triangular } from '../../../tools/random.ts'
import { EventQueue } from './event-queue.ts'
import { isWaited, peopleName, shareName } from './simulation-assumptions.ts'
import { beginningsOf, type Graph, type GraphNode, graphOf, isWork, reachableFrom } from './workflow-graph.ts'

/** Nobody is waited for where nobody is named. */
export const NOBODY = 'nobody named'
/** A case that took so many steps goes round in circles. */
const MAX_STEPS = 400
/** A case of so many tokens splits in a ring. */
const MAX_TOKENS = 400
const MINUTES = 60

interface Desk {
  people: number
  free: number
  queue: Token[]
  worked: number
  waited: number
}

interface Case {
  begun: number
  /** Where its tokens are, without those that wait at a gateway. */
  active: Map<number, string>
  /** Tokens that wait at a gateway, by its id. */
  parked: Map<string, number>
  tokens: number
  stuck: boolean
  /** Counted once, when its last token has ended. */
  ended: boolean
}

interface Token {
  of: Case
  id: number
  node: string
  came: number
  steps: number
}

export class Run {
  readonly #graph: Graph
  readonly #beginnings: string[]
  readonly #incoming = new Map<string, number>()
  /** For each gateway that waits for what was begun: the nodes from which a token can still come. */
  readonly #upstream = new Map<string, Set<string>>()
  readonly #details: Map<string, WorkflowModel['steps'][number]>
  readonly #value: (name: string) => number
  readonly #random: () => number
  readonly #events = new EventQueue<Token>()
  readonly #desks = new Map<string, Desk>()
  readonly #tally = new Map<string, { visits: number; work: number; wait: number }>()
  readonly #cycles: number[] = []
  #now = 0

  constructor(model: WorkflowModel, assumptions: readonly Assumption[], seed: number) {
    const values = new Map(assumptions.map(({ name, value }) => [name, value]))
    this.#graph = graphOf(model)
    this.#details = new Map(model.steps.map((step) => [step.id, step]))
    this.#random = randomFrom(seed)
    this.#value = (name) => values.get(name) ?? 0
    // What a message of another pool starts begins later, with that message.
    const woken = new Set((model.messages ?? []).map(({ to }) => to))
    const pools = beginningsOf(model).map((own) => ({ own, free: own.filter((id) => !woken.has(id)) }))
    this.#beginnings = (pools.find(({ free }) => free.length > 0) ?? { free: pools[0]?.own ?? [] }).free
    for (const node of this.#graph.values())
      for (const { to } of node.edges) this.#incoming.set(to, (this.#incoming.get(to) ?? 0) + 1)
    const reaches = new Map([...this.#graph.keys()].map((id) => [id, reachableFrom(id, this.#graph)]))
    for (const { id } of [...this.#graph.values()].filter((node) => this.#waitsForBegun(node)))
      this.#upstream.set(id, new Set([...reaches].flatMap(([from, beyond]) => (beyond.has(id) ? [from] : []))))
  }

  /** An inclusive gateway, and the way out of a subprocess. */
  #waitsForBegun = ({ id, kind }: GraphNode): boolean =>
    id.endsWith('/out') || (kind === 'inclusive' && (this.#incoming.get(id) ?? 0) > 1)

  /** Working hours that each case took that came to its end. */
  all(cases: number): number[] {
    const between = 8 / this.#value('cases_per_day')
    let at = 0
    for (let each = 0; each < cases && this.#beginnings.length > 0; each++) {
      const first = this.#beginnings[this.#beginnings.length > 1 ? this.#pick(this.#beginnings.length) : 0] ?? ''
      const of: Case = {
        begun: at,
        active: new Map([[1, first]]),
        parked: new Map(),
        tokens: 1,
        stuck: false,
        ended: false,
      }
      this.#events.add(at, { of, id: 1, node: first, came: at, steps: 0 })
      at += -Math.log(1 - this.#random()) * between
    }
    for (let event = this.#events.take(); event; event = this.#events.take()) {
      this.#now = event.at
      if (event.done) this.#leave(event.item)
      else this.#arrive(event.item)
    }
    return this.#cycles
  }

  #pick = (count: number): number => Math.floor(this.#random() * count)

  #arrive(token: Token): void {
    const { of } = token
    const node = this.#graph.get(token.node)
    if (!node) {
      this.#end(token)
      return
    }
    if (token.steps >= MAX_STEPS) {
      of.stuck = true
      return
    }
    const joins = this.#waitsForBegun(node) || (node.kind === 'parallel' && (this.#incoming.get(node.id) ?? 0) > 1)
    if (joins) {
      this.#park(token, node)
      return
    }
    of.active.set(token.id, node.id)
    const desk = this.#deskOf(node)
    if (desk.free > 0) this.#begin({ ...token, came: this.#now }, desk)
    else desk.queue.push({ ...token, came: this.#now })
    this.#release(of, token.steps)
  }

  #end({ of, id, steps }: Token): void {
    of.active.delete(id)
    this.#release(of, steps)
    // What a gateway let go may have come to its end meanwhile, and the case with it.
    if (of.ended || of.active.size > 0 || of.parked.size > 0 || of.stuck) return
    of.ended = true
    this.#cycles.push(this.#now - of.begun)
  }

  #park({ of, id, steps }: Token, node: GraphNode): void {
    of.active.delete(id)
    const count = (of.parked.get(node.id) ?? 0) + 1
    of.parked.set(node.id, count)
    if (node.kind === 'parallel' && count >= (this.#incoming.get(node.id) ?? 0)) {
      of.parked.delete(node.id)
      this.#fork(of, node, steps)
    } else this.#release(of, steps)
  }

  /** Gateways go on when no other token of the case can still come to them. */
  #release(of: Case, steps: number): void {
    for (const id of [...of.parked.keys()]) {
      const upstream = this.#upstream.get(id)
      const node = this.#graph.get(id)
      const coming = [...of.active.values(), ...[...of.parked.keys()].filter((other) => other !== id)]
      if (!upstream || !node || coming.some((at) => upstream.has(at))) continue
      of.parked.delete(id)
      this.#fork(of, node, steps)
    }
  }

  #begin(token: Token, desk: Desk): void {
    const node = this.#graph.get(token.node)
    const work = node ? this.#workAt(node) : 0
    const wait = this.#now - token.came
    const tally = this.#tally.get(token.node) ?? { visits: 0, work: 0, wait: 0 }
    this.#tally.set(token.node, { visits: tally.visits + 1, work: tally.work + work, wait: tally.wait + wait })
    desk.free -= 1
    desk.worked += work
    desk.waited += wait
    this.#events.add(this.#now + work, token, true)
  }

  /** Hours at a node: work with its spread, the wait for an event, nothing at a gateway. */
  #workAt(node: GraphNode): number {
    const step = this.#details.get(node.id)
    if (step && isWaited(step)) return this.#spread(this.#value('hours_for_event'))
    if (!isWork(node.kind)) return 0
    const minutes = this.#value(node.kind === 'decision' ? 'minutes_per_decision' : 'minutes_per_step')
    return this.#spread(minutes / MINUTES) * (step?.detail?.repeats ? this.#value('repeats') : 1)
  }

  #spread(mode: number): number {
    const spread = this.#value('spread') / 100
    return triangular(this.#random, mode * (1 - spread), mode, mode * (1 + 2 * spread))
  }

  #leave(token: Token): void {
    const node = this.#graph.get(token.node)
    if (!node) return
    const desk = this.#deskOf(node)
    desk.free += 1
    const waiting = desk.queue.shift()
    if (waiting) this.#begin(waiting, desk)
    token.of.active.delete(token.id)
    this.#fork(token.of, node, token.steps)
  }

  /** Puts a token on every way that is taken. */
  #fork(of: Case, node: GraphNode, steps: number): void {
    const targets = this.#targets(node)
    const tokens = targets.map((to): Token => {
      of.tokens += 1
      of.active.set(of.tokens, to)
      return { of, id: of.tokens, node: to, came: this.#now, steps: steps + 1 }
    })
    if (of.tokens > MAX_TOKENS) {
      of.stuck = true
      return
    }
    for (const token of tokens) this.#arrive(token)
    if (tokens.length === 0) this.#end({ of, id: 0, node: '', came: this.#now, steps })
  }

  #targets(node: GraphNode): string[] {
    const interrupt = node.interrupts[node.interrupts.length > 1 ? this.#pick(node.interrupts.length) : 0]
    if (interrupt !== undefined && this.#random() < this.#value('interrupted') / 100) {
      return this.#details.get(interrupt)?.detail?.continues ? [interrupt, ...this.#ways(node)] : [interrupt]
    }
    const woken = node.wakes.filter((id) => this.#details.get(id)?.kind === 'start')
    return [...this.#ways(node), ...woken]
  }

  /** A decision takes one way: the first has its own share, the others divide the rest evenly. */
  #ways({ edges, kind, step }: GraphNode): string[] {
    const all = edges.map(({ to }) => to)
    if (all.length < 2) return all
    if (kind === 'decision' || kind === 'event_choice') {
      if (this.#random() < this.#value(shareName(step)) / 100) return all.slice(0, 1)
      return all.slice(1 + this.#pick(all.length - 1)).slice(0, 1)
    }
    if (kind !== 'inclusive') return all
    const taken = all.filter(() => this.#random() < this.#value('included') / 100)
    return taken.length > 0 ? taken : all.slice(this.#pick(all.length)).slice(0, 1)
  }

  #deskOf({ owner: own, kind }: GraphNode): Desk {
    const owner = isWork(kind) ? own : null
    const name = owner ?? NOBODY
    const people = owner === null ? Number.POSITIVE_INFINITY : this.#value(peopleName(owner))
    const desk = this.#desks.get(name) ?? { people, free: people, queue: [], worked: 0, waited: 0 }
    this.#desks.set(name, desk)
    return desk
  }

  owners(): SimulationData['owners'] {
    return [...this.#desks]
      .filter(([owner]) => owner !== NOBODY)
      .map(([owner, { people, worked, waited }]) => ({
        owner,
        people,
        busy: percent(worked / Math.max(this.#now * people, 1e-9)),
        waited: hours(waited),
      }))
  }

  steps(): SimulationData['steps'] {
    return [...this.#graph.values()].flatMap(({ id, text, owner, kind }) => {
      if (!isWork(kind) && kind !== 'event') return []
      const { visits, work, wait } = this.#tally.get(id) ?? { visits: 0, work: 0, wait: 0 }
      const each = Math.max(visits, 1)
      return [{ id, text, owner, visits, work: hours(work / each), wait: hours(wait / each) }]
    })
  }
}

const hours = (value: number): number => Math.round(value * 100) / 100
const percent = (share: number): number => Math.round(share * 1000) / 10
