// Conformance tests of Runtime's endpoint: authentication, errors, health.
import { agentInfo, runtimeHealth } from '@biplane/contracts/wire/agent-events'
import { describe, expect, test } from 'vitest'
import { bearer } from '../trpc-client.ts'
import { type ConformanceBench, eventsOf, type InvocationInput } from './bench.ts'
import { dial, exchange, knock, post, refusalOfAnswer } from './raw-door.ts'

/** What is wrong with the input, what is changed in a good one, and the path that the refusal names. */
const BAD: [what: string, spoil: (good: InvocationInput) => object, path: string][] = [
  ['no invocation id', ({ invocation_id: _, ...rest }) => rest, 'invocation_id'],
  ['no text', (good) => ({ ...good, input: {} }), 'input.text'],
  ['no deadline', ({ deadline: _, ...rest }) => rest, 'deadline'],
  ['an unknown field', (good) => ({ ...good, user_email: 'somebody@example.test' }), 'user_email'],
  ['an unknown field inside', (good) => ({ ...good, input: { ...good.input, role: 'admin' } }), 'input.role'],
  ['a URL as return channel', (good) => ({ ...good, return_channel: 'https://example.test/hook' }), 'return_channel'],
  ['an invalid agent id', (good) => ({ ...good, agent_id: 'content_liaison' }), 'agent_id'],
  ['a deadline that is not a time', (good) => ({ ...good, deadline: 'tomorrow' }), 'deadline'],
  ['an id with spaces', (good) => ({ ...good, invocation_id: 'two words' }), 'invocation_id'],
  ['a text that is not a string', (good) => ({ ...good, input: { text: 42 } }), 'input.text'],
]

const INSIDES = /stack|node_modules|\.ts:\d|file:\/\//

