// Reads one shape of a BPMN process as a step: what it is, who does it, and the ways on.
import type { StepDetail, StepKind, WorkflowBranch, WorkflowStep } from '@biplane/contracts/wire/process-artifacts'
import type { ModdleElement } from 'bpmn-moddle'
import { z } from 'zod'
import { documentationOf, elements, extensionOf, isElement, isSubprocess, nameOf, textOf } from './bpmn-elements.ts'
import { eventText, readEvent, readRepeats } from './bpmn-event.ts'
import type { BpmnScope } from './bpmn-scope.ts'
import { asAnswer, asQuestion } from './decision-words.ts'
import { END } from './workflow-graph.ts'

/** Where a shape stands in the workflow. */
export interface Place {
  id: string
  section: number
  scope: BpmnScope
  /** The id of the subprocess that holds it. */
  inside: string | null
  /** The participant's name. */
  pool: string | null
  process: ModdleElement | null
}

interface Reading {
  places: ReadonlyMap<ModdleElement, Place>
  /** Not written by this product: participants own what no lane owns. */
  foreign: boolean
}

const texts = z.array(z.string())

export function stepOf(element: ModdleElement, place: Place, reading: Reading): WorkflowStep {
  const { scope, id, section } = place
  const own = extensionOf(element, 'biplane:Step')
  const kind = kindOf(element, scope)
  const detail = detailOf(element, kind, place, reading)
  const name = writtenText(element, own)
  const text = name || defaultText(kind, detail, scope.outgoing(element).length)
  const hours = Number(own?.timeHours)
  const time = own?.timeText === undefined || !Number.isFinite(hours) ? null : { text: String(own.timeText), hours }
  return {
    id,
    section,
    kind,
    text: kind === 'decision' ? asQuestion(text) : text,
    owner: ownerOf(element, own, place, reading),
    inputs: parsed(own?.inputs, texts) ?? dataOf(element.dataInputAssociations, 'sourceRef'),
    outputs: parsed(own?.outputs, texts) ?? dataOf(element.dataOutputAssociations, 'targetRef'),
    time,
    exception: own?.exception === undefined ? scope.exceptionOf(element) : String(own.exception),
    next: scope.outgoing(element).map((way, at) => branchOf(way, at, { element, kind, place, places: reading.places })),
    ...(Object.keys(detail).length > 0 ? { detail } : {}),
  }
}

function kindOf(element: ModdleElement, scope: BpmnScope): StepKind {
  const type = element.$type.replace(/^.*:/, '')
  if (isSubprocess(element)) return 'subprocess'
  if (type === 'CallActivity') return 'call'
  if (type === 'ExclusiveGateway') return scope.isDecision(element) ? 'decision' : 'join'
  if (type === 'ParallelGateway') return 'parallel'
  if (type === 'EventBasedGateway') return 'event_choice'
  if (/Gateway$/.test(type)) return 'inclusive'
  if (type === 'StartEvent') return 'start'
  if (type === 'EndEvent') return 'end'
  return /Event$/.test(type) ? 'event' : 'task'
}

const TYPES: Record<string, string> = {
  BusinessRuleTask: 'business rule',
  Transaction: 'transaction',
  AdHocSubProcess: 'ad hoc',
  ComplexGateway: 'complex',
}

function typeOf(element: ModdleElement): string | null {
  const type = element.$type.replace(/^.*:/, '')
  if (element.triggeredByEvent === true) return 'event'
  return TYPES[type] ?? /^(User|Service|Send|Receive|Manual|Script)Task$/.exec(type)?.[1]?.toLowerCase() ?? null
}

function detailOf(element: ModdleElement, kind: StepKind, { inside, scope }: Place, { places }: Reading): StepDetail {
  const type = typeOf(element)
  const host = isElement(element.attachedToRef) ? places.get(element.attachedToRef)?.id : undefined
  const called = textOf(element.calledElement)
  const documented = documentationOf(element)
  // Ours document a step's full text first.
  const note = (extensionOf(element, 'biplane:Step') ? documented.slice(1) : documented).join(' ')
  return {
    ...(type === null ? {} : { type }),
    ...(kind === 'event' || kind === 'start' || kind === 'end' ? readEvent(element) : {}),
    ...(called === '' ? {} : { definition: called }),
    ...(element.$type === 'bpmn:IntermediateThrowEvent' ? { throws: true } : {}),
    ...(inside === null ? {} : { inside }),
    ...(host === undefined ? {} : { attached: host }),
    ...(element.cancelActivity === false || element.isInterrupting === false ? { continues: true } : {}),
    ...readRepeats(element),
    ...(scope.begins.has(element) ? { begins: true } : {}),
    ...(element.isForCompensation === true ? { compensates: true } : {}),
    ...(note === '' ? {} : { note }),
  }
}

