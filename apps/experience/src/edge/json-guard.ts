// Owns the bounds of a JSON value before anybody looks at its meaning: depth, keys, and names that must not be keys.
import { Refusal } from '@biplane/contracts/refusal'

export interface JsonBounds {
  jsonDepth: number
  jsonKeys: number
}

const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype'])

/** @throws BAD_JSON for what is no JSON, BAD_MESSAGE for what is too deep, too wide, or named to do harm */
export function parseBounded(text: string, bounds: JsonBounds): unknown {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new Refusal('BAD_JSON', 'That is not JSON.', { cause })
  }
  checkBounds(value, bounds)
  return value
}

/** Walks without recursion: the depth of the value must not become the depth of the stack. */
export function checkBounds(value: unknown, { jsonDepth, jsonKeys }: JsonBounds): void {
  const open: { value: unknown; depth: number }[] = [{ value, depth: 1 }]
  let keys = 0
  for (let next = open.pop(); next; next = open.pop()) {
    if (typeof next.value !== 'object' || next.value === null) continue
    if (next.depth > jsonDepth) throw new Refusal('BAD_MESSAGE', `JSON is at most ${jsonDepth} levels deep.`)
    for (const [key, inner] of Object.entries(next.value)) {
      if (!Array.isArray(next.value)) {
        keys += 1
        if (FORBIDDEN.has(key)) throw new Refusal('BAD_MESSAGE', 'That key is not allowed.', { path: key })
      }
      if (keys > jsonKeys) throw new Refusal('BAD_MESSAGE', `JSON has at most ${jsonKeys} keys.`)
      open.push({ value: inner, depth: next.depth + 1 })
    }
  }
}
