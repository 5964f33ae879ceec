// Reads single values of BPMN elements: their lists, texts and our own additions. Pure.
import type { ModdleElement } from 'bpmn-moddle'
import { squeeze } from './step-words.ts'

const MAX_TEXT = 2_000

export const isElement = (value: unknown): value is ModdleElement =>
  typeof value === 'object' && value !== null && '$type' in value && typeof value.$type === 'string'

export const elements = (value: unknown): ModdleElement[] => (Array.isArray(value) ? value.filter(isElement) : [])

/** One line, bounded; empty for what is no text. */
export const textOf = (value: unknown): string =>
  typeof value === 'string'
    ? squeeze(value.slice(0, 4 * MAX_TEXT))
        .slice(0, MAX_TEXT)
        .trim()
    : ''

export const nameOf = (value: unknown): string => (isElement(value) ? textOf(value.name) : '')

export function extensionOf(element: ModdleElement, type: string): ModdleElement | null {
  const held = element.extensionElements
  return (isElement(held) ? elements(held.values).find(({ $type }) => $type === type) : null) ?? null
}

export const documentationOf = (element: ModdleElement): string[] =>
  elements(element.documentation)
    .map(({ text }) => textOf(text))
    .filter((text) => text !== '')

export const isSubprocess = ({ $type }: ModdleElement): boolean =>
  /:(?:SubProcess|Transaction|AdHocSubProcess)$/.test($type)
export const isGateway = ({ $type }: ModdleElement): boolean => /Gateway$/.test($type)
export const isNode = (element: ModdleElement): boolean =>
  /(?:Task|Event|Gateway|:CallActivity)$/.test(element.$type) && !/:ChoreographyTask$/.test(element.$type)
    ? true
    : isSubprocess(element)

export const definitionsOf = (element: ModdleElement): ModdleElement[] => elements(element.eventDefinitions)
