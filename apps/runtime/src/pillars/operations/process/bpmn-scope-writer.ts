// Writes the steps of one pool as shapes and flows, subprocesses within each other, and says in which lane each stands.

import type { StepKind, WorkflowBranch, WorkflowStep } from '@biplane/contracts/wire/process-artifacts'
import type { BpmnModdle, ModdleElement } from 'bpmn-moddle'
import { capital } from '../../../tools/shown-text.ts'
import { writeEvent, writeRepeats } from './bpmn-event.ts'
import type { LayoutScope } from './layout-scope.ts'
import { shortened } from './step-label.ts'
import { END, isWork } from './workflow-graph.ts'

interface Tools {
  moddle: BpmnModdle
  roots: ModdleElement[]
  shapes: Map<string, ModdleElement>
  /** Begins the ids of shapes that stand for no step. */
  prefix: string
  /** Owners in the order of their lanes; empty where nothing is told apart. */
  lanes: readonly string[]
}

/** The lane of work that nobody owns. */
export const NOBODY_LANE = 'Nobody named'

const TASKS: Record<string, string> = { 'business rule': 'BusinessRuleTask' }
const SUBPROCESSES: Record<string, string> = { transaction: 'Transaction', 'ad hoc': 'AdHocSubProcess' }

export class BpmnScopeWriter {
  readonly #tools: Tools
  readonly #steps: readonly WorkflowStep[]
  readonly #lanes = new Map<string, number>()
  #made = 0

  constructor(tools: Tools, steps: readonly WorkflowStep[]) {
    this.#tools = tools
    this.#steps = steps
    this.#assignLanes()
  }

  /** What steers stands beside what leads to it; work that nobody owns has a lane that says so. */
  #assignLanes(): void {
    const { lanes } = this.#tools
    const before = new Map(this.#steps.flatMap(({ id, next }) => next.map(({ to }): [string, string] => [to, id])))
    for (const { id, owner, detail, kind } of this.#steps) {
      const host = detail?.attached ?? detail?.inside
      const near = this.#lanes.get(host ?? before.get(id) ?? '')
      const own = lanes.indexOf(owner ?? (isWork(kind) && kind !== 'decision' ? NOBODY_LANE : ''))
      this.#lanes.set(id, host !== undefined ? (near ?? 0) : own >= 0 ? own : (near ?? 0))
    }
  }

