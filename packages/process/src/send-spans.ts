// Sends spans to a collector (OTLP over HTTP). Loaded by trace-export.ts only when a collector is configured.
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { BatchSpanProcessor, type NodeTracerConfig, NodeTracerProvider } from '@opentelemetry/sdk-trace-node'

export interface TraceExport {
  /** Sends what was not sent yet, as far as the collector takes it. */
  close(): Promise<void>
}

/** A collector that does not answer must not keep a process from its end. */
const SEND_MS = 2_000
/** How long a span waits for company. */
const GROUP_MS = 1_000

/** Further settings of the exporter are the usual `OTEL_…` variables. */
export function sendSpans(plane: string, endpoint: string): TraceExport {
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces`, timeoutMillis: SEND_MS })
  const groups = new BatchSpanProcessor(exporter, { exportTimeoutMillis: SEND_MS, scheduledDelayMillis: GROUP_MS })
  const provider = new NodeTracerProvider({ resource: resourceOf(plane), spanProcessors: [groups] })
  provider.register()
  return {
    // What the collector did not take is lost; the process still ends in order.
    close: () => provider.shutdown().catch(() => {}),
  }
}

type Resource = NonNullable<NodeTracerConfig['resource']>

/** What all spans of this process have in common. */
function resourceOf(plane: string): Resource {
  const attributes = { 'service.name': `biplane-${plane}`, 'service.namespace': 'biplane' }
  const resource: Resource = {
    attributes,
    merge: (other) => other ?? resource,
    getRawAttributes: () => Object.entries(attributes),
  }
  return resource
}