export function doorConforms(bench: ConformanceBench): void {
  const good = () => bench.invocation(bench.exact)
  const socket = async () => (await dial(bench.runtime, '/trpc', bearer(bench.runtime.key))).socket
  const health = () => bench.calls.health.query()

  describe('the door', () => {
    test.each([
      ['no key', {}],
      ['a wrong key', bearer('not-the-key')],
      ['an empty key', bearer('')],
      ['the key of another scheme', { authorization: 'Basic a2V5' }],
    ])('[P1] %s: refused over HTTP and before a socket opens', async (_name, headers) => {
      expect([401, 403]).toContain((await knock(bench.runtime, headers)).status)
      expect([401, 403]).toContain((await dial(bench.runtime, '/trpc', headers)).outcome)
    })

    test('[P1] [control] the right key opens both', async () => {
      const headers = bearer(bench.runtime.key)
      expect((await knock(bench.runtime, headers)).status).toBe(200)
      const { outcome, socket } = await dial(bench.runtime, '/trpc', headers)
      expect(outcome).toBe('open')
      socket.terminate()
    })

    test('[L11] a socket to an unknown path is refused, and the door stands', async () => {
      const headers = bearer(bench.runtime.key)
      for (const path of ['/', '/nope', '/trpcx', '/trpc/../x']) {
        const { outcome } = await dial(bench.runtime, path, headers)
        expect({ path, refused: typeof outcome === 'number' && outcome >= 400 }).toEqual({ path, refused: true })
      }
      expect(await health()).toMatchObject({ status: 'ok' })
    })
  })

  describe('bad input', () => {
    test.each(BAD)('[L11] %s: BAD_MESSAGE with the path of the field, over HTTP', async (_what, spoil, path) => {
      const { status, body } = await post(bench.runtime, 'invokeAgent', JSON.stringify(spoil(good())))
      expect({ status, refusal: refusalOfAnswer(body) }).toEqual({
        status: 400,
        refusal: { code: 'BAD_MESSAGE', path },
      })
      expect(body).not.toMatch(INSIDES)
    })

    test.each(BAD)('[L11] %s: BAD_MESSAGE with the path of the field, over a socket', async (_what, spoil, path) => {
      const raw = await socket()
      const params = { path: 'streamAgent', input: { invocation: spoil(good()), attempt: 1 } }
      const answer = await exchange(raw, JSON.stringify({ id: 1, method: 'subscription', params }))
      expect(refusalOfAnswer(answer)).toEqual({ code: 'BAD_MESSAGE', path: `invocation.${path}` })
      expect(answer).not.toMatch(INSIDES)
      raw.terminate()
    })

    test.each([
      ['attempt 0', { attempt: 0 }, 'attempt'],
      ['no attempt', {}, 'attempt'],
      ['a negative place', { attempt: 1, after: -1 }, 'after'],
      ['half an event', { attempt: 1, after: 1.5 }, 'after'],
      ['an invalid hash', { attempt: 1, after: 1, prefixHash: 'abc' }, 'prefixHash'],
    ])('[L11] %s: BAD_MESSAGE', async (_what, rest, path) => {
      const raw = await socket()
      const params = { path: 'streamAgent', input: { invocation: good(), ...rest } }
      const answer = await exchange(raw, JSON.stringify({ id: 1, method: 'subscription', params }))
      expect(refusalOfAnswer(answer)).toEqual({ code: 'BAD_MESSAGE', path })
      raw.terminate()
    })

    test.each([
      ['no JSON', 'not json'],
      ['no object', '42'],
      ['no method', '{"id":1}'],
      ['binary', Buffer.from([0, 255, 1])],
    ])('[L11] a frame that is %s gets a typed answer, and its socket goes on', async (_what, frame) => {
      const raw = await socket()
      const answer = await exchange(raw, frame)
      expect(refusalOfAnswer(answer)?.code).toMatch(/^BAD_(JSON|MESSAGE)$/)
      expect(answer).not.toMatch(INSIDES)
      const next = await exchange(raw, JSON.stringify({ id: 2, method: 'query', params: { path: 'health' } }))
      expect(JSON.parse(next)).toMatchObject({ id: 2, result: { data: { status: 'ok' } } })
      raw.terminate()
    })

    test('[L11] rejects invalid JSON and unknown procedures', async () => {
      const noJson = await post(bench.runtime, 'invokeAgent', 'not json')
      expect(refusalOfAnswer(noJson.body)?.code).toMatch(/^BAD_(JSON|MESSAGE)$/)
      const nowhere = await post(bench.runtime, 'deleteEverything', '{}')
      expect(refusalOfAnswer(nowhere.body)?.code).toBe('NOT_FOUND')
    })

    test('[L11] keeps other streams whole on bad input', async () => {
      const invocation = bench.invocation(bench.exact, bench.exact.slowText)
      const reader = bench.read({ invocation, attempt: 1 })
      await reader.until((items) => items.length >= 2)
      const raw = await socket()
      await exchange(raw, '{{{{')
      await post(bench.runtime, 'invokeAgent', 'x'.repeat(100_000))
      raw.terminate()
      expect(await reader.ended()).toEqual({ how: 'completed' })
      expect(eventsOf(reader).at(-1)?.type).toBe('agent.completed')
    })

    test('[L7] a deadline that has passed is a typed refusal, not work', async () => {
      const invocation = { ...good(), deadline: new Date(Date.now() - 1_000).toISOString() }
      const { events, end } = await bench.readAll({ invocation, attempt: 1 })
      expect(events).toEqual([])
      expect(end).toMatchObject({ how: 'refused' })
      expect(end.how === 'refused' && end.code).not.toBe('INTERNAL')
    })

    test('[R10] time that is left counts, and not what a clock says of the deadline', async () => {
      const passed = { ...good(), deadline: new Date(Date.now() - 3_600_000).toISOString() }
      const { events } = await bench.readAll({ invocation: passed, attempt: 1, timeLeftMs: 600_000 })
      expect(events.at(-1)?.type).toBe('agent.completed')
      const { end } = await bench.readAll({ invocation: good(), attempt: 1, timeLeftMs: 0 })
      expect(end).toMatchObject({ how: 'refused', code: 'BAD_MESSAGE' })
    })

    test('an agent that is not here is refused as AGENT_UNAVAILABLE', async () => {
      const invocation = { ...good(), agent_id: 'guide.nobody_runs_this' }
      const { events, end } = await bench.readAll({ invocation, attempt: 1 })
      expect(events).toEqual([])
      expect(end).toMatchObject({ how: 'refused', code: 'AGENT_UNAVAILABLE' })
    })
  })

  describe('what it says of itself', () => {
    test('lists each agent once with its recovery', async () => {
      const agents = await bench.calls.listAgents.query()
      expect(agents.map((agent) => agentInfo.parse(agent))).toEqual(agents)
      expect(new Set(agents.map((agent) => agent.agent_id)).size).toBe(agents.length)
      const { exact, restart } = bench.runtime.agents
      expect(agents).toContainEqual(expect.objectContaining({ agent_id: exact.agentId, recovery: 'exact' }))
      if (restart)
        expect(agents).toContainEqual(expect.objectContaining({ agent_id: restart.agentId, recovery: 'restart' }))
    })

    test('health counts the agents, what runs, and what is kept', async () => {
      const before = await health()
      expect(runtimeHealth.parse(before)).toEqual(before)
      expect(before).toMatchObject({ agents: (await bench.calls.listAgents.query()).length, running: 0 })
      const reader = bench.read({ invocation: bench.invocation(bench.exact, bench.exact.slowText), attempt: 1 })
      await reader.until((items) => items.length >= 2)
      expect((await health()).running).toBe(1)
    })
  })
}
