// Interface of a language model for the rest of Runtime: one request, a stream of parts, an end. Knows no library and
// no provider; implementations map every failure to `ModelFailure`.
import type { OfferedTool } from '../agents/model-tool.ts'
import type { StepUsage } from './spending.ts'

export type Turn =
  | { role: 'user'; text: string }
  | { role: 'assistant'; text: string; calls: { id: string; tool: string; input: unknown }[] }
  | { role: 'tool'; results: { id: string; tool: string; output: string }[] }

export interface StepRequest {
  /** Policy; never a word of a person, a file or a tool. */
  system: string
  turns: readonly Turn[]
  tools: readonly OfferedTool[]
  /** Tokens that it may say at most. */
  mostTokens: number
  signal: AbortSignal
}

export type StepPart =
  | { kind: 'text'; text: string }
  /** `wrong` says what is wrong with a call that cannot be understood; `null` for one that can. */
  | { kind: 'call'; tool: string; input: unknown; wrong: string | null }
  | { kind: 'end'; reason: 'stop' | 'calls' | 'length' | 'filtered'; usage: StepUsage }

export interface Model {
  readonly name: string
  /** Ends with exactly one `end`, or throws. @throws ModelFailure, or the signal's reason */
  step(request: StepRequest): AsyncIterable<StepPart>
}

export interface FailureDetail {
  /** May the same request succeed later? */
  retryable: boolean
  /** When the provider said so. */
  retryAfterMs?: number | undefined
  cause?: unknown
}

/** In words for a person; never the provider's own, which may hold anything. */
export class ModelFailure extends Error {
  readonly retryable: boolean
  readonly retryAfterMs: number | undefined

  constructor(message: string, { retryable, retryAfterMs, cause }: FailureDetail) {
    super(message, { cause })
    this.name = 'ModelFailure'
    this.retryable = retryable
    this.retryAfterMs = retryAfterMs
  }
}
