// Reads what an event waits for or sends, and how an activity repeats; writes the same. The texts are the notation's own.

import type { StepDetail, StepKind } from '@biplane/contracts/wire/process-artifacts'
import type { BpmnModdle, ModdleElement } from 'bpmn-moddle'
import { definitionsOf, isElement, nameOf, textOf } from './bpmn-elements.ts'

const REFERENCES: Record<string, string> = {
  message: 'messageRef',
  signal: 'signalRef',
  error: 'errorRef',
  escalation: 'escalationRef',
}
const TIMERS = [
  ['timeDuration', 'after'],
  ['timeDate', 'at'],
  ['timeCycle', 'every'],
] as const

const bodyOf = (value: unknown): string => (isElement(value) ? textOf(value.body) : '')

/** `timer` with `after PT5M`; several kinds are joined by a plus sign and have no definition. */
export function readEvent(element: ModdleElement): Pick<StepDetail, 'type' | 'definition'> {
  const all = definitionsOf(element)
  const [only] = all
  if (!only) return {}
  const type = all.map(kindOf).join('+')
  const definition = all.length === 1 ? definitionOf(only, type) : ''
  return definition === '' ? { type } : { type, definition }
}

const kindOf = ({ $type }: ModdleElement): string =>
  $type
    .replace(/^.*:/, '')
    .replace(/EventDefinition$/, '')
    .toLowerCase()

function definitionOf(definition: ModdleElement, type: string): string {
  if (type === 'timer') {
    const set = TIMERS.find(([property]) => bodyOf(definition[property]) !== '')
    return set ? `${set[1]} ${bodyOf(definition[set[0]])}` : ''
  }
  if (type === 'conditional') return bodyOf(definition.condition)
  if (type === 'link') return nameOf(definition)
  return nameOf(definition[REFERENCES[type] ?? ''])
}

/** An event that has no name says what it is. */
export function eventText(kind: StepKind, { type, definition, throws }: StepDetail): string {
  const what = definition ? `: ${definition}` : ''
  if (!type) return kind === 'start' ? 'Start' : kind === 'end' ? 'End' : 'Event'
  if (type === 'timer') return `Wait for the timer${what}`
  const sends = throws || kind === 'end'
  if (type === 'message') return `${sends ? 'Message is sent' : 'Message arrives'}${what}`
  return `${type.charAt(0).toUpperCase()}${type.slice(1)}${what}`
}

/** Definitions of an event; messages, signals and errors that they refer to are added to `roots`. */
export function writeEvent(
  moddle: BpmnModdle,
  { type, definition }: StepDetail,
  roots: ModdleElement[],
): ModdleElement[] {
  return (type ?? '').split('+').flatMap((kind): ModdleElement[] => {
    if (kind === '') return []
    const made = moddle.create(`bpmn:${kind.charAt(0).toUpperCase()}${kind.slice(1)}EventDefinition`)
    if (definition === undefined) return [made]
    const reference = REFERENCES[kind]
    if (reference !== undefined) {
      const root = moddle.create(`bpmn:${kind.charAt(0).toUpperCase()}${kind.slice(1)}`, {
        id: `Root_${roots.length + 1}`,
        name: definition,
      })
      roots.push(root)
      made[reference] = root
    } else if (kind === 'link') made.name = definition
    else if (kind === 'conditional') made.condition = moddle.create('bpmn:FormalExpression', { body: definition })
    else if (kind === 'timer') {
      const timer = TIMERS.find(([, word]) => definition.startsWith(`${word} `))
      if (timer)
        made[timer[0]] = moddle.create('bpmn:FormalExpression', { body: definition.slice(timer[1].length + 1) })
    }
    return [made]
  })
}

export function readRepeats(element: ModdleElement): Pick<StepDetail, 'repeats' | 'until'> {
  const loop = element.loopCharacteristics
  if (!isElement(loop)) return {}
  const repeats = /:Standard/.test(loop.$type) ? 'loop' : loop.isSequential === true ? 'in sequence' : 'in parallel'
  const most = typeof loop.loopMaximum === 'number' ? `at most ${loop.loopMaximum} times` : ''
  const said = [...[loop.loopCondition, loop.loopCardinality, loop.completionCondition].map(bodyOf), most]
  const until = said.filter((text) => text !== '').join('; ')
  return until === '' ? { repeats } : { repeats, until }
}

export function writeRepeats(moddle: BpmnModdle, { repeats, until }: StepDetail): ModdleElement | null {
  if (!repeats) return null
  const condition = until === undefined ? null : moddle.create('bpmn:FormalExpression', { body: until })
  return repeats === 'loop'
    ? moddle.create('bpmn:StandardLoopCharacteristics', condition ? { loopCondition: condition } : {})
    : moddle.create('bpmn:MultiInstanceLoopCharacteristics', {
        isSequential: repeats === 'in sequence',
        ...(condition ? { completionCondition: condition } : {}),
      })
}
