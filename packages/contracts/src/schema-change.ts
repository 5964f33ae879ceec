// Compares two JSON Schemas: what was added, widened, narrowed, removed or changed between them. Annotations do not count.
import type { SchemaChange, Verdict } from './contract-change.ts'
import type { Json } from './snapshot.ts'
import { isRecord, type JsonRecord, short } from './snapshot-difference.ts'

/** Finds the shape that a `$ref` names; `undefined` where there is none. */
export type Resolve = (ref: string) => Json | undefined

interface Sides {
  before: Resolve
  now: Resolve
}

/** Changes between the schema `before` and the schema `now`, each with its path below `at`. */
export function schemaChanges(before: Json, now: Json, at: readonly string[], sides: Sides): SchemaChange[] {
  return new Comparison(sides).compare(before, now, at)
}

/** Keywords that do not limit the allowed values. */
const ANNOTATIONS = new Set(['$id', '$schema', 'title', 'description', 'default', 'examples', 'deprecated'])
/** A higher number allows more. */
const UPPER = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties']
/** A higher number allows less. */
const LOWER = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties']
/** Compared by methods of their own. */
const STRUCTURE = new Set([
  ...['type', 'enum', 'const', 'properties', 'required', 'additionalProperties', 'propertyNames', 'items'],
  ...['anyOf', 'oneOf', 'allOf'],
])

class Comparison {
  readonly #sides: Sides
  /** Pairs of shapes that are being compared: a recursive shape comes to itself. */
  readonly #open = new Set<string>()

  constructor(sides: Sides) {
    this.#sides = sides
  }

  compare(before: Json, now: Json, at: readonly string[]): SchemaChange[] {
    if (same(before, now)) return []
    const refs = [refOf(before), refOf(now)]
    if (refs[0] === null && refs[1] === null) return this.#inside(before, now, at)
    // Named shapes are compared where they stand; other names or a name for what was written out are looked into.
    if (refs[0] === refs[1]) return []
    const pair = refs.join(' ')
    if (this.#open.has(pair)) return []
    this.#open.add(pair)
    const [was, is] = [this.#follow(before, this.#sides.before), this.#follow(now, this.#sides.now)]
    const changes = this.#inside(was, is, at)
    this.#open.delete(pair)
    return changes
  }

  #follow(schema: Json, resolve: Resolve): Json {
    const ref = refOf(schema)
    return ref === null ? schema : (resolve(ref) ?? schema)
  }

  #inside(before: Json, now: Json, at: readonly string[]): SchemaChange[] {
    if (same(before, now)) return []
    if (!isRecord(before) || !isRecord(now)) return [change('changed', at, before, now)]
    const wasAnything = Object.keys(before).every((name) => ANNOTATIONS.has(name))
    const isAnything = Object.keys(now).every((name) => ANNOTATIONS.has(name))
    if (wasAnything && isAnything) return []
    if (wasAnything || isAnything) return [change(wasAnything ? 'narrowed' : 'widened', at, before, now)]
    const alternatives = alternativesOf(before) ?? alternativesOf(now)
    if (alternatives) return this.#alternatives(before, now, at)
    return [
      ...typeChanges(before, now, at),
      ...valueChanges(before, now, at),
      ...boundChanges(before, now, at),
      ...this.#properties(before, now, at),
      ...this.#part('items', before, now, [...at, '[]']),
      ...this.#part('propertyNames', before, now, [...at, 'names']),
      ...this.#all(before, now, at),
      ...otherChanges(before, now, at),
    ]
  }

