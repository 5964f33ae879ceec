// Owns the simulation of a workflow: cases arrive, wait for whoever does the next step, and leave. Pure and seeded; what
// nobody measured is a named assumption.
import type { Assumption, SimulationData, WorkflowModel } from '@biplane/contracts/wire/process-artifacts'
import type { Changes } from './assumptions.ts'
import { EventQueue } from './event-queue.ts'
import { quantile, randomFrom, triangular } from './random.ts'
import { peopleName, shareName, simulationAssumptions } from './simulation-assumptions.ts'
import { type Graph, type GraphNode, graphOf } from './workflow-graph.ts'

/** Nobody is waited for where nobody is named. */
const NOBODY = 'nobody named'
/** A case that took so many steps goes round in circles. */
const MOST_STEPS = 400
const MINUTES = 60

export interface SimulationAsk {
  cases: number
  seed: number
  changes: Changes
}

/** @param ask `changes` are values by name of assumption */
export function simulate(model: WorkflowModel, { cases, seed, changes }: SimulationAsk): SimulationData {
  const graph = graphOf(model)
  const assumptions = simulationAssumptions(graph, changes)
  const run = new Run(graph, assumptions, seed)
  const cycles = run.all(cases).toSorted((a, b) => a - b)
  const limit = model.total_time?.hours ?? null
  const owners = run.owners()
  const steps = run.steps()
  const worst = owners.toSorted((a, b) => b.waited - a.waited)[0]
  const slowest = steps
    .filter(({ owner }) => (owner ?? NOBODY) === worst?.owner)
    .toSorted((a, b) => b.wait * b.visits - a.wait * a.visits)[0]
  return {
    seed,
    cases,
    finished: cycles.length,
    assumptions,
    cycle: {
      p50: hours(quantile(cycles, 0.5)),
      p90: hours(quantile(cycles, 0.9)),
      mean: hours(sum(cycles) / Math.max(1, cycles.length)),
    },
    within_time:
      limit === null || cycles.length === 0
        ? null
        : percent(cycles.filter((each) => each <= limit).length / cycles.length),
    steps,
    owners,
    bottleneck:
      worst && slowest && worst.waited > 0
        ? {
            owner: worst.owner,
            step: slowest.id,
            reason: `cases wait ${worst.waited.toLocaleString('en')} h in all for ${worst.owner}, who is busy ${worst.busy.toLocaleString('en')} % of the time; most of it at ${slowest.id}`,
          }
        : null,
  }
}

const hours = (value: number): number => Math.round(value * 100) / 100
const percent = (share: number): number => Math.round(share * 1000) / 10
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)

interface Desk {
  people: number
  free: number
  queue: Visit[]
  worked: number
  waited: number
}

interface Visit {
  begun: number
  node: string
  came: number
  steps: number
}

class Run {
  readonly #graph: Graph
  readonly #value: (name: string) => number
  readonly #random: () => number
  readonly #events = new EventQueue<Visit>()
  readonly #desks = new Map<string, Desk>()
  readonly #tally = new Map<string, { visits: number; work: number; wait: number }>()
  readonly #cycles: number[] = []
  #now = 0

  constructor(graph: Graph, assumptions: readonly Assumption[], seed: number) {
    const values = new Map(assumptions.map(({ name, value }) => [name, value]))
    this.#graph = graph
    this.#random = randomFrom(seed)
    this.#value = (name) => values.get(name) ?? 0
  }

  /** Working hours that each case took that came to its end. */
  all(cases: number): number[] {
    const first = [...this.#graph.keys()][0]
    if (first === undefined) return []
    const between = 8 / this.#value('cases_per_day')
    let at = 0
    for (let each = 0; each < cases; each++) {
      this.#events.add(at, { begun: at, node: first, came: at, steps: 0 })
      at += -Math.log(1 - this.#random()) * between
    }
    for (let event = this.#events.take(); event; event = this.#events.take()) {
      this.#now = event.at
      if (event.done) this.#leave(event.item)
      else this.#arrive(event.item)
    }
    return this.#cycles
  }

  #arrive(visit: Visit): void {
    const node = this.#graph.get(visit.node)
    if (!node) return void this.#cycles.push(this.#now - visit.begun)
    if (visit.steps >= MOST_STEPS) return
    const desk = this.#deskOf(node.owner)
    if (desk.free > 0) this.#begin({ ...visit, came: this.#now }, desk)
    else desk.queue.push({ ...visit, came: this.#now })
  }

  #begin(visit: Visit, desk: Desk): void {
    const decides = this.#graph.get(visit.node)?.kind === 'decision'
    const mode = this.#value(decides ? 'minutes_per_decision' : 'minutes_per_step') / MINUTES
    const spread = this.#value('spread') / 100
    const work = triangular(this.#random, mode * (1 - spread), mode, mode * (1 + 2 * spread))
    const wait = this.#now - visit.came
    const tally = this.#tally.get(visit.node) ?? { visits: 0, work: 0, wait: 0 }
    this.#tally.set(visit.node, { visits: tally.visits + 1, work: tally.work + work, wait: tally.wait + wait })
    desk.free -= 1
    desk.worked += work
    desk.waited += wait
    this.#events.add(this.#now + work, visit, true)
  }

  #leave(visit: Visit): void {
    const node = this.#graph.get(visit.node)
    if (!node) return
    const desk = this.#deskOf(node.owner)
    desk.free += 1
    const waiting = desk.queue.shift()
    if (waiting) this.#begin(waiting, desk)
    const to = this.#choose(node)
    this.#arrive({ ...visit, node: to, steps: visit.steps + 1 })
  }

  /** The first way has its own share; the others divide the rest evenly. */
  #choose({ edges, kind, step }: GraphNode): string {
    if (kind !== 'decision' || edges.length < 2) return edges[0]?.to ?? ''
    if (this.#random() < this.#value(shareName(step)) / 100) return edges[0]?.to ?? ''
    return edges[1 + Math.floor(this.#random() * (edges.length - 1))]?.to ?? ''
  }

  #deskOf(owner: string | null): Desk {
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
    return [...this.#graph.values()].map(({ id, text, owner }) => {
      const { visits, work, wait } = this.#tally.get(id) ?? { visits: 0, work: 0, wait: 0 }
      return {
        id,
        text,
        owner,
        visits,
        work: hours(work / Math.max(visits, 1)),
        wait: hours(wait / Math.max(visits, 1)),
      }
    })
  }
}
