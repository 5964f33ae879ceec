// Owns the workflow as a graph: every step a node, and every way on which something is done a node of its own. Pure.
import type { WorkflowModel } from '@biplane/contracts/wire/process-artifacts'

export interface GraphNode {
  /** The step's id; `<id>/<way>` for what is done on a way. */
  id: string
  step: string
  kind: 'task' | 'decision'
  text: string
  owner: string | null
  edges: { to: string; when: string | null }[]
}

export type Graph = ReadonlyMap<string, GraphNode>

export const END = 'end'

/** In the order of the steps. An edge may name a node that does not exist. */
export function graphOf({ steps }: WorkflowModel): Graph {
  const nodes = steps.flatMap((step): GraphNode[] => {
    const ways = step.next.map((way, at) => ({ ...way, id: way.action === null ? way.to : `${step.id}/${at}` }))
    const own = { id: step.id, step: step.id, kind: step.kind, text: step.text, owner: step.owner }
    return [
      { ...own, edges: ways.map(({ id, when }) => ({ to: id, when })) },
      ...ways.flatMap(({ id, action, owner, to }): GraphNode[] =>
        action === null ? [] : [{ id, step: step.id, kind: 'task', text: action, owner, edges: [{ to, when: null }] }],
      ),
    ]
  })
  return new Map(nodes.map((node) => [node.id, node]))
}

/** Everybody who does something, in the order of the work. */
export const ownersOf = (graph: Graph): string[] => [
  ...new Set([...graph.values()].flatMap(({ owner }) => owner ?? [])),
]

/** What can be reached from the first step. */
export function reachable(graph: Graph): Set<string> {
  const seen = new Set<string>()
  const open = [...graph.keys()].slice(0, 1)
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue
    seen.add(id)
    for (const { to } of graph.get(id)?.edges ?? []) if (graph.has(to)) open.push(to)
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
    if (ring.every((other) => graph.get(other)?.edges.every(({ to }) => inside.has(to)))) loops.push(ring)
  }
  return loops
}

/** Everything behind a node; itself only when a way leads back to it. */
function reachableFrom(from: string, graph: Graph): Set<string> {
  const seen = new Set<string>()
  const open = [from]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const { to } of graph.get(id)?.edges ?? []) {
      if (!graph.has(to) || seen.has(to)) continue
      seen.add(to)
      open.push(to)
    }
  }
  return seen
}
