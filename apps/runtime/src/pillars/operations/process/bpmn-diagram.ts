// Writes placed shapes and flows as the drawing part of a BPMN file.
import type { BpmnModdle, ModdleElement } from 'bpmn-moddle'
import { isGateway } from './bpmn-elements.ts'
import type { PlacedDiagram } from './layout-pools.ts'
import type { Box } from './layout-scope.ts'

const LABEL = { width: 124, line: 14, chars: 20 }

export function diagramOf(moddle: BpmnModdle, plane: ModdleElement, { shapes, edges }: PlacedDiagram): ModdleElement {
  const bounds = (box: Box) => moddle.create('dc:Bounds', { ...box })
  const drawn = shapes.map(({ element, box, expanded, horizontal }) => {
    const label = labelBox(element, box)
    return moddle.create('bpmndi:BPMNShape', {
      id: `${element.id}_di`,
      bpmnElement: element,
      bounds: bounds(box),
      ...(expanded ? { isExpanded: true } : {}),
      ...(horizontal ? { isHorizontal: true } : {}),
      ...(element.$type === 'bpmn:ExclusiveGateway' ? { isMarkerVisible: true } : {}),
      ...(label ? { label: moddle.create('bpmndi:BPMNLabel', { bounds: bounds(label) }) } : {}),
    })
  })
  const lines = edges.map(({ element, points }) =>
    moddle.create('bpmndi:BPMNEdge', {
      id: `${element.id}_di`,
      bpmnElement: element,
      waypoint: points.map((point) => moddle.create('dc:Point', { ...point })),
    }),
  )
  return moddle.create('bpmndi:BPMNDiagram', {
    id: 'Diagram_1',
    plane: moddle.create('bpmndi:BPMNPlane', { id: 'Plane_1', bpmnElement: plane, planeElement: [...drawn, ...lines] }),
  })
}

/** Names of gateways stand above them, where no flow leaves; those of events below. */
function labelBox(element: ModdleElement, { x, y, width, height }: Box): Box | null {
  if (!/(?:Event|Gateway)$/.test(element.$type) || !element.name) return null
  const tall = LABEL.line * Math.min(5, Math.ceil(element.name.length / LABEL.chars))
  const left = x + width / 2 - LABEL.width / 2
  return { x: left, y: isGateway(element) ? y - tall - 4 : y + height + 4, width: LABEL.width, height: tall }
}
