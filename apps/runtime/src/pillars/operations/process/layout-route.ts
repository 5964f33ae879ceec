// Draws a flow between two placed shapes with right angles, around the shapes between them where a straight way is taken. Pure.
import type { PlacedNode, PlacedScope } from './layout-scope.ts'

export interface Point {
  x: number
  y: number
}

const STUB = 22
const BELOW = 14

export function routeFlow(from: PlacedNode, to: PlacedNode, scope: PlacedScope): Point[] {
  const start = { x: from.box.x + from.box.width, y: from.box.y + from.box.height / 2 }
  const end = { x: to.box.x, y: to.box.y + to.box.height / 2 }
  const onBorder = from.element.$type === 'bpmn:BoundaryEvent'
  const free = (row: number) =>
    scope.nodes.every(
      ({ column, row: own, element }) =>
        own !== row || column <= from.column || column >= to.column || isBorder(element),
    )
  if (to.column <= from.column || onBorder) return around(from, to, scope)
  if (from.row === to.row && free(from.row)) return [start, end]
  if (free(to.row) && from.row !== to.row) {
    const x = start.x + STUB
    return [start, { x, y: start.y }, { x, y: end.y }, end]
  }
  if (free(from.row)) {
    const x = end.x - STUB
    return [start, { x, y: start.y }, { x, y: end.y }, end]
  }
  const [out, back] = [start.x + STUB, end.x - STUB]
  const y = (scope.rowEnds[from.row] ?? start.y) + BELOW
  return [start, { x: out, y: start.y }, { x: out, y }, { x: back, y }, { x: back, y: end.y }, end]
}

const isBorder = ({ $type }: PlacedNode['element']): boolean => $type === 'bpmn:BoundaryEvent'

/** Below the row and into the other shape: back to an earlier one, or from a border event. */
function around(from: PlacedNode, to: PlacedNode, scope: PlacedScope): Point[] {
  const x = from.box.x + from.box.width / 2
  const y = Math.max(scope.rowEnds[from.row] ?? 0, from.box.y + from.box.height) + BELOW
  const bottom = { x, y: from.box.y + from.box.height }
  const end = { x: to.box.x, y: to.box.y + to.box.height / 2 }
  if (to.column > from.column) return [bottom, { x, y }, { x: end.x - STUB, y }, { x: end.x - STUB, y: end.y }, end]
  const toX = to.box.x + to.box.width / 2
  const under = to.row <= from.row
  return [bottom, { x, y }, { x: toX, y }, { x: toX, y: under ? to.box.y + to.box.height : to.box.y }]
}
