// Places the shapes of one process or subprocess: columns by how far a shape is from the beginning, rows by lane. Pure; the
// result is relative to the scope's own corner.
import type { ModdleElement } from 'bpmn-moddle'
import { isGateway, isSubprocess } from './bpmn-elements.ts'

export interface LayoutNode {
  element: ModdleElement
  lane: number
  /** On whose border it sits. */
  host: ModdleElement | null
  inner: LayoutScope | null
}

export interface LayoutFlow {
  element: ModdleElement
  from: ModdleElement
  to: ModdleElement
}

export interface LayoutScope {
  nodes: LayoutNode[]
  flows: LayoutFlow[]
}

export interface Box {
  x: number
  y: number
  width: number
  height: number
}

export interface PlacedNode {
  element: ModdleElement
  box: Box
  column: number
  row: number
  inner: PlacedScope | null
}

export interface PlacedScope {
  width: number
  height: number
  /** Height of each lane, in pixels. */
  lanes: number[]
  nodes: PlacedNode[]
  flows: LayoutFlow[]
  /** Lower edge of each row. */
  rowEnds: number[]
}

const GAP = { x: 56, y: 36 }
/** Room around a border, and for the header of an expanded subprocess. */
export const PADDING = 30
const TASK = { width: 150, height: 84 }
const EVENT = { width: 36, height: 36 }
const GATEWAY = { width: 50, height: 50 }
/** Names of events and gateways stand outside of them. */
const ROOM = { width: 124, height: 150 }
const MIN_LANE = 130

export function placeScope(scope: LayoutScope, lanes: number): PlacedScope {
  const inner = new Map(
    scope.nodes.flatMap(({ element, inner: held }) => (held ? [[element, placeScope(held, 1)]] : [])),
  )
  const grid = cellsOf(scope, lanes)
  const sizes = new Map(scope.nodes.map(({ element }) => [element, sizeOf(element, inner.get(element) ?? null)]))
  const cells = [...grid.cells]
  const extent = (side: 'width' | 'height', at: 'column' | 'row', count: number) =>
    Array.from({ length: count }, (_, index) =>
      Math.max(
        side === 'width' ? EVENT.width : 60,
        ...cells.flatMap(([element, cell]) =>
          cell[at] === index ? [roomOf(element, sizes.get(element) ?? TASK)[side]] : [],
        ),
      ),
    )
  const widths = extent('width', 'column', grid.columns)
  const heights = extent('height', 'row', grid.rowLanes.length)
  const starts = (sizesOf: readonly number[], gap: number, from: number) => {
    let at = from
    return sizesOf.map((size) => {
      const start = at
      at += size + gap
      return start
    })
  }
  const xs = starts(widths, GAP.x, PADDING)
  const { ys, lanes: laneHeights, height } = rowsIn(grid.rowLanes, heights, lanes)
  const nodes = cells.map(([element, { column, row }]): PlacedNode => {
    const size = sizes.get(element) ?? TASK
    const x = (xs[column] ?? 0) + ((widths[column] ?? 0) - size.width) / 2
    const y = (ys[row] ?? 0) + ((heights[row] ?? 0) - size.height) / 2
    return { element, box: { x, y, ...size }, column, row, inner: inner.get(element) ?? null }
  })
  attach(scope, nodes)
  return {
    width: (xs.at(-1) ?? PADDING) + (widths.at(-1) ?? 0) + PADDING,
    height,
    lanes: laneHeights,
    nodes,
    flows: scope.flows,
    rowEnds: ys.map((y, row) => y + (heights[row] ?? 0)),
  }
}

const sizeOf = (element: ModdleElement, inner: PlacedScope | null) => {
  if (inner && inner.nodes.length > 0)
    return { width: Math.max(TASK.width, inner.width), height: Math.max(TASK.height, inner.height + PADDING) }
  if (isSubprocess(element) || !/(?:Event|Gateway)$/.test(element.$type)) return TASK
  return isGateway(element) ? GATEWAY : EVENT
}

const roomOf = (element: ModdleElement, size: { width: number; height: number }) =>
  /(?:Event|Gateway)$/.test(element.$type) ? ROOM : size

/** Rows stand lane under lane; a lane has room for its name. */
function rowsIn(rowLanes: readonly number[], heights: readonly number[], lanes: number) {
  const ys: number[] = []
  const laneHeights: number[] = []
  let y = 0
  for (let lane = 0; lane < Math.max(1, lanes); lane++) {
    const from = y
    y += GAP.y / 2
    for (const [row, own] of rowLanes.entries()) {
      if (own !== lane) continue
      ys[row] = y
      y += (heights[row] ?? 0) + GAP.y
    }
    y = Math.max(y, from + MIN_LANE)
    laneHeights.push(y - from)
  }
  return { ys, lanes: laneHeights, height: y }
}

