import { type Span, trace } from '@opentelemetry/api'
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { currentTraceId, currentTraceparent, inSpan } from './trace.ts'

const PARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

describe('without a collector', () => {
  test('runs the work and rethrows, without a trace', async () => {
    const seen = await inSpan('work', { attributes: {} }, async () => [currentTraceId(), currentTraceparent()])
    expect(seen).toEqual([null, undefined])
    await expect(inSpan('work', { attributes: {} }, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  })
})

describe('with a collector', () => {
  let exporter: InMemorySpanExporter
  let provider: NodeTracerProvider

  beforeEach(() => {
    exporter = new InMemorySpanExporter()
    provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
    provider.register()
  })
  afterEach(async () => {
    trace.disable()
    await provider.shutdown()
  })
  const ids = (span: Span) => span.spanContext()

  test('work inside of work is a part of it, also after a pause', async () => {
    await inSpan('outer', { attributes: { invocation_id: 'i' } }, async (outer) => {
      await new Promise((resolve) => setImmediate(resolve))
      await inSpan('inner', { attributes: {} }, async (inner) => {
        expect(ids(inner).traceId).toBe(ids(outer).traceId)
        expect(currentTraceparent()).toBe(`00-${ids(inner).traceId}-${ids(inner).spanId}-01`)
      })
    })
    const [inner, outer] = exporter.getFinishedSpans()
    expect(inner?.parentSpanContext?.spanId).toBe(outer?.spanContext().spanId)
    expect(outer?.attributes).toEqual({ invocation_id: 'i' })
  })

  test('a traceparent is continued, in this process or in another', async () => {
    await inSpan('run', { attributes: {}, parent: PARENT }, async () => {
      expect(currentTraceId()).toBe('0af7651916cd43dd8448eb211c80319c')
    })
    expect(exporter.getFinishedSpans()[0]?.parentSpanContext).toMatchObject({ spanId: 'b7ad6b7169203331' })
  })

  test.each([null, '', 'nonsense', `${PARENT}x`, '00-00000000000000000000000000000000-0000000000000000-01'])(
    '%j begins a new trace',
    async (parent) => {
      await inSpan('outer', { attributes: {} }, (outer) =>
        inSpan('fresh', { attributes: {}, parent }, async (fresh) => {
          expect(ids(fresh).traceId).not.toBe(ids(outer).traceId)
        }),
      )
      expect(exporter.getFinishedSpans()[0]?.parentSpanContext).toBeUndefined()
    },
  )

  test('what failed is marked, by the name of its error and not by its words', async () => {
    const work = () => Promise.reject(new RangeError('what somebody said'))
    await expect(inSpan('work', { attributes: {} }, work)).rejects.toThrow(RangeError)
    const [span] = exporter.getFinishedSpans()
    expect(span?.status).toEqual({ code: 2, message: 'RangeError' })
    expect(JSON.stringify([span?.attributes, span?.events, span?.status])).not.toContain('somebody')
  })
})
