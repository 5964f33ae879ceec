// Places pools under each other with their lanes, shapes, flows and messages, in one plane. Pure.
import type { ModdleElement } from 'bpmn-moddle'
import { isElement } from './bpmn-elements.ts'
import { type Point, routeFlow } from './layout-route.ts'
import { type Box, type LayoutScope, PADDING, type PlacedScope, placeScope } from './layout-scope.ts'

export interface LayoutPool {
  participant: ModdleElement
  lanes: ModdleElement[]
  scope: LayoutScope | null
}

export interface PlacedDiagram {
  shapes: { element: ModdleElement; box: Box; expanded: boolean; horizontal: boolean }[]
  edges: { element: ModdleElement; points: Point[] }[]
}

const HEADER = 30
const POOL_GAP = 50
const NAME_ONLY = 60

export function placePools(pools: readonly LayoutPool[], messages: readonly ModdleElement[]): PlacedDiagram {
  const placed = pools.map((pool) => ({ ...pool, held: pool.scope && placeScope(pool.scope, pool.lanes.length) }))
  const width = Math.max(300, ...placed.map(({ held }) => held?.width ?? 0)) + 2 * HEADER
  const diagram: PlacedDiagram = { shapes: [], edges: [] }
  let y = 0
  for (const { participant, lanes, held } of placed) {
    const height = held ? held.height : NAME_ONLY
    diagram.shapes.push({ element: participant, box: { x: 0, y, width, height }, expanded: false, horizontal: true })
    let laneY = y
    for (const [at, element] of lanes.entries()) {
      const own = held?.lanes[at] ?? 0
      const box = { x: HEADER, y: laneY, width: width - HEADER, height: own }
      diagram.shapes.push({ element, box, expanded: false, horizontal: true })
      laneY += own
    }
    if (held) addScope(diagram, held, { x: 2 * HEADER - PADDING / 2, y })
    y += height + POOL_GAP
  }
  const boxes = new Map(diagram.shapes.map(({ element, box }) => [element, box]))
  for (const element of messages) {
    const [from, to] = [element.sourceRef, element.targetRef].map((end) =>
      isElement(end) ? boxes.get(end) : undefined,
    )
    if (from && to) diagram.edges.push({ element, points: messagePoints(from, to) })
  }
  return diagram
}

function addScope(diagram: PlacedDiagram, scope: PlacedScope, at: Point): void {
  const moved = ({ x, y, ...size }: Box): Box => ({ x: x + at.x, y: y + at.y, ...size })
  for (const { element, box, inner } of scope.nodes) {
    const expanded = inner !== null && inner.nodes.length > 0
    diagram.shapes.push({ element, box: moved(box), expanded, horizontal: false })
    if (inner) addScope(diagram, inner, { x: at.x + box.x, y: at.y + box.y + PADDING / 2 })
  }
  const nodes = new Map(scope.nodes.map((node) => [node.element, node]))
  for (const { element, from, to } of scope.flows) {
    const ends = [nodes.get(from), nodes.get(to)]
    const points = ends[0] && ends[1] ? routeFlow(ends[0], ends[1], scope) : []
    if (points.length > 1)
      diagram.edges.push({ element, points: points.map(({ x, y }) => ({ x: x + at.x, y: y + at.y })) })
  }
}

const isBand = ({ width, height }: Box): boolean => width > 250 && height <= NAME_ONLY

/** From the nearer edge of one to the nearer edge of the other; a pool of which only the name is known is met straight. */
function messagePoints(from: Box, to: Box): Point[] {
  const down = from.y < to.y
  const middle = ({ x, width }: Box) => x + width / 2
  const fromX = isBand(from) ? middle(to) : middle(from)
  const toX = isBand(to) ? middle(from) : middle(to)
  const start = { x: fromX, y: down ? from.y + from.height : from.y }
  const end = { x: toX, y: down ? to.y : to.y + to.height }
  if (fromX === toX) return [start, end]
  const y = down ? Math.max(start.y + 12, end.y - 24) : Math.min(start.y - 12, end.y + 24)
  return [start, { x: fromX, y }, { x: toX, y }, end]
}
