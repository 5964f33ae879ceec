// Owns the bullets that say of a step what its sentence does not: owner, inputs, outputs, time, exception, ways on.
// Written by `write-sop.ts` where the sentence alone would be read otherwise. Pure.
import type { WorkflowTime } from '@biplane/contracts/wire/process-artifacts'
import { asAnswer } from './decision-words.ts'
import { readTime } from './step-words.ts'

export interface SaidAttributes {
  kind?: 'task' | 'decision'
  /** `null` is said, too: nobody. */
  owner?: string | null
  inputs?: string[]
  outputs?: string[]
  time?: WorkflowTime | null
  exception?: string
  next?: string[]
  ways: { when: string; action: string | null; owner: string | null | undefined; target: string | null }[]
}

export const NOBODY = 'nobody'
export const NONE = 'none'
export const NOWHERE = 'nowhere'

const orNull = (text: string, word: string): string | null => (text.toLowerCase() === word ? null : text)
const parts = (text: string): string[] => text.split(';').map((part) => part.trim())
const list = (text: string): string[] => (text.toLowerCase() === NONE ? [] : parts(text).filter((part) => part !== ''))

export function readAttributes(attributes: readonly string[]): SaidAttributes {
  const said: SaidAttributes = { ways: [] }
  for (const attribute of attributes) {
    const at = attribute.indexOf(':')
    const name = attribute.slice(0, at).toLowerCase()
    const value = attribute.slice(at + 1).trim()
    if (name === 'owner') said.owner = orNull(value, NOBODY)
    else if (name === 'kind') said.kind = value.toLowerCase() === 'decision' ? 'decision' : 'task'
    else if (name.startsWith('input')) said.inputs = list(value)
    else if (name.startsWith('output')) said.outputs = list(value)
    else if (name === 'time') said.time = value.toLowerCase() === NONE ? null : readTime(value)
    else if (name === 'exception') said.exception = value
    else if (name === 'next') said.next = value.toLowerCase() === NOWHERE ? [] : parts(value).map(targetOf)
    else said.ways.push(wayOf(attribute.slice(3, at), value))
  }
  return said
}

/** `3.1`, `end`, or in words `section 3`. */
const targetOf = (text: string): string => text.replace(/\.$/, '').toLowerCase()

/** `[owner] what is done -> where it goes on`; every part may be missing. */
function wayOf(when: string, value: string): SaidAttributes['ways'][number] {
  const cut = value.lastIndexOf('->')
  const target = cut < 0 ? null : targetOf(value.slice(cut + 2).trim())
  const before = (cut < 0 ? value : value.slice(0, cut)).trim()
  const named = /^\[([^\]]*)\](.*)$/.exec(before)
  const owner = named ? orNull(named[1] ?? '', NOBODY) : undefined
  const action = (named ? (named[2] ?? '') : before).trim()
  return { when: asAnswer(when), action: action === '' ? null : action, owner, target: target === '' ? null : target }
}
