// Checks a JSON value before anything reads its meaning: depth, keys, forbidden names, and well-formed text.
import { Refusal } from '@biplane/contracts/refusal'

export interface JsonBounds {
  jsonDepth: number
  jsonKeys: number
}

const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype'])

/** @throws BAD_JSON for what is no JSON, BAD_MESSAGE for what is too deep, too wide, or named to do harm */
export function parseBounded(text: string, bounds: JsonBounds): unknown {
  const value = parseJson(text)
  checkBounds(value, bounds)
  return value
}

/** For a refusal that names what it refuses: its id may be read before the value is checked. @throws BAD_JSON */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Refusal('BAD_JSON', 'That is not JSON.', { cause })
  }
}

/** Walks without recursion: the depth of the value must not become the depth of the stack. */
export function checkBounds(value: unknown, { jsonDepth, jsonKeys }: JsonBounds): void {
  const open: { value: unknown; depth: number }[] = [{ value, depth: 1 }]
  let keys = 0
  for (let next = open.pop(); next; next = open.pop()) {
    if (typeof next.value === 'string') requireWellFormed(next.value)
    if (typeof next.value !== 'object' || next.value === null) continue
    if (next.depth > jsonDepth) throw new Refusal('BAD_MESSAGE', `JSON is at most ${jsonDepth} levels deep.`)
    for (const [key, inner] of Object.entries(next.value)) {
      if (!Array.isArray(next.value)) {
        keys += 1
        requireWellFormed(key)
        if (FORBIDDEN.has(key)) throw new Refusal('BAD_MESSAGE', 'That key is not allowed.', { path: key })
      }
      if (keys > jsonKeys) throw new Refusal('BAD_MESSAGE', `JSON has at most ${jsonKeys} keys.`)
      open.push({ value: inner, depth: next.depth + 1 })
    }
  }
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true })

/** The text of a body. @throws BAD_JSON for bytes that are not UTF-8: replacing them would change what was said */
export function readUtf8(body: Buffer): string {
  try {
    return strictUtf8.decode(body)
  } catch (cause) {
    throw new Refusal('BAD_JSON', 'That is not UTF-8.', { cause })
  }
}

/**
 * JSON can spell half of a surrogate pair (`"\ud83d"`), which no UTF-8 can hold: it would come back from the database,
 * and reach other readers, as something else than what was sent. @throws BAD_MESSAGE
 */
function requireWellFormed(text: string): void {
  if (!text.isWellFormed()) throw new Refusal('BAD_MESSAGE', 'The text holds half of a character (a lone surrogate).')
}