  fill(container: ModdleElement, inside: string | null): LayoutScope {
    const steps = this.#steps.filter(({ detail }) => (detail?.inside ?? null) === inside)
    const scope: LayoutScope = { nodes: [], flows: [] }
    for (const step of steps) this.#stepShape(step, scope)
    for (const { id, detail } of steps) {
      const host = detail?.attached === undefined ? undefined : this.#tools.shapes.get(detail.attached)
      const shape = this.#tools.shapes.get(id)
      if (!host || !shape) continue
      shape.attachedToRef = host
      const node = scope.nodes.find(({ element }) => element === shape)
      if (node) node.host = host
    }
    const known = new Map(steps.map(({ id }): [string, ModdleElement | undefined] => [id, this.#tools.shapes.get(id)]))
    this.#begin(steps, container, scope)
    for (const step of steps) this.#ways(step, { scope, known, steps })
    container.flowElements = [
      ...scope.nodes.map(({ element }) => element),
      ...scope.flows.flatMap(({ element }) => (element.$type === 'bpmn:SequenceFlow' ? [element] : [])),
    ]
    const associations = scope.flows.flatMap(({ element }) => (element.$type === 'bpmn:Association' ? [element] : []))
    if (associations.length > 0) container.artifacts = associations
    return scope
  }

  #begin(steps: readonly WorkflowStep[], container: ModdleElement, scope: LayoutScope): void {
    if (container.$type === 'bpmn:AdHocSubProcess') return
    const first = steps.find(({ detail }) => !detail?.attached && detail?.type !== 'event' && !detail?.compensates)
    const started = steps.filter((step) => (step === first && step.kind !== 'start') || step.detail?.begins)
    for (const { id } of started) {
      const target = this.#tools.shapes.get(id)
      if (!target) continue
      const start = this.#plain('bpmn:StartEvent', { name: 'Start' }, this.#lanes.get(id) ?? 0, scope)
      // The beginning stands before everything else.
      const node = scope.nodes.pop()
      if (node) scope.nodes.unshift(node)
      this.#flow(start, target, { when: null, action: null, owner: null, to: id }, scope)
    }
  }

  #stepShape(step: WorkflowStep, scope: LayoutScope): void {
    const { moddle, roots, lanes } = this.#tools
    const { id, kind, text, owner, inputs, outputs, time, exception, detail = {} } = step
    const lane = this.#lanes.get(id) ?? 0
    // A lane or the pool says who does it.
    const label = shortened(text)
    const laneName = detail.inside === undefined ? lanes[lane] : undefined
    const element = moddle.create(`bpmn:${typeOf(step)}`, {
      id: `Step_${id.replace(/[^0-9]/g, '_')}`,
      name: label,
      documentation: [text, ...(detail.note === undefined ? [] : [detail.note])].map((said) =>
        moddle.create('bpmn:Documentation', { text: said }),
      ),
      extensionElements: this.#extension('biplane:Step', {
        number: id,
        label,
        ...(kind === 'join' ? { kind } : {}),
        ...(owner === null ? {} : { owner }),
        ...(laneName === undefined ? {} : { lane: laneName }),
        inputs: JSON.stringify(inputs),
        outputs: JSON.stringify(outputs),
        ...(time === null ? {} : { timeText: time.text, timeHours: String(time.hours) }),
        ...(exception === null ? {} : { exception }),
      }),
      ...(detail.compensates ? { isForCompensation: true } : {}),
      ...(kind === 'call' && detail.definition !== undefined ? { calledElement: detail.definition } : {}),
      ...(kind === 'subprocess' && detail.type === 'event' ? { triggeredByEvent: true } : {}),
    })
    if (detail.continues) element[detail.attached === undefined ? 'isInterrupting' : 'cancelActivity'] = false
    if (kind === 'event' || kind === 'start' || kind === 'end') {
      const definitions = writeEvent(moddle, detail, roots)
      if (definitions.length > 0) element.eventDefinitions = definitions
    }
    const repeats = writeRepeats(moddle, detail)
    if (repeats) element.loopCharacteristics = repeats
    this.#tools.shapes.set(id, element)
    const node = { element, lane, host: null, inner: null as LayoutScope | null }
    scope.nodes.push(node)
    if (kind === 'subprocess') node.inner = this.fill(element, id)
  }

  #ways(
    step: WorkflowStep,
    at: { scope: LayoutScope; known: Map<string, ModdleElement | undefined>; steps: readonly WorkflowStep[] },
  ): void {
    const from = this.#tools.shapes.get(step.id)
    if (!from) return
    const lane = this.#lanes.get(step.id) ?? 0
    for (const [place, way] of step.next.entries()) {
      if (isLink(step, way, at.steps)) continue
      if (way.action === null) {
        this.#flow(from, this.#shapeOf(way.to, lane, at), way, at.scope)
        continue
      }
      const { action, owner } = way
      const own = owner === null ? -1 : this.#tools.lanes.indexOf(owner)
      const label = shortened(action)
      const done = this.#add(
        `bpmn:Task`,
        `Way_${step.id.replace(/[^0-9]/g, '_')}_${place}`,
        {
          name: label,
          documentation: [this.#tools.moddle.create('bpmn:Documentation', { text: action })],
          extensionElements: this.#extension('biplane:Way', { label, ...(owner === null ? {} : { owner }) }),
        },
        own >= 0 ? own : lane,
        at.scope,
      )
      this.#flow(from, done, way, at.scope)
      this.#flow(
        done,
        this.#shapeOf(way.to, own >= 0 ? own : lane, at),
        { ...way, when: null, condition: undefined, otherwise: undefined },
        at.scope,
      )
    }
  }

  /** The shape of a step, of the end, or an end that says what is missing. */
  #shapeOf(
    id: string,
    lane: number,
    { scope, known }: { scope: LayoutScope; known: Map<string, ModdleElement | undefined> },
  ) {
    const found = known.get(id) ?? this.#tools.shapes.get(id)
    if (found) return found
    const made = this.#plain(
      'bpmn:EndEvent',
      id === END
        ? { name: 'End' }
        : { name: `There is no ${id}`, extensionElements: this.#extension('biplane:Missing', { target: id }) },
      lane,
      scope,
    )
    known.set(id, made)
    return made
  }

  #plain(type: string, properties: Record<string, unknown>, lane: number, scope: LayoutScope): ModdleElement {
    this.#made += 1
    return this.#add(type, `${this.#tools.prefix}_${this.#made}`, properties, lane, scope)
  }

  #add(type: string, id: string, properties: Record<string, unknown>, lane: number, scope: LayoutScope): ModdleElement {
    const element = this.#tools.moddle.create(type, { id, ...properties })
    scope.nodes.push({ element, lane, host: null, inner: null })
    return element
  }

  #flow(
    from: ModdleElement,
    to: ModdleElement,
    { when, condition, otherwise }: WorkflowBranch,
    scope: LayoutScope,
  ): void {
    this.#made += 1
    const { moddle, prefix } = this.#tools
    const id = `${prefix}_Flow_${this.#made}`
    if (to.isForCompensation === true) {
      const element = moddle.create('bpmn:Association', {
        id,
        sourceRef: from,
        targetRef: to,
        associationDirection: 'One',
      })
      scope.flows.push({ element, from, to })
      return
    }
    const element = moddle.create('bpmn:SequenceFlow', {
      id,
      sourceRef: from,
      targetRef: to,
      ...(when === null ? {} : { name: when }),
      ...(condition === undefined
        ? {}
        : { conditionExpression: moddle.create('bpmn:FormalExpression', { body: condition }) }),
    })
    addTo(from, 'outgoing', element)
    addTo(to, 'incoming', element)
    if (otherwise) from.default = element
    scope.flows.push({ element, from, to })
  }

  #extension(type: string, properties: Record<string, unknown>): ModdleElement {
    const { moddle } = this.#tools
    return moddle.create('bpmn:ExtensionElements', { values: [moddle.create(type, properties)] })
  }
}

