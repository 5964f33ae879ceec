// Owns what the bench and its worker say to each other. Both check what they receive.
import { REFUSAL_CODES, type RefusalCode } from '@biplane/contracts/vocabulary/refusal-codes'
import { readingCorrection } from '@biplane/contracts/wire/file-reading'
import { z } from 'zod'

const refusalCode = z.enum(REFUSAL_CODES as [RefusalCode, ...RefusalCode[]])

const handedFile = z.object({
  facts: z.object({
    file_uuid: z.string(),
    name: z.string(),
    mime: z.string(),
    size: z.number(),
    sha256: z.string(),
    part: z.string().optional(),
    reading: readingCorrection.optional(),
  }),
  /** Where the bytes lie, for a worker that reads files by itself. */
  path: z.string().nullable(),
  /** `null` when the worker still holds a file with this sha256. */
  bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array).nullable(),
})

export const benchCall = z.object({
  call: z.number().int(),
  tool: z.string(),
  args: z.unknown(),
  /** The file that the tool is about, then those that it is compared with. */
  files: z.array(handedFile).min(1),
})

/** The running call is to end by itself; the worker is ended when it does not. */
export const benchInterrupt = z.object({ interrupt: z.literal(true) })

export const benchAnswer = z.object({
  call: z.number().int(),
  outcome: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('done'), result: z.unknown() }),
    z.object({ kind: z.literal('refused'), code: refusalCode, message: z.string() }),
    /** A bug: for the log, never for a person. */
    z.object({ kind: z.literal('failed'), message: z.string(), stack: z.string() }),
  ]),
  /** SHA-256 of every file whose content the worker now holds. */
  held: z.array(z.string()),
  /** Of the thread in which the tool ran; 0 would be the main thread. */
  thread: z.number().int(),
})

export type BenchInterrupt = z.infer<typeof benchInterrupt>
export type BenchCall = z.infer<typeof benchCall>
export type HandedFile = z.infer<typeof handedFile>
export type BenchAnswer = z.infer<typeof benchAnswer>