/** Events on a border sit on the lower edge of their host, one beside the other. */
function attach({ nodes: all }: LayoutScope, nodes: PlacedNode[]): void {
  const counts = new Map<ModdleElement, number>()
  for (const { element, host } of all) {
    const on = nodes.find((node) => node.element === host)
    if (!host || !on) continue
    const count = counts.get(host) ?? 0
    counts.set(host, count + 1)
    const x = on.box.x + 14 + ((count * 44) % Math.max(44, on.box.width - 44))
    const box = { x, y: on.box.y + on.box.height - EVENT.height / 2, ...EVENT }
    nodes.push({ element, box, column: on.column, row: on.row, inner: null })
  }
}

interface Cell {
  column: number
  row: number
}

/** Rows are numbered over all lanes from above; `rowLanes` says to which lane each belongs. */
function cellsOf(
  scope: LayoutScope,
  lanes: number,
): { cells: Map<ModdleElement, Cell>; columns: number; rowLanes: number[] } {
  const ranks = ranksOf(scope)
  const hosts = new Map(scope.nodes.flatMap(({ element, host }) => (host ? [[element, host]] : [])))
  const before = new Map<ModdleElement, ModdleElement>()
  for (const { from, to } of scope.flows) if (!before.has(to)) before.set(to, hosts.get(from) ?? from)
  const taken = new Set<string>()
  const placed = new Map<ModdleElement, { column: number; lane: number; row: number }>()
  const order = scope.nodes
    .filter(({ host }) => !host)
    .toSorted((a, b) => (ranks.get(a.element) ?? 0) - (ranks.get(b.element) ?? 0))
  for (const { element, lane } of order) {
    const column = ranks.get(element) ?? 0
    const source = placed.get(before.get(element) ?? element)
    let row = source?.lane === lane ? source.row : 0
    while (taken.has(`${lane}/${column}/${row}`)) row += 1
    taken.add(`${lane}/${column}/${row}`)
    placed.set(element, { column, lane, row })
  }
  const rowLanes: number[] = []
  const firstRow: number[] = []
  for (let lane = 0; lane < Math.max(1, lanes); lane++) {
    firstRow[lane] = rowLanes.length
    const rows = Math.max(1, ...[...placed.values()].flatMap((place) => (place.lane === lane ? [place.row + 1] : [])))
    rowLanes.push(...Array.from({ length: rows }, () => lane))
  }
  const cells = new Map(
    [...placed].map(([element, { column, lane, row }]): [ModdleElement, Cell] => [
      element,
      { column, row: (firstRow[lane] ?? 0) + row },
    ]),
  )
  return { cells, columns: 1 + Math.max(0, ...[...placed.values()].map(({ column }) => column)), rowLanes }
}

/** Longest way from a beginning, without the flows that lead back. */
function ranksOf({ nodes, flows }: LayoutScope): Map<ModdleElement, number> {
  const hosts = new Map(nodes.flatMap(({ element, host }) => (host ? [[element, host]] : [])))
  const outgoing = new Map<ModdleElement, ModdleElement[]>()
  for (const { from, to } of flows) {
    const source = hosts.get(from) ?? from
    outgoing.set(source, [...(outgoing.get(source) ?? []), to])
  }
  const entered = new Set(flows.map(({ to }) => to))
  const state = new Map<ModdleElement, 'open' | 'done'>()
  const sorted: ModdleElement[] = []
  const roots = nodes.map(({ element }) => element).toSorted((a, b) => Number(entered.has(a)) - Number(entered.has(b)))
  const forward = new Map<ModdleElement, ModdleElement[]>()
  for (const root of roots) {
    // A stack, not recursion: a chain may be as long as the diagram.
    const stack: { node: ModdleElement; next: number }[] = state.has(root) ? [] : [{ node: root, next: 0 }]
    if (stack.length > 0) state.set(root, 'open')
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const to = outgoing.get(top.node)?.[top.next]
      top.next += 1
      if (to === undefined) {
        state.set(top.node, 'done')
        sorted.push(top.node)
        stack.pop()
        continue
      }
      if (state.get(to) === 'open') continue
      forward.set(top.node, [...(forward.get(top.node) ?? []), to])
      if (state.has(to)) continue
      state.set(to, 'open')
      stack.push({ node: to, next: 0 })
    }
  }
  const ranks = new Map<ModdleElement, number>()
  for (const node of sorted.toReversed()) {
    const rank = ranks.get(node) ?? 0
    ranks.set(node, rank)
    for (const to of forward.get(node) ?? []) ranks.set(to, Math.max(ranks.get(to) ?? 0, rank + 1))
  }
  return ranks
}
