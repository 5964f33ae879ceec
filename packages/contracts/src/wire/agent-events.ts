// Shapes between Experience and Runtime: an invocation in, numbered agent events out. Nothing here identifies a person.
// [P1]
import { z } from 'zod'
import { INVOCATION_STATES } from '../vocabulary/invocation-states.ts'
import { LIMITS } from '../vocabulary/limits.ts'
import { REFUSAL_CODES, type RefusalCode } from '../vocabulary/refusal-codes.ts'
import { artifactDraft, provenance } from './artifacts.ts'
import { readingCorrection } from './file-reading.ts'
import { fileId, invocationId } from './ids.ts'
import { tablePlan } from './table-plan.ts'

/** What the work cost. `null` is "not known", which is not the same as 0. */
export const usage = z.object({
  input_tokens: z.number().int().nullable(),
  output_tokens: z.number().int().nullable(),
  tool_calls: z.number().int().nullable(),
  model: z.string().nullable(),
})

export const invocationFile = z.strictObject({
  file_uuid: fileId,
  name: z.string().max(255),
  mime: z.string().max(255),
  size: z.number().int().nonnegative(),
  sha256: z.string().length(64),
  /** Signed, expiring, good for this file only. */
  url: z.url(),
  /** What a person corrected of how it is read as a table. */
  reading: readingCorrection.optional(),
  /** It came with an earlier message of the session, not with this one. */
  earlier: z.literal(true).optional(),
})

/** A durable result of an earlier answer. */
export const knownArtifact = z.strictObject({
  artifact_id: z.string(),
  version: z.number().int().positive().optional(),
  kind: z.string(),
  title: z.string(),
  summary: z.string(),
  pillar: z.string().nullable().optional(),
  /** The three below travel only to agents that build on what others made, and only as far as they fit. */
  key: z.string().optional(),
  provenance: provenance.nullable().optional(),
  data: z.unknown().optional(),
})

/** A piece of agent work of the same session. */
export const knownJob = z.strictObject({
  agent_id: z.string(),
  status: z.enum(INVOCATION_STATES),
  /** The beginning of what was asked. */
  asked: z.string().max(300),
})

export const invocation = z.strictObject({
  agent_id: z.string().regex(/^(guide|liaison)\.[a-z][a-z0-9_]{0,63}$/),
  invocation_id: invocationId,
  input: z.strictObject({
    text: z.string().max(LIMITS.frameBytes),
    /** The conversation so far, oldest first, without this message. */
    history: z
      .array(z.strictObject({ role: z.enum(['user', 'assistant']), content: z.string() }))
      .max(LIMITS.historyMessages)
      .default([]),
    project_id: z.string().max(128).optional(),
    /** Run as it is, instead of the words. */
    plan: tablePlan.optional(),
    files: z.array(invocationFile).max(LIMITS.filesPerMessage).optional(),
    /** Agents to which this question cannot be handed over. */
    not_available: z.array(z.string().max(80)).max(32).optional(),
    /** What the session has made before this message, newest versions, newest first. */
    artifacts: z.array(knownArtifact).max(100).optional(),
    /** What else the session asked for before this message, newest first, as it stood when the message came. */
    jobs: z.array(knownJob).max(50).optional(),
  }),
  /** What the agent may use, for example `files.read`. */
  capabilities: z.array(z.string().max(64)).max(64).default([]),
  /** Opaque, `invocation:<id>`. An address is refused, also behind the prefix: no address does without a slash. */
  return_channel: z.string().regex(/^invocation:[\x21-\x2e\x30-\x5b\x5d-\x7e]{1,64}$/),
  /** Whose turns and working time it takes: opaque, one for all sessions of a principal. [T2, P1] */
  session_id: z.string().max(128).optional(),
  /** Whose share of the language model it takes; opaque, and the same for everything that shares one. [M4, P1] */
  budget_key: z.string().max(64).optional(),
  /** ISO 8601. Work that is not done by then ends as failed. */
  deadline: z.iso.datetime(),
})

/** Asks how a file is read as a table. */
export const describeFileRequest = z.strictObject({
  file: invocationFile,
  /** Whose working time it takes; opaque. */
  session_id: z.string().max(128).optional(),
})

const event = <T extends string, P extends z.ZodType>(type: T, payload: P) =>
  z.object({ type: z.literal(type), payload })

/** A file's way through an agent; the raw doors say it as `file_processing`, `file_complete`, `file_error`. */
export const fileProgress = z.object({
  file_uuid: z.string(),
  name: z.string(),
  status: z.enum(['selected', 'processing', 'complete', 'error']),
  code: z.enum(REFUSAL_CODES as [RefusalCode, ...RefusalCode[]]).optional(),
  message: z.string().optional(),
})

