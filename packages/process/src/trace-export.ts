// Turns span collection on. Loads nothing of the exporter where no collector is configured.

import type { TraceExport } from './send-spans.ts'

/** No collector. */
const NONE: TraceExport = { close: async () => {} }

/**
 * Makes spans be collected at `<endpoint>/v1/traces`. `plane` is `experience` or `runtime`. To be called once in a process,
 * before its first span.
 */
export async function openTraceExport(plane: string, endpoint: string | null): Promise<TraceExport> {
  if (endpoint === null) return NONE
  const { sendSpans } = await import('./send-spans.ts')
  return sendSpans(plane, endpoint)
}
