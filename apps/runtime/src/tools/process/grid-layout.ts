// Owns the layout of last resort: shapes in rows, in their order, with straight lines. The layout library stumbles over some
// loops; a diagram that is plain is better than none.
import type { BpmnModdle, ModdleElement } from 'bpmn-moddle'

const COLUMNS = 8
const CELL = { width: 160, height: 130 }

const isElement = (value: unknown): value is ModdleElement =>
  typeof value === 'object' && value !== null && '$type' in value

/** Pixels, as BPMN tools expect them. */
const sizeOf = ({ $type }: ModdleElement): { width: number; height: number } => {
  if (/Event$/.test($type)) return { width: 36, height: 36 }
  return /Gateway$/.test($type) ? { width: 50, height: 50 } : { width: 100, height: 80 }
}

export function gridDiagram(
  moddle: BpmnModdle,
  process: ModdleElement,
  elements: readonly ModdleElement[],
): ModdleElement {
  const shapes = elements.filter(({ $type }) => $type !== 'bpmn:SequenceFlow')
  const centres = new Map(
    shapes.map((shape, at): [ModdleElement, { x: number; y: number }] => [
      shape,
      { x: CELL.width * ((at % COLUMNS) + 0.5), y: CELL.height * (Math.floor(at / COLUMNS) + 0.5) },
    ]),
  )
  const drawn = shapes.map((shape) => {
    const { width, height } = sizeOf(shape)
    const { x, y } = centres.get(shape) ?? { x: 0, y: 0 }
    return moddle.create('bpmndi:BPMNShape', {
      id: `${shape.id}_di`,
      bpmnElement: shape,
      bounds: moddle.create('dc:Bounds', { x: x - width / 2, y: y - height / 2, width, height }),
    })
  })
  const lines = elements.flatMap((flow) => {
    const ends = [flow.sourceRef, flow.targetRef].flatMap((end) => (isElement(end) ? (centres.get(end) ?? []) : []))
    if (flow.$type !== 'bpmn:SequenceFlow' || ends.length < 2) return []
    const waypoint = ends.map((point) => moddle.create('dc:Point', { ...point }))
    return [moddle.create('bpmndi:BPMNEdge', { id: `${flow.id}_di`, bpmnElement: flow, waypoint })]
  })
  const plane = moddle.create('bpmndi:BPMNPlane', {
    id: 'Plane_1',
    bpmnElement: process,
    planeElement: [...lines, ...drawn],
  })
  return moddle.create('bpmndi:BPMNDiagram', { id: 'Diagram_1', plane })
}
