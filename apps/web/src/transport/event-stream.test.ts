import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openEventParser, readEvents } from './event-stream.ts'

const event = fc.record({
  id: fc.stringMatching(/^[a-z]{1,4}:[0-9]{1,4}$/),
  type: fc.constantFrom('message', 'snapshot', 'agent.token'),
  // JSON escapes line breaks; everything else may be in it.
  data: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).map((text) => JSON.stringify(text)),
})
const lineEnd = fc.constantFrom('\n', '\r\n', '\r')

const bodyOf = (bytes: Uint8Array, cuts: number[]) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      let from = 0
      for (const at of [...cuts, bytes.length]) {
        controller.enqueue(bytes.slice(from, at))
        from = at
      }
      controller.close()
    },
  })

describe('server-sent events', () => {
  test('parses the same events from any chunks', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { maxLength: 6 }),
        lineEnd,
        fc.array(fc.nat(400), { maxLength: 12 }),
        async (events, end, cuts) => {
          const text = events
            .map(({ id, type, data }) => [': alive', `id: ${id}`, `event: ${type}`, `data: ${data}`, '', ''].join(end))
            .join('')
          const bytes = new TextEncoder().encode(text)
          const at = cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b)
          const read = []
          for await (const one of readEvents(bodyOf(bytes, at), () => {})) read.push(one)
          expect(read).toEqual(events)
        },
      ),
    )
  })

  test.each([
    ['data: a\n\n', [{ id: '', type: 'message', data: 'a' }]],
    ['data:a\ndata: b\n\n', [{ id: '', type: 'message', data: 'a\nb' }]],
    ['id: 7\n\ndata: a\n\n', [{ id: '7', type: 'message', data: 'a' }]],
    ['retry: 1000\n\n: comment\n\n', []],
    // Cut by the end: it is not whole, so it is none.
    ['data: a\n', []],
    ['event: x\ndata\n\n', [{ id: '', type: 'x', data: '' }]],
  ])('%j', (text, events) => {
    expect(openEventParser()(text)).toEqual(events)
  })
})
