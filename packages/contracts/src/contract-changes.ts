// Classifies every change between two contract snapshots for both directions, and finds those that break a client of the
// release before. [F12]
import { type ContractChange, type Direction, judged, type SchemaChange } from './contract-change.ts'
import { recordOf, same, schemaChanges } from './schema-change.ts'
import type { ContractSnapshot, Json } from './snapshot.ts'
import { isRecord, type JsonRecord, short } from './snapshot-difference.ts'

/** Every change from `before` to `now`, by section; empty when both allow the same. */
export function contractChanges(before: ContractSnapshot, now: ContractSnapshot): ContractChange[] {
  return [
    ...procedureChanges(before, now),
    ...shapeChanges(before, now),
    ...limitChanges(before, now),
    ...TABLES.flatMap((section) => tableChanges(section, recordOf(before[section]), recordOf(now[section]))),
  ]
}

const PROCEDURES = 'experience procedures'
/** Tables of names that both sides know: an entry more is ignored, an entry less or another value breaks. */
const TABLES = ['refusals', 'close codes', 'pillars', 'names', 'invocation moves']

function procedureChanges(before: ContractSnapshot, now: ContractSnapshot): ContractChange[] {
  const [was, is] = [recordOf(before[PROCEDURES]), recordOf(now[PROCEDURES])]
  return namesOf(was, is).flatMap((name): ContractChange[] => {
    const [a, b, at] = [was[name], is[name], [PROCEDURES, name]]
    if (a === undefined) return [judged({ verdict: 'added', at, words: '' }, 'client → server')]
    if (b === undefined) return [judged({ verdict: 'removed', at, words: '' }, 'client → server')]
    const [old, fresh] = [recordOf(a), recordOf(b)]
    const kind: SchemaChange = {
      verdict: 'changed',
      at: [...at, 'kind'],
      words: `${short(old.kind)} → ${short(fresh.kind)}`,
    }
    return [
      ...(same(old.kind, fresh.kind) ? [] : [judged(kind, 'client → server')]),
      ...inputChanges(old.input, fresh.input, at, before, now),
    ]
  })
}

/** The inputs of a procedure are all applied: together they are an `allOf`. */
function inputChanges(
  was: Json | undefined,
  is: Json | undefined,
  at: readonly string[],
  before: ContractSnapshot,
  now: ContractSnapshot,
): ContractChange[] {
  const all = (input: Json | undefined): Json => ({ allOf: input ?? [] })
  const sides = { before: resolver(before), now: resolver(now) }
  return schemaChanges(all(was), all(is), at, sides).map((change) => judged(change, 'client → server'))
}

function shapeChanges(before: ContractSnapshot, now: ContractSnapshot): ContractChange[] {
  const [was, is] = [recordOf(before.shapes), recordOf(now.shapes)]
  const sides = { before: resolver(before), now: resolver(now) }
  const sent = [directionsOf(was), directionsOf(is)]
  return namesOf(was, is).flatMap((name): ContractChange[] => {
    const directions = new Set(sent.flatMap((of) => [...(of.get(name) ?? [])]))
    const [a, b, at] = [was[name], is[name], ['shapes', name]]
    const changes: SchemaChange[] =
      a === undefined
        ? [{ verdict: 'added', at, words: '' }]
        : b === undefined
          ? removedShape(name, was, is)
          : schemaChanges(a, b, at, sides)
    return [...directions].flatMap((direction) => changes.map((change) => judged(change, direction)))
  })
}

/** A used shape shows its change where it is used. A shape that only has another name has not changed. */
function removedShape(name: string, was: JsonRecord, is: JsonRecord): SchemaChange[] {
  const isUsed = Object.entries(was).some(([other, schema]) => other !== name && refsIn(schema).includes(name))
  const content = (schema: Json | undefined) => ({ ...recordOf(schema), $id: '' })
  const isRenamed = Object.entries(is).some(([other, now]) => !(other in was) && same(content(was[name]), content(now)))
  return isUsed || isRenamed ? [] : [{ verdict: 'removed', at: ['shapes', name], words: '' }]
}

/** Inputs, queries and frames of clients. Every other shape is sent by the server. */
const SENT_BY_CLIENTS = /(?:Input|Query|Request|ClientFrame)$/

/** In which directions each shape travels: those of the shapes that use it too. */
function directionsOf(shapes: JsonRecord): Map<string, Set<Direction>> {
  const directions = new Map<string, Set<Direction>>()
  const visit = (name: string, direction: Direction) => {
    const known = directions.get(name) ?? new Set()
    if (known.has(direction)) return
    directions.set(name, known.add(direction))
    for (const used of refsIn(shapes[name] ?? null)) visit(used, direction)
  }
  const names = Object.keys(shapes)
  for (const name of names) if (SENT_BY_CLIENTS.test(name)) visit(name, 'client → server')
  const received = names.filter((name) => !directions.has(name))
  for (const name of received) visit(name, 'server → client')
  return directions
}

const SHAPE = 'shapes/'

function refsIn(schema: Json): string[] {
  if (Array.isArray(schema)) return schema.flatMap(refsIn)
  if (!isRecord(schema)) return []
  const own = typeof schema.$ref === 'string' && schema.$ref.startsWith(SHAPE) ? [schema.$ref.slice(SHAPE.length)] : []
  return [...own, ...Object.values(schema).flatMap(refsIn)]
}

const resolver =
  ({ shapes }: ContractSnapshot) =>
  (ref: string): Json | undefined =>
    ref.startsWith(SHAPE) ? shapes?.[ref.slice(SHAPE.length)] : undefined

/** How long the server waits is its own matter. */
const isTime = (limit: string): boolean => limit.endsWith('Ms')

/** A limit bounds what a client may send: a lower one refuses what was accepted. */
function limitChanges(before: ContractSnapshot, now: ContractSnapshot): ContractChange[] {
  const [was, is] = [recordOf(before.limits), recordOf(now.limits)]
  return namesOf(was, is).flatMap((name): ContractChange[] => {
    const [a, b] = [was[name], is[name]]
    if (same(a, b) || isTime(name)) return []
    const verdict =
      a === undefined ? 'added' : b === undefined ? 'removed' : Number(b) > Number(a) ? 'widened' : 'narrowed'
    // A limit that is gone limits nothing.
    const breaks = verdict === 'removed' ? 'widened' : verdict
    return [judged({ verdict: breaks, at: ['limits', name], words: `${short(a)} → ${short(b)}` }, 'client → server')]
  })
}

function tableChanges(section: string, was: JsonRecord, is: JsonRecord): ContractChange[] {
  return namesOf(was, is).flatMap((name): ContractChange[] => {
    const [a, b] = [was[name], is[name]]
    if (same(a, b)) return []
    const verdict = entryVerdict(a, b)
    return [judged({ verdict, at: [section, name], words: `${short(a)} → ${short(b)}` }, 'server → client')]
  })
}

function entryVerdict(was: Json | undefined, is: Json | undefined): SchemaChange['verdict'] {
  if (was === undefined) return 'added'
  if (is === undefined) return 'removed'
  const holds = (one: Json, other: Json): boolean =>
    Array.isArray(one) && Array.isArray(other)
      ? other.every((value) => one.some((known) => same(known, value)))
      : isRecord(one) && isRecord(other) && Object.entries(other).every(([name, value]) => same(one[name], value))
  if (holds(is, was)) return 'added'
  return holds(was, is) ? 'removed' : 'changed'
}

const namesOf = (was: JsonRecord, is: JsonRecord): string[] =>
  [...new Set([...Object.keys(was), ...Object.keys(is)])].sort()