const GATEWAYS: Partial<Record<StepKind, string>> = {
  decision: 'ExclusiveGateway',
  join: 'ExclusiveGateway',
  parallel: 'ParallelGateway',
  inclusive: 'InclusiveGateway',
  event_choice: 'EventBasedGateway',
  call: 'CallActivity',
  start: 'StartEvent',
  end: 'EndEvent',
}

function typeOf({ kind, detail }: WorkflowStep): string {
  const type = detail?.type
  if (kind === 'event') {
    if (detail?.attached !== undefined) return 'BoundaryEvent'
    return detail?.throws ? 'IntermediateThrowEvent' : 'IntermediateCatchEvent'
  }
  if (kind === 'subprocess') return SUBPROCESSES[type ?? ''] ?? 'SubProcess'
  if (kind === 'inclusive' && type === 'complex') return 'ComplexGateway'
  if (kind === 'task') return type === undefined ? 'Task' : (TASKS[type] ?? `${capital(type)}Task`)
  return GATEWAYS[kind] ?? 'Task'
}

/** Link events say by their name where the work goes on: no flow is drawn. */
const isLink = (step: WorkflowStep, way: WorkflowBranch, steps: readonly WorkflowStep[]): boolean =>
  step.detail?.type === 'link' &&
  step.detail.throws === true &&
  steps.find(({ id }) => id === way.to)?.detail?.type === 'link'

function addTo(element: ModdleElement, list: 'incoming' | 'outgoing', flow: ModdleElement): void {
  const known = element[list]
  if (Array.isArray(known)) known.push(flow)
  else element[list] = [flow]
}
