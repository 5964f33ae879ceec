// Owns how one process of a BPMN file is walked: its steps in order, where flows lead, lanes, our own additions.
import type { ModdleElement } from 'bpmn-moddle'
import { squeeze } from './step-words.ts'

const isElement = (value: unknown): value is ModdleElement =>
  typeof value === 'object' && value !== null && '$type' in value && typeof value.$type === 'string'
const elements = (value: unknown): ModdleElement[] => (Array.isArray(value) ? value.filter(isElement) : [])

const TASK =
  /Task$|:(?:CallActivity|SubProcess|Transaction|AdHocSubProcess|IntermediateCatchEvent|IntermediateThrowEvent)$/
const GATEWAY = /Gateway$/

interface BpmnWay {
  name: string
  target: ModdleElement | null
}

export class BpmnProcess {
  readonly #outgoing = new Map<ModdleElement, BpmnWay[]>()
  readonly name: string
  readonly #process: ModdleElement
  readonly #shapes: ModdleElement[]

  private constructor(process: ModdleElement) {
    this.#process = process
    this.name = process.name ?? ''
    this.#shapes = elements(process.flowElements)
    for (const flow of this.#shapes) {
      if (flow.$type !== 'bpmn:SequenceFlow' || !isElement(flow.sourceRef)) continue
      const ways = this.#outgoing.get(flow.sourceRef) ?? []
      this.#outgoing.set(flow.sourceRef, ways)
      ways.push({ name: squeeze(flow.name ?? ''), target: isElement(flow.targetRef) ? flow.targetRef : null })
    }
  }

  /** How many shapes are work; known before anything is walked. */
  get tasks(): number {
    return this.#shapes.filter(({ $type }) => TASK.test($type)).length
  }

  /** The first process that has shapes. */
  static of(definitions: ModdleElement): BpmnProcess | null {
    const process = elements(definitions.rootElements).find(
      (element) => element.$type === 'bpmn:Process' && elements(element.flowElements).length > 0,
    )
    return process ? new BpmnProcess(process) : null
  }

  static extensionOf(element: ModdleElement, type: string): ModdleElement | null {
    const held = element.extensionElements
    return (isElement(held) ? elements(held.values).find(({ $type }) => $type === type) : null) ?? null
  }

  own(type: string): ModdleElement | null {
    return BpmnProcess.extensionOf(this.#process, type)
  }

  extension(element: ModdleElement, type: string): ModdleElement | null {
    return BpmnProcess.extensionOf(element, type)
  }

  documentation(element: ModdleElement): string {
    const [first] = elements(element.documentation)
    return typeof first?.text === 'string' ? squeeze(first.text) : ''
  }

  outgoing(element: ModdleElement): readonly BpmnWay[] {
    return this.#outgoing.get(element) ?? []
  }

  isSplit(element: ModdleElement): boolean {
    if (!GATEWAY.test(element.$type)) return false
    return this.outgoing(element).length > 1 || this.extension(element, 'biplane:Step') !== null
  }

  /** Ours in their own order; others as they are reached from the start, then the rest. */
  steps(): ModdleElement[] {
    const all = this.#shapes.filter(
      (shape) => (TASK.test(shape.$type) || this.isSplit(shape)) && !this.extension(shape, 'biplane:Way'),
    )
    if (all.some((shape) => this.extension(shape, 'biplane:Step'))) return all
    const seen = new Set<ModdleElement>()
    const open = this.#shapes.filter(({ $type }) => $type === 'bpmn:StartEvent')
    for (const element of open) {
      if (seen.has(element)) continue
      seen.add(element)
      open.push(...this.outgoing(element).flatMap(({ target }) => target ?? []))
    }
    const wanted = new Set(all)
    return [...[...seen].filter((shape) => wanted.has(shape)), ...all.filter((shape) => !seen.has(shape))]
  }

  /** A shape from which the work goes on in several ways at once. */
  parallel(): ModdleElement | null {
    return (
      this.#shapes.find((shape) => {
        const ways = this.outgoing(shape).length
        if (/:(?:ParallelGateway|InclusiveGateway)$/.test(shape.$type)) return ways > 1
        return TASK.test(shape.$type) && ways > 1 && !this.extension(shape, 'biplane:Step')
      }) ?? null
    )
  }

  /** The step to which a flow leads in the end: gateways that only join are passed. `null` is an end. */
  arrive(target: ModdleElement | null): ModdleElement | null {
    const passed = new Set<ModdleElement>()
    let at = target
    while (at && GATEWAY.test(at.$type) && !this.isSplit(at) && !passed.has(at)) {
      passed.add(at)
      at = this.outgoing(at)[0]?.target ?? null
    }
    if (at?.$type === 'bpmn:EndEvent') return this.extension(at, 'biplane:Missing') ? at : null
    return at
  }

  laneOf(element: ModdleElement): string | null {
    const lanes = elements(this.#process.laneSets).flatMap((set) => elements(set.lanes))
    const name = squeeze(lanes.find((lane) => elements(lane.flowNodeRef).includes(element))?.name ?? '')
    return name === '' ? null : name
  }

  /** What a boundary event on it says. */
  boundaryOf(element: ModdleElement): string | null {
    const event = this.#shapes.find((shape) => shape.$type === 'bpmn:BoundaryEvent' && shape.attachedToRef === element)
    return event ? squeeze(event.name ?? '') || 'it can be interrupted' : null
  }
}
