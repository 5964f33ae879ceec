// First check of a client frame: it is an object, and its type is one that a client may send. [L11]
import { z } from 'zod'
import { Refusal, refuseInput } from '../refusal.ts'

/**
 * The frame as its type's schema has it. `types` are those that a client may say, `ours` those of the server.
 * @throws BAD_MESSAGE with the path of the offending field
 */
export function readFrame<F>(
  schema: z.ZodType<F>,
  types: readonly string[],
  ours: ReadonlySet<string>,
  value: unknown,
): F {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Refusal('BAD_MESSAGE', 'A frame is a JSON object.', { path: '' })
  }
  const type = 'type' in value ? value.type : undefined
  if (typeof type !== 'string' || !types.includes(type)) {
    const why =
      typeof type === 'string' && ours.has(type) ? 'is said by the server only' : `is none of ${types.join(', ')}`
    throw new Refusal('BAD_MESSAGE', `type: ${why}`, { path: 'type' })
  }
  const read = schema.safeParse(value)
  if (!read.success) throw refuseInput(read.error)
  return read.data
}

/** The types that a union of frames has. */
export const typesOf = (frames: z.ZodDiscriminatedUnion): string[] => [...new Set(frames.options.flatMap(typesIn))]

function typesIn(frame: unknown): string[] {
  if (frame instanceof z.ZodDiscriminatedUnion) return typesOf(frame)
  if (!(frame instanceof z.ZodObject)) return []
  const type: unknown = frame.shape.type
  if (type instanceof z.ZodLiteral) return [...type.values].map(String)
  return type instanceof z.ZodEnum ? type.options.map(String) : []
}
