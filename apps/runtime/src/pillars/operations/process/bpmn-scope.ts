// Walks one process or subprocess of a BPMN file: its steps in order, where flows lead, where the work begins.
import type { ModdleElement } from 'bpmn-moddle'
import { definitionsOf, documentationOf, elements, extensionOf, isElement, isNode, nameOf } from './bpmn-elements.ts'

interface ScopeFlow {
  flow: ModdleElement
  target: ModdleElement | null
}

export class BpmnScope {
  readonly steps: readonly ModdleElement[]
  /** Steps at which the work can begin beside the first one. */
  readonly begins: ReadonlySet<ModdleElement>
  readonly container: ModdleElement
  readonly #nodes: ModdleElement[]
  readonly #outgoing = new Map<ModdleElement, ScopeFlow[]>()
  readonly #entered = new Set<ModdleElement>()
  readonly #spokenOf: ReadonlySet<ModdleElement>

  /** @param spokenOf nodes that messages or notes refer to: these stay steps of their own */
  constructor(container: ModdleElement, spokenOf: ReadonlySet<ModdleElement>) {
    this.container = container
    this.#spokenOf = spokenOf
    this.#nodes = elements(container.flowElements).filter(isNode)
    for (const flow of elements(container.flowElements)) {
      if (flow.$type === 'bpmn:SequenceFlow' && isElement(flow.sourceRef))
        this.#connect(flow.sourceRef, flow, flow.targetRef)
    }
    for (const link of elements(container.artifacts)) {
      // The handler of a compensation is tied by an association.
      if (link.$type === 'bpmn:Association' && isElement(link.sourceRef) && isCompensation(link.sourceRef))
        this.#connect(link.sourceRef, link, link.targetRef)
    }
    this.#followLinks()
    this.steps = this.#ordered()
    this.begins = this.#beginnings()
  }

