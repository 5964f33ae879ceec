// Settings of the language model, and the bounds of one answer that uses it.
import { z } from 'zod'

/** Variables of the environment. */
export const modelVariables = {
  MODEL_PROVIDER: z.enum(['none', 'openai-compatible', 'anthropic']).default('none'),
  /** For example `http://127.0.0.1:11434/v1`. */
  MODEL_BASE_URL: z.url({ protocol: /^https?$/ }).optional(),
  MODEL_NAME: z.string().max(200).optional(),
  MODEL_API_KEY: z.string().max(1_000).optional(),
  /** Requests in one answer. */
  MODEL_MAX_STEPS: z.coerce.number().int().min(1).max(50).default(8),
  /** Output tokens of one answer. */
  MODEL_MAX_TOKENS: z.coerce.number().int().min(16).max(100_000).default(4_000),
  /** Tokens of all answers together, questions included. */
  MODEL_MAX_TOKENS_PER_DAY: z.coerce.number().int().min(1).max(1e12).default(20_000_000),
  /** The part of them that one user, or the guests of one network, may spend. A twentieth by default. */
  MODEL_MAX_TOKENS_PER_DAY_AND_PERSON: z.coerce.number().int().min(1).max(1e12).optional(),
  MODEL_MAX_SECONDS: z.coerce.number().min(1).max(600).default(120),
  /** A provider that says nothing for so long is given up. */
  MODEL_IDLE_SECONDS: z.coerce.number().min(1).max(600).default(30),
}

export interface ModelSettings {
  provider: 'openai-compatible' | 'anthropic'
  baseUrl: string
  name: string
  apiKey: string | undefined
  mostSteps: number
  mostTokens: number
  mostTokensPerDay: number
  mostTokensPerPerson: number
  mostMs: number
  idleMs: number
}

const ANTHROPIC = 'https://api.anthropic.com/v1'

type Variables = z.infer<z.ZodObject<typeof modelVariables>>

/** `null` without a model. @throws Error with the names of the variables that are missing */
export function modelSettings(e: Variables): ModelSettings | null {
  if (e.MODEL_PROVIDER === 'none') return null
  const baseUrl = e.MODEL_BASE_URL ?? (e.MODEL_PROVIDER === 'anthropic' ? ANTHROPIC : undefined)
  const missing = [
    ...(baseUrl === undefined ? ['MODEL_BASE_URL'] : []),
    ...(e.MODEL_NAME === undefined ? ['MODEL_NAME'] : []),
    ...(e.MODEL_PROVIDER === 'anthropic' && e.MODEL_API_KEY === undefined ? ['MODEL_API_KEY'] : []),
  ]
  if (baseUrl === undefined || e.MODEL_NAME === undefined || missing.length > 0) {
    throw new Error(`MODEL_PROVIDER=${e.MODEL_PROVIDER} needs ${missing.join(' and ')}`)
  }
  return {
    provider: e.MODEL_PROVIDER,
    baseUrl: baseUrl.replace(/\/{1,9}$/, ''),
    name: e.MODEL_NAME,
    apiKey: e.MODEL_API_KEY,
    mostSteps: e.MODEL_MAX_STEPS,
    mostTokens: e.MODEL_MAX_TOKENS,
    mostTokensPerDay: e.MODEL_MAX_TOKENS_PER_DAY,
    mostTokensPerPerson: e.MODEL_MAX_TOKENS_PER_DAY_AND_PERSON ?? Math.ceil(e.MODEL_MAX_TOKENS_PER_DAY / 20),
    mostMs: e.MODEL_MAX_SECONDS * 1000,
    idleMs: e.MODEL_IDLE_SECONDS * 1000,
  }
}
