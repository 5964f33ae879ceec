import { expect, test } from 'vitest'
import { TokenCounter } from './token-counter.ts'
import { messageOf, scriptIn, type TokenScript, tokenText } from './token-script.ts'

const script: TokenScript = { tokens: 4, bytes: 20, paceMs: 0, kind: 'token' }

const frameOf = (type: string, payload: object) => Buffer.from(JSON.stringify({ id: 1, data: { type, payload } }))

test('counts tokens in token frames only', () => {
  const counter = new TokenCounter(script, true)
  expect(counter.take(frameOf('user.message', { text: messageOf(script) }))).toBe(false)
  expect(counter.take(frameOf('agent.started', { recovery: 'exact' }))).toBe(false)
  expect(counter.take(frameOf('agent.token', { text: tokenText(script), index: 0 }))).toBe(true)
  expect(counter.complete).toBe(false)
  counter.take(frameOf('agent.token', { text: tokenText(script) + tokenText(script) + tokenText(script), index: 1 }))
  expect(counter.take(frameOf('agent.completed', { text: tokenText(script) }))).toBe(false)
  expect(counter).toMatchObject({ frames: 2, tokens: 4, complete: true, disordered: 0 })
  expect(counter.latencies).toHaveLength(4)
})

test('reports a send time before the receipt', () => {
  const counter = new TokenCounter(script, false)
  const early = tokenText(script)
  const before = performance.now()
  while (performance.now() - before < 5);
  counter.take(frameOf('agent.token', { text: early + tokenText(script), index: 0 }))
  expect(counter.firstAt - counter.saidAt).toBeGreaterThanOrEqual(5)
  expect(counter.saidAt).toBeLessThan(before + 1)
})

test('a reader that is given an older token after a newer one says so', () => {
  const counter = new TokenCounter(script, true)
  const [older, newer] = [tokenText(script), tokenText(script).replace(/^\d+/, (digits) => `9${digits.slice(1)}`)]
  counter.take(frameOf('agent.token', { text: newer, index: 0 }))
  counter.take(frameOf('agent.token', { text: older, index: 1 }))
  expect(counter.disordered).toBe(1)
})

test('finds a script only in a script message', () => {
  expect(scriptIn(messageOf(script))).toEqual(script)
  expect(scriptIn('What can you do?')).toBeNull()
})

test('a reader does not wait for an answer that failed', () => {
  const counter = new TokenCounter(script, false)
  expect(() => counter.take(frameOf('agent.failed', { code: 'TOO_LARGE' }))).toThrow('TOO_LARGE')
})