/** A shape that still has the label it was given says what is documented; a renamed one says its name. */
function writtenText(element: ModdleElement, own: ModdleElement | null): string {
  const [documented] = documentationOf(element)
  return own && own.label === element.name && documented !== undefined ? documented : nameOf(element)
}

function defaultText(kind: StepKind, detail: StepDetail, ways: number): string {
  switch (kind) {
    case 'decision':
      return 'which way'
    case 'parallel':
      return ways > 1 ? 'All of these at the same time' : 'Wait until all of them are done'
    case 'inclusive':
      return ways > 1 ? 'Each of these that applies' : 'Wait until those that were begun are done'
    case 'event_choice':
      return 'Wait for what happens first'
    case 'start':
    case 'event':
    case 'end':
      return eventText(kind, detail)
    default:
      return kind === 'subprocess' ? 'Unnamed subprocess' : 'Unnamed task'
  }
}

/** A shape that was moved to another lane belongs to that lane. */
function ownerOf(
  element: ModdleElement,
  own: ModdleElement | null,
  { process, pool, inside }: Place,
  { places, foreign }: Reading,
): string | null {
  const outermost = [...places].find(([, place]) => place.id === inside)
  if (own && (inside !== null || laneOf(element, process) === (own.lane ?? null)))
    return own.owner === undefined ? null : String(own.owner)
  if (outermost)
    return ownerOf(outermost[0], extensionOf(outermost[0], 'biplane:Step'), outermost[1], { places, foreign })
  return laneOf(element, process) ?? (foreign ? pool : null)
}

/** The innermost lane that has a name. */
export function laneOf(element: ModdleElement, process: ModdleElement | null): string | null {
  let found: string | null = null
  const open = elements(process?.laneSets).flatMap(({ lanes }) => elements(lanes))
  for (const lane of open) {
    if (elements(lane.flowNodeRef).includes(element) && nameOf(lane) !== '') found = nameOf(lane)
    if (isElement(lane.childLaneSet)) open.push(...elements(lane.childLaneSet.lanes))
  }
  return found
}

function dataOf(associations: unknown, end: 'sourceRef' | 'targetRef'): string[] {
  const names = elements(associations).flatMap((association) => {
    const ref = association[end]
    return (Array.isArray(ref) ? ref : [ref]).map(nameOf)
  })
  return [...new Set(names.map((name) => name.replaceAll(';', ',')).filter((name) => name !== ''))]
}

interface From {
  element: ModdleElement
  kind: StepKind
  place: Place
  places: ReadonlyMap<ModdleElement, Place>
}

function branchOf(
  { flow, target }: { flow: ModdleElement; target: ModdleElement | null },
  at: number,
  { element, kind, place: { scope }, places }: From,
): WorkflowBranch {
  const isFlow = flow.$type === 'bpmn:SequenceFlow'
  const name = isFlow ? nameOf(flow) : ''
  const condition = isFlow && isElement(flow.conditionExpression) ? textOf(flow.conditionExpression.body) : ''
  const otherwise = element.default === flow
  const idOf = (to: ModdleElement | 'end'): string => {
    if (to === 'end') return END
    return places.get(to)?.id ?? String(extensionOf(to, 'biplane:Missing')?.target ?? END)
  }
  const unnamed = otherwise ? 'otherwise' : condition === '' ? `way ${at + 1}` : condition
  const when = kind === 'decision' ? asAnswer(name || unnamed) : name === '' ? null : asAnswer(name)
  const extras = {
    ...(condition === '' ? {} : { condition }),
    ...(otherwise ? { otherwise: true } : {}),
  }
  const way = target && extensionOf(target, 'biplane:Way')
  if (!target || !way) return { when, action: null, owner: null, to: idOf(scope.arrive(target)), ...extras }
  const [on] = scope.outgoing(target)
  const owner = way.owner === undefined ? null : String(way.owner)
  return { when, action: writtenText(target, way), owner, to: idOf(scope.arrive(on?.target ?? null)), ...extras }
}

export function parsed<T>(text: unknown, schema: z.ZodType<T>): T | null {
  if (typeof text !== 'string') return null
  try {
    return schema.parse(JSON.parse(text))
  } catch {
    return null
  }
}