export const agentEventBody = z.discriminatedUnion('type', [
  event('agent.started', z.object({ agent_id: z.string(), recovery: z.enum(['exact', 'restart']) })),
  event('agent.token', z.object({ text: z.string() })),
  event(
    'agent.progress',
    z.object({ progress: z.number().min(0).max(1), label: z.string(), file: fileProgress.optional() }),
  ),
  event(
    'agent.tool',
    z.object({
      call_id: z.string(),
      tool: z.string(),
      version: z.string(),
      status: z.enum(['started', 'finished', 'failed']),
      summary: z.string(),
    }),
  ),
  event('agent.artifact', artifactDraft),
  event('agent.ui', z.object({ message: z.record(z.string(), z.unknown()) })),
  event(
    'agent.handoff_proposed',
    z.object({
      to_agent: z.string(),
      reason: z.string(),
      confidence: z.number().min(0).max(1),
      /** What the next agent is asked; the person's own words when absent. */
      text: z.string().optional(),
    }),
  ),
  event('agent.completed', z.object({ text: z.string(), usage })),
  event(
    'agent.failed',
    z.object({
      code: z.enum(REFUSAL_CODES as [RefusalCode, ...RefusalCode[]]),
      message: z.string(),
      retryable: z.boolean(),
      usage,
      /** Said by Runtime itself, never by an agent: the time for the work was over. */
      cause: z.literal('deadline').optional(),
    }),
  ),
  event('agent.cancelled', z.object({ usage })),
])

/**
 * One event of one attempt. `n` counts 1, 2, 3 … within the attempt. A reader that asked for `coalesce` may get
 * several token events as one: then `from` is the first `n` of the span and `n` its last.
 */
export const agentEvent = z.intersection(
  z.object({ n: z.number().int().positive(), from: z.number().int().positive().optional() }),
  agentEventBody,
)

export const streamRequest = z.object({
  invocation,
  /** Executions of this invocation so far, this one included. A lower one than Runtime knows is refused. */
  attempt: z.number().int().positive(),
  /** The last `n` that the reader has; 0 for none. */
  after: z.number().int().nonnegative().default(0),
  /** SHA-256 (hex) of all token text up to `after`: an exact agent that must be run again skips only what is the same. [L8] */
  prefixHash: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  /**
   * Milliseconds until the deadline, as who asks counts them. It is believed and the deadline is not: that would be a clock
   * compared with another one, and either may have jumped. [R10]
   */
  timeLeftMs: z.number().int().nonnegative().optional(),
  /** May token events be merged while the reader is behind? */
  coalesce: z.boolean().default(false),
  /** Which trace the work belongs to, as W3C writes it; absent without a trace collector. */
  traceparent: z
    .string()
    .regex(/^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/)
    .optional(),
  /** Set by the tRPC client when it re-attaches by itself. */
  lastEventId: z.string().nullish(),
})

export const invocationResult = z.object({
  status: z.enum(['completed', 'failed', 'cancelled']),
  text: z.string(),
  usage,
  artifacts: z.array(artifactDraft),
  ui: z.array(z.record(z.string(), z.unknown())),
  error: z.object({ code: z.string(), message: z.string(), retryable: z.boolean() }).nullable(),
})

export const agentInfo = z.object({
  agent_id: z.string(),
  title: z.string(),
  recovery: z.enum(['exact', 'restart']),
  /** What a person can ask of it, in one sentence each. */
  skills: z.array(z.string()),
})

export const runtimeHealth = z.object({
  status: z.literal('ok'),
  agents: z.number().int(),
  running: z.number().int(),
  kept: z.number().int(),
})

export type Usage = z.infer<typeof usage>
export type Invocation = z.infer<typeof invocation>
export type KnownArtifact = z.infer<typeof knownArtifact>
export type KnownJob = z.infer<typeof knownJob>
export type InvocationFile = z.infer<typeof invocationFile>
export type DescribeFileRequest = z.infer<typeof describeFileRequest>
export type FileProgress = z.infer<typeof fileProgress>
export type AgentEventBody = z.infer<typeof agentEventBody>
export type AgentEvent = z.infer<typeof agentEvent>
export type AgentEventType = AgentEventBody['type']
export type StreamRequest = z.infer<typeof streamRequest>
export type InvocationResult = z.infer<typeof invocationResult>
export type AgentInfo = z.infer<typeof agentInfo>
export type RuntimeHealth = z.infer<typeof runtimeHealth>

export const UNKNOWN_USAGE: Usage = { input_tokens: null, output_tokens: null, tool_calls: null, model: null }
