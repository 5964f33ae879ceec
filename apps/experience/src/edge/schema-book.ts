// Converts the contract's schemas into JSON Schemas that refer to each other by name. Adds nothing and contains only
// what was requested. [D3.13]
import { z } from 'zod'

export type JsonSchema = Record<string, unknown>

/** Modules of the contract; what they export that is no shape is passed over. */
type Exported = Record<string, unknown>

const PLACE = '#/components/schemas/'
const AS_SENT = { io: 'input', unrepresentable: 'any' } as const

export class SchemaBook {
  readonly #registry = z.registry<{ id: string }>()
  readonly #target: 'draft-2020-12' | 'draft-7'

  constructor(exported: Exported, target: 'draft-2020-12' | 'draft-7') {
    this.#target = target
    for (const [id, shape] of Object.entries(exported)) if (shape instanceof z.ZodType) this.add(id, shape)
  }

  /** Names a shape, unless it has a name. */
  add(id: string, shape: z.ZodType): void {
    if (!this.#registry.has(shape)) this.#registry.add(shape, { id })
  }

  /** A reference to a named shape, or the whole of one that has no name. */
  schemaOf(shape: z.ZodType): JsonSchema {
    const named = this.#registry.get(shape)
    if (named) return { $ref: `${PLACE}${named.id}` }
    const { $schema: _, ...schema } = z.toJSONSchema(shape, { ...AS_SENT, target: this.#target })
    return schema
  }

  /** A query or path value, as what it means: a number that is spelled in digits is a number. */
  valueOf(shape: z.ZodType): JsonSchema {
    const { $schema: _, ...schema } = z.toJSONSchema(shape, { ...AS_SENT, io: 'output', target: this.#target })
    return schema
  }

  /** The named shapes that `document` refers to, and those that they refer to. */
  referredIn(document: unknown): Record<string, JsonSchema> {
    const { schemas } = z.toJSONSchema(this.#registry, {
      ...AS_SENT,
      target: this.#target,
      uri: (id) => `${PLACE}${id}`,
    })
    const kept = new Map<string, JsonSchema>()
    const open: unknown[] = [document]
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      for (const id of idsIn(next)) {
        const found = schemas[id]
        if (kept.has(id) || !found) continue
        const { $schema: _schema, $id: _id, ...schema } = found
        kept.set(id, schema)
        open.push(schema)
      }
    }
    return Object.fromEntries([...kept].sort(([a], [b]) => (a < b ? -1 : 1)))
  }
}

const idsIn = (value: unknown): string[] =>
  [...JSON.stringify(value).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, id]) => id ?? '')