  #part(name: string, before: JsonRecord, now: JsonRecord, at: readonly string[]): SchemaChange[] {
    const [was, is] = [before[name], now[name]]
    if (was === undefined && is === undefined) return []
    if (was === undefined || is === undefined) return [change(was === undefined ? 'narrowed' : 'widened', at, was, is)]
    return this.compare(was, is, at)
  }

  /** `allOf`: each part narrows. */
  #all(before: JsonRecord, now: JsonRecord, at: readonly string[]): SchemaChange[] {
    const [was, is] = [listOf(before.allOf), listOf(now.allOf)]
    return Array.from({ length: Math.max(was.length, is.length) }).flatMap((_, i) =>
      this.#part(String(i), Object.fromEntries(was.entries()), Object.fromEntries(is.entries()), at),
    )
  }

  #properties(before: JsonRecord, now: JsonRecord, at: readonly string[]): SchemaChange[] {
    const [was, is] = [recordOf(before.properties), recordOf(now.properties)]
    const [needed, needs] = [new Set(listOf(before.required)), new Set(listOf(now.required))]
    const changes: SchemaChange[] = []
    for (const name of new Set([...Object.keys(was), ...Object.keys(is)])) {
      const [a, b, where] = [was[name], is[name], [...at, name]]
      if (a === undefined)
        changes.push(change(needs.has(name) ? 'narrowed' : 'added', where, undefined, b, 'new field'))
      else if (b === undefined) changes.push(change('removed', where, a, undefined))
      else {
        if (needs.has(name) !== needed.has(name)) {
          const says = needs.has(name) ? 'must be there now' : 'may be absent now'
          changes.push({ verdict: needs.has(name) ? 'narrowed' : 'widened', at: where, words: says })
        }
        changes.push(...this.compare(a, b, where))
      }
    }
    return [...changes, ...this.#rest(before, now, at)]
  }

  /** Values allowed beside the named fields; any value when the schema does not name a rule. */
  #rest(before: JsonRecord, now: JsonRecord, at: readonly string[]): SchemaChange[] {
    const [was, is] = [before.additionalProperties ?? true, now.additionalProperties ?? true]
    const where = [...at, 'other fields']
    const isOpen = (rest: Json) => rest === true || (isRecord(rest) && Object.keys(rest).length === 0)
    if (same(was, is) || (isOpen(was) && isOpen(is))) return []
    if (was === false || isOpen(is)) return [change('widened', where, was, is)]
    if (is === false || isOpen(was)) return [change('narrowed', where, was, is)]
    return this.compare(was, is, where)
  }

  /** Alternatives find each other by the name that tells them apart, else by being equal; the rest in their order. */
  #alternatives(before: JsonRecord, now: JsonRecord, at: readonly string[]): SchemaChange[] {
    const was = (alternativesOf(before) ?? [before]).map((schema) => this.#follow(schema, this.#sides.before))
    const is = (alternativesOf(now) ?? [now]).map((schema) => this.#follow(schema, this.#sides.now))
    const left = is.filter((one) => !was.some((other) => same(one, other)))
    const changes: SchemaChange[] = []
    const gone = was.filter((one) => !is.some((other) => same(one, other)))
    const unmatched: Json[] = []
    for (const one of gone) {
      const label = labelOf(one)
      const found = left.findIndex((other) => labelOf(other) === label)
      if (found === -1) unmatched.push(one)
      else changes.push(...this.#inside(one, left.splice(found, 1)[0] ?? null, label === '' ? at : [...at, label]))
    }
    for (const one of unmatched)
      changes.push(change('narrowed', [...at, labelOf(one)], one, undefined, 'one kind less'))
    for (const one of left) {
      // A kind that has a name of its own is ignored by a client that does not know it. [F12]
      const verdict = isKind(one) ? 'added' : 'widened'
      changes.push(change(verdict, [...at, labelOf(one)], undefined, one, 'one kind more'))
    }
    return changes
  }
}

function typeChanges(before: JsonRecord, now: JsonRecord, at: readonly string[]): SchemaChange[] {
  const [was, is] = [typesOf(before), typesOf(now)]
  const verdict = ofSets(was, is, (type, types) => types.has(type) || (type === 'integer' && types.has('number')))
  return verdict === null ? [] : [change(verdict, at, before.type, now.type)]
}

function typesOf({ type }: JsonRecord): Set<Json> {
  if (type === undefined) return new Set(['object', 'array', 'string', 'number', 'boolean', 'null'])
  return new Set(Array.isArray(type) ? type : [type])
}

/** `const` and `enum`. */
function valueChanges(before: JsonRecord, now: JsonRecord, at: readonly string[]): SchemaChange[] {
  const [was, is] = [valuesOf(before), valuesOf(now)]
  if (was === null && is === null) return []
  if (was === null || is === null) return [change(was === null ? 'narrowed' : 'widened', at, shown(was), shown(is))]
  const verdict = ofSets(was, is, (value, values) => values.has(value))
  return verdict === null ? [] : [change(verdict, at, shown(was), shown(is))]
}

const shown = (values: Set<string> | null): Json | undefined =>
  values === null ? undefined : [...values].map((value): Json => JSON.parse(value))

function valuesOf(schema: JsonRecord): Set<string> | null {
  if (schema.const !== undefined) return new Set([JSON.stringify(schema.const)])
  return Array.isArray(schema.enum) ? new Set(schema.enum.map((value) => JSON.stringify(value))) : null
}

function ofSets<T>(was: Set<T>, is: Set<T>, has: (value: T, values: Set<T>) => boolean): Verdict | null {
  const more = [...is].some((value) => !has(value, was))
  const less = [...was].some((value) => !has(value, is))
  if (more && less) return 'changed'
  return more ? 'widened' : less ? 'narrowed' : null
}

function boundChanges(before: JsonRecord, now: JsonRecord, at: readonly string[]): SchemaChange[] {
  return [...UPPER, ...LOWER].flatMap((name): SchemaChange[] => {
    const none = UPPER.includes(name) ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY
    const [was, is] = [numberOr(before[name], none), numberOr(now[name], none)]
    if (was === is) return []
    const wider = UPPER.includes(name) ? is > was : is < was
    return [change(wider ? 'widened' : 'narrowed', [...at, name], before[name], now[name])]
  })
}

/** Keywords without an order of their own, as `pattern` and `format`. */
function otherChanges(before: JsonRecord, now: JsonRecord, at: readonly string[]): SchemaChange[] {
  const names = new Set([...Object.keys(before), ...Object.keys(now)])
  return [...names].flatMap((name): SchemaChange[] => {
    if (ANNOTATIONS.has(name) || STRUCTURE.has(name) || UPPER.includes(name) || LOWER.includes(name)) return []
    const [was, is] = [before[name], now[name]]
    if (same(was, is)) return []
    const verdict = was === undefined ? 'narrowed' : is === undefined ? 'widened' : 'changed'
    return [change(verdict, [...at, name], was, is)]
  })
}

function alternativesOf(schema: JsonRecord): Json[] | null {
  if (Array.isArray(schema.oneOf)) return schema.oneOf
  if (Array.isArray(schema.anyOf)) return schema.anyOf
  return Array.isArray(schema.type) ? schema.type.map((type) => ({ ...schema, type })) : null
}

/** Fields that tell the kinds of a union apart. */
const TELLING = ['type', 'kind', 'status']

/** The name of an alternative: the value of its telling field, else its type. */
function labelOf(schema: Json): string {
  if (!isRecord(schema)) return ''
  return kindOf(schema) ?? (typeof schema.type === 'string' ? schema.type : '')
}

function kindOf(schema: JsonRecord): string | null {
  const properties = recordOf(schema.properties)
  for (const name of TELLING) {
    const values = valuesOf(recordOf(properties[name]))
    if (values) return [...values].map((value) => value.replaceAll('"', '')).join(' or ')
  }
  return null
}

const isKind = (schema: Json): boolean => isRecord(schema) && kindOf(schema) !== null

function change(
  verdict: Verdict,
  at: readonly string[],
  was: Json | undefined,
  is: Json | undefined,
  what = '',
): SchemaChange {
  const values = was === undefined ? short(is) : is === undefined ? short(was) : `${short(was)} → ${short(is)}`
  return { verdict, at: at.filter((name) => name !== ''), words: what === '' ? values : `${what}: ${values}` }
}

export const recordOf = (value: Json | undefined): JsonRecord => (isRecord(value) ? value : {})
const listOf = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : [])
const numberOr = (value: Json | undefined, none: number): number => (typeof value === 'number' ? value : none)
const refOf = (schema: Json): string | null =>
  isRecord(schema) && typeof schema.$ref === 'string' ? schema.$ref : null
export const same = (a: Json | undefined, b: Json | undefined): boolean => JSON.stringify(a) === JSON.stringify(b)
