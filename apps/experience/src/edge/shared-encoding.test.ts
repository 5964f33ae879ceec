import { expect, test } from 'vitest'
import { SharedEncoding } from './shared-encoding.ts'

const event = { event_id: 7, type: 'agent.token', payload: { text: 'a "b"\u2028', index: 0 } }
const told = (id: number | string, data: object = event) => ({
  id,
  jsonrpc: undefined,
  result: { type: 'data', data: { id: 'epoch:7', data }, id: 'epoch:7' },
})

test('an answer reads as it would without sharing, whoever is told and however often', () => {
  const shared = new SharedEncoding()
  for (const message of [
    told(1),
    told(2),
    told('x"y'),
    told(1, { ...event, payload: { text: 'z'.repeat(100_000) } }),
  ]) {
    expect(shared.encode(message)).toBe(JSON.stringify(message))
  }
})

test('an event is encoded once for all readers', () => {
  let encoded = 0
  const counted = {
    event_id: 7,
    toJSON: () => {
      encoded += 1
      return event
    },
  }
  const shared = new SharedEncoding()
  for (let reader = 0; reader < 100; reader += 1) shared.encode(told(reader, counted))
  expect(encoded).toBe(1)
})

test('what is no event of a subscription is encoded as it comes', () => {
  const shared = new SharedEncoding()
  for (const message of [
    { id: 1, result: { type: 'started' } },
    { id: 1, jsonrpc: '2.0', result: { type: 'data', data: { id: 'e:1', data: event }, id: 'e:1' } },
    { id: null, error: { message: 'no', code: -1 } },
    [told(1), told(2)],
    { id: 2, result: { type: 'data', data: { ok: true } } },
  ]) {
    expect(shared.encode(message)).toBe(JSON.stringify(message))
  }
})

test('what is very large is not held: it is encoded for each reader', () => {
  let encoded = 0
  const counted = {
    event_id: 1,
    toJSON: () => {
      encoded += 1
      return { ...event, text: 'z'.repeat(70_000) }
    },
  }
  const shared = new SharedEncoding()
  for (let reader = 0; reader < 3; reader += 1) shared.encode(told(reader, counted))
  expect(encoded).toBe(3)
})
