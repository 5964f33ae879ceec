// The workflow as a graph: every step a node, and every way on which something is done a node of its own. Subprocesses lead
// to their inner steps and go on where these end. Pure.
import type { StepKind, WorkflowModel, WorkflowStep } from '@biplane/contracts/wire/process-artifacts'

export interface GraphNode {
  /** The step's id; `<id>/<way>` for what is done on a way, `<id>/out` where a subprocess is left. */
  id: string
  step: string
  kind: StepKind
  text: string
  owner: string | null
  edges: { to: string; when: string | null }[]
  /** Events on its border. */
  interrupts: string[]
  /** Steps of others to which it sends a message. */
  wakes: string[]
}

export type Graph = ReadonlyMap<string, GraphNode>

export const END = 'end'

/** In the order of the steps. An edge may name a node that does not exist. */
export function graphOf(model: WorkflowModel): Graph {
  const { steps, messages = [] } = model
  const parents = new Set(steps.flatMap(({ detail }) => detail?.inside ?? []))
  const nodes = steps.flatMap((step): GraphNode[] => {
    const inside = step.detail?.inside
    const leave = inside === undefined ? END : `${inside}/out`
    const leaving = (to: string) => (to === END ? leave : to)
    const ways = step.next.map((way, at) => ({
      ...way,
      id: way.action === null ? leaving(way.to) : `${step.id}/${at}`,
    }))
    const edges = ways.map(({ id, when }) => ({ to: id, when }))
    const none = { interrupts: [], wakes: [] }
    const attached = steps.filter(({ detail }) => detail?.attached === step.id).map(({ id }) => id)
    const wakes = messages.filter(({ from }) => from === step.id).map(({ to }) => to)
    const own = {
      id: step.id,
      step: step.id,
      kind: step.kind,
      text: step.text,
      owner: step.owner,
      interrupts: attached,
      wakes,
    }
    const done = ways.flatMap(({ id, action, owner, to }): GraphNode[] =>
      action === null
        ? []
        : [{ id, step: step.id, kind: 'task', text: action, owner, edges: [{ to: leaving(to), when: null }], ...none }],
    )
    if (parents.has(step.id)) {
      const first = beginningsIn(steps, step.id).map((to) => ({ to, when: null }))
      const out: GraphNode = { ...own, id: `${step.id}/out`, kind: 'join', text: '', owner: null, edges, ...none }
      return [{ ...own, edges: first }, ...done, out]
    }
    // Without a flow on, the subprocess is left: not every tool draws an end in it.
    const ends =
      edges.length === 0 && inside !== undefined && !step.detail?.compensates ? [{ to: leave, when: null }] : edges
    // A subprocess that shows nothing of its inside is one piece of work.
    return [{ ...own, kind: step.kind === 'subprocess' ? 'task' : step.kind, edges: ends }, ...done]
  })
  return new Map(nodes.map((node) => [node.id, node]))
}

/** Something is done: gateways, events and subprocesses only steer. */
export const isWork = (kind: StepKind): boolean => kind === 'task' || kind === 'decision' || kind === 'call'

/** Shapes that a person counts as steps: events and gateways that only join or split are none. */
export const stepsOf = ({ steps }: WorkflowModel): WorkflowStep[] =>
  steps.filter(({ kind }) => isWork(kind) || kind === 'subprocess')

/** Where the steps of one scope begin: its first step, and every other one that says so. */
function beginningsIn(steps: readonly WorkflowStep[], inside: string | null): string[] {
  const own = steps.filter(({ detail }) => (detail?.inside ?? null) === inside && canBegin(detail))
  return own.filter(({ kind, detail }, at) => at === 0 || kind === 'start' || detail?.begins).map(({ id }) => id)
}

const canBegin = (detail: WorkflowStep['detail']): boolean =>
  detail?.attached === undefined && detail?.type !== 'event' && !detail?.compensates

/** Where the work of each pool begins; of a workflow without pools that is its first step. */
export function beginningsOf({ steps, pools = [] }: WorkflowModel): string[][] {
  const sections = pools.map((pool) => new Set(pool.sections)).filter(({ size }) => size > 0)
  if (sections.length === 0) return [beginningsIn(steps, null)]
  return sections.map((own) =>
    beginningsIn(
      steps.filter(({ section }) => own.has(section)),
      null,
    ),
  )
}

/** Everybody who does something, in the order of the work. */
export const ownersOf = (graph: Graph): string[] => [
  ...new Set([...graph.values()].flatMap(({ owner, kind }) => (isWork(kind) ? (owner ?? []) : []))),
]

const onwards = ({ edges, interrupts, wakes }: GraphNode): string[] => [
  ...edges.map(({ to }) => to),
  ...interrupts,
  ...wakes,
]

/** What can be reached from a beginning; an event subprocess and a compensation begin by themselves. */
export function reachable(model: WorkflowModel, graph: Graph): Set<string> {
  const seen = new Set<string>()
  const alone = model.steps.filter(({ detail }) => detail?.type === 'event' || detail?.compensates).map(({ id }) => id)
  const open = [...beginningsOf(model).flat(), ...alone]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const node = graph.get(id)
    if (seen.has(id) || !node) continue
    seen.add(id)
    open.push(...onwards(node))
  }
  return seen
}

/** Rings that are never left: every node of one leads to another one of it, and to nothing else. */
export function closedLoops(graph: Graph): string[][] {
  const reaches = new Map([...graph.keys()].map((id) => [id, reachableFrom(id, graph)]))
  const loops: string[][] = []
  const done = new Set<string>()
  for (const [id, beyond] of reaches) {
    if (done.has(id) || !beyond.has(id)) continue
    const ring = [...graph.keys()].filter((other) => beyond.has(other) && reaches.get(other)?.has(id))
    for (const other of ring) done.add(other)
    const inside = new Set(ring)
    const leaves = (other: string) => {
      const node = graph.get(other)
      return !node || [...node.edges.map(({ to }) => to), ...node.interrupts].some((to) => !inside.has(to))
    }
    if (!ring.some(leaves)) loops.push(ring)
  }
  return loops
}

/** Everything behind a node; itself only when a way leads back to it. */
export function reachableFrom(from: string, graph: Graph): Set<string> {
  const seen = new Set<string>()
  const open = [from]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const node = graph.get(id)
    for (const to of node ? [...node.edges.map((edge) => edge.to), ...node.interrupts] : []) {
      if (!graph.has(to) || seen.has(to)) continue
      seen.add(to)
      open.push(to)
    }
  }
  return seen
}
