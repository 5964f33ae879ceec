// The bullets that say of a step what its sentence does not: owner, inputs, outputs, time, exception, ways on.
// Written by `write-sop.ts` where the sentence alone would be read otherwise. Pure.
import { type StepDetail, type StepKind, stepKind, type WorkflowTime } from '@biplane/contracts/wire/process-artifacts'
import { z } from 'zod'
import { asAnswer } from './decision-words.ts'
import { readTime } from './step-words.ts'

export interface SaidAttributes {
  kind?: StepKind
  /** The words of the step where a list item cannot hold them. */
  text?: string
  detail: StepDetail
  /** `null` is said, too: nobody. */
  owner?: string | null
  inputs?: string[]
  outputs?: string[]
  time?: WorkflowTime | null
  exception?: string
  next?: string[]
  ways: SaidBranch[]
}

interface SaidBranch {
  when: string | null
  action: string | null
  owner: string | null | undefined
  target: string | null
  condition?: string
  otherwise?: boolean
}

export const NOBODY = 'nobody'
export const NONE = 'none'
export const NOWHERE = 'nowhere'

const orNull = (text: string, word: string): string | null => (text.toLowerCase() === word ? null : text)
const parts = (text: string): string[] => text.split(';').map((part) => part.trim())
const list = (text: string): string[] => (text.toLowerCase() === NONE ? [] : parts(text).filter((part) => part !== ''))

export function readAttributes(attributes: readonly string[]): SaidAttributes {
  const said: SaidAttributes = { ways: [], detail: {} }
  for (const attribute of attributes) {
    const at = attribute.indexOf(':')
    const name = attribute.slice(0, at).toLowerCase()
    const value = attribute.slice(at + 1).trim()
    if (name === 'owner') said.owner = orNull(value, NOBODY)
    else if (name === 'kind') said.kind = stepKind.safeParse(value.toLowerCase()).data ?? 'task'
    else if (name === 'text') said.text = unquoted(value)
    else if (Object.hasOwn(DETAILS, name)) DETAILS[name]?.(said.detail, value)
    else if (name === 'condition') addToWay(said.ways, value)
    else if (name === 'way') said.ways.push({ ...wayOf('', value), when: null })
    else if (name.startsWith('input')) said.inputs = list(value)
    else if (name.startsWith('output')) said.outputs = list(value)
    else if (name === 'time') said.time = value.toLowerCase() === NONE ? null : readTime(value)
    else if (name === 'exception') said.exception = value
    else if (name === 'next') said.next = value.toLowerCase() === NOWHERE ? [] : parts(value).map(targetOf)
    else said.ways.push(wayOf(attribute.slice(3, at), value))
  }
  return said
}

/** One line of JSON: no mark of a list or a heading can end it. */
const unquoted = (value: string): string => {
  try {
    return z.string().parse(JSON.parse(value))
  } catch {
    return value
  }
}

const isYes = (value: string): boolean => value.toLowerCase() === 'yes'

/** By the word before the colon. */
const DETAILS: Record<string, (detail: StepDetail, value: string) => void> = {
  type: (detail, value) => Object.assign(detail, { type: unquoted(value) }),
  definition: (detail, value) => Object.assign(detail, { definition: unquoted(value) }),
  throws: (detail, value) => Object.assign(detail, { throws: isYes(value) }),
  inside: (detail, value) => Object.assign(detail, { inside: value }),
  'attached to': (detail, value) => Object.assign(detail, { attached: value }),
  'goes on beside it': (detail, value) => Object.assign(detail, { continues: isYes(value) }),
  repeats: (detail, value) =>
    Object.assign(detail, { repeats: z.enum(['loop', 'in sequence', 'in parallel']).safeParse(value).data }),
  until: (detail, value) => Object.assign(detail, { until: unquoted(value) }),
  'begins here': (detail, value) => Object.assign(detail, { begins: isYes(value) }),
  undoes: (detail, value) => Object.assign(detail, { compensates: isYes(value) }),
  note: (detail, value) => Object.assign(detail, { note: unquoted(value) }),
}

/** The bullets that say a detail, in the order of its fields. */
export const detailLines = (detail: StepDetail): string[] => [
  ...(detail.type === undefined ? [] : [`Type: ${JSON.stringify(detail.type)}`]),
  ...(detail.definition === undefined ? [] : [`Definition: ${JSON.stringify(detail.definition)}`]),
  ...(detail.throws ? ['Throws: yes'] : []),
  ...(detail.inside === undefined ? [] : [`Inside: ${detail.inside}`]),
  ...(detail.attached === undefined ? [] : [`Attached to: ${detail.attached}`]),
  ...(detail.continues ? ['Goes on beside it: yes'] : []),
  ...(detail.repeats === undefined ? [] : [`Repeats: ${detail.repeats}`]),
  ...(detail.until === undefined ? [] : [`Until: ${JSON.stringify(detail.until)}`]),
  ...(detail.begins ? ['Begins here: yes'] : []),
  ...(detail.compensates ? ['Undoes: yes'] : []),
  ...(detail.note === undefined ? [] : [`Note: ${JSON.stringify(detail.note)}`]),
]

/** `2 default` or `2 "amount > 100"`: of the way at that place, from 1. */
function addToWay(ways: SaidBranch[], value: string): void {
  const at = value.indexOf(' ')
  const way = ways[Number(value.slice(0, at)) - 1]
  const said = value.slice(at + 1)
  if (!way || at < 0) return
  if (said === 'default') way.otherwise = true
  else way.condition = unquoted(said)
}

/** `3.1`, `end`, or in words `section 3`. */
const targetOf = (text: string): string => text.replace(/\.$/, '').toLowerCase()

/** `[owner] what is done -> where it goes on`; every part may be missing. */
function wayOf(when: string, value: string): SaidBranch {
  const cut = value.lastIndexOf('->')
  const target = cut < 0 ? null : targetOf(value.slice(cut + 2).trim())
  const before = (cut < 0 ? value : value.slice(0, cut)).trim()
  const named = /^\[([^\]]*)\](.*)$/.exec(before)
  const owner = named ? orNull(named[1] ?? '', NOBODY) : undefined
  const action = (named ? (named[2] ?? '') : before).trim()
  return { when: asAnswer(when), action: action === '' ? null : action, owner, target: target === '' ? null : target }
}
