// Wraps work in a span and passes its trace to the other process. Costs almost nothing without a collector; see
// trace-export.ts.
import {
  type Attributes,
  type Context,
  context,
  isSpanContextValid,
  type Span,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api'

const tracer = () => trace.getTracer('biplane')

/** `00-<trace>-<span>-<flags>`, as W3C writes it. */
const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/

/** The id of the current trace; `null` without a collector. */
export function currentTraceId(): string | null {
  const spanContext = trace.getActiveSpan()?.spanContext()
  return spanContext && isSpanContextValid(spanContext) ? spanContext.traceId : null
}

/** The current span as a `traceparent`, to continue elsewhere; `undefined` without a collector. */
export function currentTraceparent(): string | undefined {
  const spanContext = trace.getActiveSpan()?.spanContext()
  if (!spanContext || !isSpanContextValid(spanContext)) return undefined
  const { traceId, spanId, traceFlags } = spanContext
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`
}

export interface SpanTerms {
  /** Ids, names and counts; never what people say. */
  attributes: Attributes
  /** A traceparent, or `null` for the beginning of a new trace; absent: a part of what runs now. */
  parent?: string | null
}

/** Runs the work as a span. What it throws is what is thrown; the span then has failed. */
export async function inSpan<T>(
  name: string,
  { attributes, parent }: SpanTerms,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  const within = parent === undefined ? context.active() : contextOf(parent)
  const span = tracer().startSpan(name, { attributes }, within)
  try {
    return await context.with(trace.setSpan(within, span), work, undefined, span)
  } catch (error) {
    failed(span, error)
    throw error
  } finally {
    span.end()
  }
}

/** Writes ids, names and counts onto the span of what runs now. */
export function noteOnSpan(attributes: Attributes): void {
  trace.getActiveSpan()?.setAttributes(attributes)
}

/** Marks the span as failed. The message may hold what people said: only its name is kept. */
function failed(span: Span, error: unknown): void {
  const name = error instanceof Error ? error.name : typeof error
  span.setStatus({ code: SpanStatusCode.ERROR, message: name })
}

function contextOf(parent: string | null): Context {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(parent ?? '') ?? []
  const fresh = trace.deleteSpan(context.active())
  if (!traceId || !spanId || !flags) return fresh
  const spanContext = { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true }
  return isSpanContextValid(spanContext) ? trace.setSpanContext(fresh, spanContext) : fresh
}
