// Owns the workflow as BPMN 2.0 XML with a layout. Standard shapes and flows carry the graph, so that any BPMN tool shows it;
// what BPMN has no word for travels beside them.
import type { WorkflowModel, WorkflowStep } from '@biplane/contracts/wire/process-artifacts'
import { layoutProcess } from 'bpmn-auto-layout'
import type { BpmnModdle, ModdleElement } from 'bpmn-moddle'
import { openModdle } from './bpmn-extension.ts'
import { gridDiagram } from './grid-layout.ts'
import { labelOf } from './step-label.ts'
import { END } from './workflow-graph.ts'

export async function toBpmn(model: WorkflowModel): Promise<string> {
  const { xml } = await openModdle().toXML(new Drawing(model).definitions(false), { format: true })
  try {
    return await layoutProcess(xml)
  } catch {
    const { xml: plain } = await openModdle().toXML(new Drawing(model).definitions(true), { format: true })
    return plain
  }
}

class Drawing {
  readonly #moddle: BpmnModdle = openModdle()
  readonly #model: WorkflowModel
  readonly #elements: ModdleElement[] = []
  readonly #flows: ModdleElement[] = []
  readonly #shapes = new Map<string, ModdleElement>()

  constructor(model: WorkflowModel) {
    this.#model = model
  }

  /** @param grid whether to place the shapes in rows; else the layout is still to be made */
  definitions(grid: boolean): ModdleElement {
    const { steps } = this.#model
    const start = this.#add('bpmn:StartEvent', 'Start', { name: 'Start' })
    for (const step of steps) this.#shapes.set(step.id, this.#stepShape(step))
    const [first] = steps
    if (first) this.#flow(start, this.#shapeOf(first.id), null)
    for (const step of steps) this.#ways(step)
    const { roles, sections, total_time, notes, title } = this.#model
    const body = JSON.stringify({ roles, sections, total_time, notes })
    const process = this.#moddle.create('bpmn:Process', {
      id: 'Process_1',
      name: title,
      isExecutable: false,
      extensionElements: this.#extension('biplane:Procedure', { body }),
      flowElements: [...this.#elements, ...this.#flows],
    })
    return this.#moddle.create('bpmn:Definitions', {
      id: 'Definitions_1',
      targetNamespace: 'urn:biplane:process',
      rootElements: [process],
      ...(grid ? { diagrams: [gridDiagram(this.#moddle, process, [...this.#elements, ...this.#flows])] } : {}),
    })
  }

  #stepShape(step: WorkflowStep): ModdleElement {
    const { id, kind, text, owner, inputs, outputs, time, exception } = step
    const label = labelOf(text, kind === 'decision' ? null : owner)
    return this.#add(kind === 'decision' ? 'bpmn:ExclusiveGateway' : 'bpmn:Task', `Step_${plainId(id)}`, {
      name: label,
      documentation: [this.#moddle.create('bpmn:Documentation', { text })],
      extensionElements: this.#extension('biplane:Step', {
        number: id,
        label,
        ...(owner === null ? {} : { owner }),
        inputs: JSON.stringify(inputs),
        outputs: JSON.stringify(outputs),
        ...(time === null ? {} : { timeText: time.text, timeHours: String(time.hours) }),
        ...(exception === null ? {} : { exception }),
      }),
    })
  }

  #ways({ id, next }: WorkflowStep): void {
    const from = this.#shapeOf(id)
    for (const [at, { when, action, owner, to }] of next.entries()) {
      if (action === null) {
        this.#flow(from, this.#shapeOf(to), when)
        continue
      }
      const label = labelOf(action, owner)
      const done = this.#add('bpmn:Task', `Way_${plainId(id)}_${at}`, {
        name: label,
        documentation: [this.#moddle.create('bpmn:Documentation', { text: action })],
        extensionElements: this.#extension('biplane:Way', { label, ...(owner === null ? {} : { owner }) }),
      })
      this.#flow(from, done, when)
      this.#flow(done, this.#shapeOf(to), null)
    }
  }

  /** The shape of a step, of the end, or an end that says what is missing. */
  #shapeOf(id: string): ModdleElement {
    const known = this.#shapes.get(id)
    if (known) return known
    const made =
      id === END
        ? this.#add('bpmn:EndEvent', 'End', { name: 'End' })
        : this.#add('bpmn:EndEvent', `Missing_${this.#shapes.size}`, {
            name: `There is no ${id}`,
            extensionElements: this.#extension('biplane:Missing', { target: id }),
          })
    this.#shapes.set(id, made)
    return made
  }

  #add(type: string, id: string, properties: Record<string, unknown>): ModdleElement {
    const element = this.#moddle.create(type, { id, ...properties })
    this.#elements.push(element)
    return element
  }

  #flow(sourceRef: ModdleElement, targetRef: ModdleElement, name: string | null): void {
    const flow = this.#moddle.create('bpmn:SequenceFlow', {
      id: `Flow_${this.#flows.length + 1}`,
      sourceRef,
      targetRef,
      ...(name === null ? {} : { name }),
    })
    this.#flows.push(flow)
    addTo(sourceRef, 'outgoing', flow)
    addTo(targetRef, 'incoming', flow)
  }

  #extension(type: string, properties: Record<string, unknown>): ModdleElement {
    return this.#moddle.create('bpmn:ExtensionElements', { values: [this.#moddle.create(type, properties)] })
  }
}

const plainId = (id: string): string => id.replace(/[^0-9]/g, '_')

function addTo(element: ModdleElement, list: 'incoming' | 'outgoing', flow: ModdleElement): void {
  const known = element[list]
  if (Array.isArray(known)) known.push(flow)
  else element[list] = [flow]
}