  #connect(source: ModdleElement, flow: ModdleElement, target: unknown): void {
    const flows = this.#outgoing.get(source) ?? []
    this.#outgoing.set(source, flows)
    flows.push({ flow, target: isElement(target) ? target : null })
    if (isElement(target)) this.#entered.add(target)
  }

  /** A link event leads to the one of the same name. */
  #followLinks(): void {
    for (const from of this.#nodes.filter((node) => linkOf(node, 'bpmn:IntermediateThrowEvent') !== null)) {
      const name = linkOf(from, 'bpmn:IntermediateThrowEvent')
      const to = this.#nodes.find((node) => linkOf(node, 'bpmn:IntermediateCatchEvent') === name)
      if (to && this.outgoing(from).length === 0) this.#connect(from, from, to)
    }
  }

  outgoing(element: ModdleElement): readonly ScopeFlow[] {
    return this.#outgoing.get(element) ?? []
  }

  #isPlain(element: ModdleElement): boolean {
    return definitionsOf(element).length === 0 && documentationOf(element).length === 0 && !this.#spokenOf.has(element)
  }

  #isPlainStart(element: ModdleElement): boolean {
    return (
      element.$type === 'bpmn:StartEvent' &&
      /^(?:start)?$/i.test(nameOf(element)) &&
      this.outgoing(element).length > 0 &&
      element.isInterrupting !== false &&
      this.#isPlain(element)
    )
  }

  #isPlainEnd(element: ModdleElement): boolean {
    return element.$type === 'bpmn:EndEvent' && /^(?:end)?$/i.test(nameOf(element)) && this.#isPlain(element)
  }

  /** A gateway at which ways only meet. */
  #isPlainJoin(element: ModdleElement): boolean {
    const flows = this.outgoing(element)
    return (
      element.$type === 'bpmn:ExclusiveGateway' &&
      flows.length === 1 &&
      nameOf(element) === '' &&
      nameOf(flows[0]?.flow) === '' &&
      extensionOf(element, 'biplane:Step') === null &&
      this.#isPlain(element)
    )
  }

  /** A border event that only says that something can go wrong. */
  isException(element: ModdleElement): boolean {
    return element.$type === 'bpmn:BoundaryEvent' && this.outgoing(element).length === 0 && this.#isPlain(element)
  }

  exceptionOf(element: ModdleElement): string | null {
    const event = this.#nodes.find((node) => node.attachedToRef === element && this.isException(node))
    return event ? nameOf(event) || 'it can be interrupted' : null
  }

  isDecision(element: ModdleElement): boolean {
    if (element.$type !== 'bpmn:ExclusiveGateway') return false
    const own = extensionOf(element, 'biplane:Step')
    return own ? own.kind !== 'join' : this.outgoing(element).length > 1
  }

  #isStep(element: ModdleElement): boolean {
    return !(
      this.#isPlainStart(element) ||
      this.#isPlainEnd(element) ||
      this.#isPlainJoin(element) ||
      this.isException(element) ||
      extensionOf(element, 'biplane:Way') ||
      extensionOf(element, 'biplane:Missing')
    )
  }

  /** The step to which a flow leads in the end; `end` also for a ring of gateways that holds no step. */
  arrive(target: ModdleElement | null): ModdleElement | 'end' {
    const passed = new Set<ModdleElement>()
    let at = target
    while (at && this.#isPlainJoin(at)) {
      if (passed.has(at)) return 'end'
      passed.add(at)
      at = this.outgoing(at)[0]?.target ?? null
    }
    return at === null || this.#isPlainEnd(at) ? 'end' : at
  }

  /** Ours in their own order; others as they are reached from the start, then the rest. */
  #ordered(): ModdleElement[] {
    const all = this.#nodes.filter((node) => this.#isStep(node))
    if (all.some((node) => extensionOf(node, 'biplane:Step'))) return all
    const attached = new Map<unknown, ModdleElement[]>()
    for (const node of this.#nodes) {
      if (node.attachedToRef) attached.set(node.attachedToRef, [...(attached.get(node.attachedToRef) ?? []), node])
    }
    const seen = new Set<ModdleElement>()
    const open = this.#nodes.filter((node) => node.$type === 'bpmn:StartEvent')
    for (const node of open.length > 0 ? open : this.#nodes.filter((each) => this.#canBegin(each))) {
      if (!open.includes(node)) open.push(node)
    }
    for (const node of open) {
      if (seen.has(node)) continue
      seen.add(node)
      open.push(...(attached.get(node) ?? []), ...this.outgoing(node).flatMap(({ target }) => target ?? []))
    }
    const wanted = new Set(all)
    return [...[...seen].filter((node) => wanted.has(node)), ...all.filter((node) => !seen.has(node))]
  }

  /** No flow leads to it, and nothing else starts it. */
  #canBegin(node: ModdleElement): boolean {
    return !this.#entered.has(node) && !node.attachedToRef && !node.triggeredByEvent && !node.isForCompensation
  }

  #beginnings(): Set<ModdleElement> {
    const starts = this.#nodes.filter((node) => node.$type === 'bpmn:StartEvent')
    const places =
      starts.length > 0
        ? starts
            .filter((node) => this.#isPlainStart(node))
            .flatMap((node) => this.outgoing(node).map(({ target }) => this.arrive(target)))
        : this.steps.filter((node) => this.#canBegin(node))
    const first = this.steps.find((node) => !node.attachedToRef && !node.triggeredByEvent && !node.isForCompensation)
    return new Set(
      places.filter((place) => place !== 'end' && place !== first).flatMap((place) => (place === 'end' ? [] : [place])),
    )
  }

  get hasSteps(): boolean {
    return this.steps.some((step) => !/(?:Start|End)Event$/.test(step.$type))
  }
}

const isCompensation = (element: ModdleElement): boolean =>
  definitionsOf(element).some(({ $type }) => $type === 'bpmn:CompensateEventDefinition')

const linkOf = (element: ModdleElement, type: string): string | null => {
  const [definition] = definitionsOf(element)
  return element.$type === type && definition?.$type === 'bpmn:LinkEventDefinition'
    ? nameOf(definition) || nameOf(element)
    : null
}
