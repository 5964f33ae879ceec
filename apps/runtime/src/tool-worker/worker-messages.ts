// Messages between the scheduler and its worker processes. Both check what they receive.
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
  /** Where the bytes lie: the worker reads them by itself, so that they never pass the event loop of the server. */
  path: z.string(),
})

export const workerCall = z.object({
  call: z.number().int(),
  tool: z.string(),
  args: z.unknown(),
  /** The file that the tool is about, then those that it is compared with. */
  files: z.array(handedFile).min(1),
})

/** The running call is to end by itself; the worker is killed when it does not. */
export const workerInterrupt = z.object({ interrupt: z.literal(true) })

/** The worker drops these contents from its caches. */
export const workerForget = z.object({ forget: z.array(z.string()) })

/** Sent once, when the worker has loaded what most calls need. */
export const workerReady = z.object({ ready: z.literal(true) })

/** The worker begins or ends loading what serves all later calls: that is not the work of the call that waits for it. */
export const workerLoading = z.object({ loading: z.boolean() })

export const workerAnswer = z.object({
  call: z.number().int(),
  outcome: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('done'), result: z.unknown() }),
    z.object({ kind: z.literal('refused'), code: refusalCode, message: z.string() }),
    /** A bug: for the log, never for a person. */
    z.object({ kind: z.literal('failed'), message: z.string(), stack: z.string() }),
  ]),
})

export type WorkerInterrupt = z.infer<typeof workerInterrupt>
export type WorkerLoading = z.infer<typeof workerLoading>
export type WorkerForget = z.infer<typeof workerForget>
export type WorkerCall = z.infer<typeof workerCall>
export type HandedFile = z.infer<typeof handedFile>
export type WorkerAnswer = z.infer<typeof workerAnswer>
