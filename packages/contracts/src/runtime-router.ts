// The tRPC contract of Runtime: start or attach to executions and stream their numbered events. Carries nothing about
// people. [R1, P1]
import { initTRPC, tracked } from '@trpc/server'
import { z } from 'zod'
import { formatTrpcError } from './refusal.ts'
import { mapped } from './vocabulary/iterables.ts'
import { LIMITS } from './vocabulary/limits.ts'
import {
  type AgentEvent,
  type AgentInfo,
  type DescribeFileRequest,
  describeFileRequest,
  type Invocation,
  type InvocationResult,
  invocation,
  type RuntimeHealth,
  type StreamRequest,
  streamRequest,
} from './wire/agent-events.ts'
import type { FileReading } from './wire/file-reading.ts'
import { invocationId } from './wire/ids.ts'

/** What a Runtime does. The real one and the scripted one of the tests pass the same conformance suite. */
export interface RuntimePort {
  /** Runs to the end. The same `invocation_id` twice is one execution. */
  invokeAgent(invocation: Invocation, signal: AbortSignal): Promise<InvocationResult>
  /**
   * Starts an attempt or re-attaches to it, and yields its events after `after`. Losing the reader never stops the work.
   * @throws AGENT_UNAVAILABLE for an agent that is not here
   * @throws CONFLICT for an attempt older than one already known, or a prefix that re-execution did not reproduce
   * @throws NOT_FOUND when `after` > 0 and this Runtime no longer has the attempt and may not repeat it
   */
  streamAgent(request: StreamRequest, signal: AbortSignal): AsyncIterable<AgentEvent>
  /** Fires the abort signal of a running attempt. `already_finished` also for an unknown one. */
  cancelAgent(invocationId: string): { outcome: 'cancelling' | 'already_finished' }
  /** Stops these and drops everything that is kept of them and of their files. Unknown ones are ignored. [L16] */
  forgetInvocations(invocationIds: string[]): { forgotten: number }
  /**
   * How a file is read as a table: every decision with its evidence.
   * @throws UNSUPPORTED_FILE for a file that is not a table, TOO_LARGE, NOT_FOUND, RATE_LIMITED
   */
  describeFile(request: DescribeFileRequest, signal: AbortSignal): Promise<FileReading>
  listAgents(): AgentInfo[]
  health(): RuntimeHealth
}

const t = initTRPC
  .context<{ runtime: RuntimePort }>()
  .create({ isDev: false, errorFormatter: ({ shape, error }) => formatTrpcError(shape, error) })

export const runtimeRouter = t.router({
  invokeAgent: t.procedure
    .input(invocation)
    .mutation(({ ctx, input, signal }) => ctx.runtime.invokeAgent(input, signal ?? new AbortController().signal)),
  streamAgent: t.procedure
    .input(streamRequest)
    .subscription(({ ctx, input, signal }) =>
      mapped(ctx.runtime.streamAgent(input, signal ?? new AbortController().signal), (event) =>
        tracked(String(event.n), event),
      ),
    ),
  cancelAgent: t.procedure
    .input(z.strictObject({ invocationId }))
    .mutation(({ ctx, input }) => ctx.runtime.cancelAgent(input.invocationId)),
  forgetInvocations: t.procedure
    .input(z.strictObject({ invocationIds: z.array(invocationId).max(LIMITS.forgetAtOnce) }))
    .mutation(({ ctx, input }) => ctx.runtime.forgetInvocations(input.invocationIds)),
  describeFile: t.procedure
    .input(describeFileRequest)
    .query(({ ctx, input, signal }) => ctx.runtime.describeFile(input, signal ?? new AbortController().signal)),
  listAgents: t.procedure.query(({ ctx }) => ctx.runtime.listAgents()),
  health: t.procedure.query(({ ctx }) => ctx.runtime.health()),
})

export type RuntimeRouter = typeof runtimeRouter
