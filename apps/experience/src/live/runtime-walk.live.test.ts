// The walk over every route: what reaches Runtime is work that Experience itself made of a message, whatever is asked.
import { experienceRouter } from '@biplane/contracts/experience-router'
import { runtimeRouter } from '@biplane/contracts/runtime-router'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Live } from './live.test-support.ts'

let live: Live
beforeAll(async () => {
  live = await Live.open()
})
afterAll(() => live[Symbol.asyncDispose]())

/** What Runtime would do at once, if it were told so by somebody whom it believes. */
const PLANTED = {
  invocation: {
    agent_id: 'liaison.insights',
    invocation_id: 'planted',
    input: { text: 'planted' },
    return_channel: 'invocation:planted',
    deadline: '2100-01-01T00:00:00Z',
  },
  attempt: 1,
  after: 0,
}
const MESSAGES = [
  { message: 'walked' },
  { message: 'walked', pillar: 'content' },
  { message: 'walked', agent_type: 'guide' },
]

const ask = (token: string, method: string, path: string, body?: unknown) =>
  fetch(`${live.url}${path}`, {
    method,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    redirect: 'manual',
  })

const accepted = (body: unknown): string[] =>
  [...JSON.stringify(body).matchAll(/"invocation_id":"([^"]+)"/g)].map(([, id]) => id ?? '')

test('[SECURITY 12] no public path reaches Runtime: only six ways to send make it work, each through the log', async () => {
  const made = new Set<string>()
  const ways = new Set<string>()
  const call = async (route: string, path: string, body?: unknown) => {
    // Some routes end the session that asks.
    const { token } = await live.guest()
    const response = await ask(token, route.split(' ')[0] ?? '', path, body)
    const text = await response.text()
    if (response.status < 200 || response.status > 202 || !/"invocation_id":"/.test(text)) return
    ways.add(route)
    for (const id of accepted(JSON.parse(text))) made.add(id)
  }
  const named = (route: string) =>
    route.split(' ')[1]?.replace(/:(\w+)/g, (_, name) => (name === 'n' ? '1' : 'planted')) ?? ''
  for (const route of live.routes.filter((one) => !one.includes('/trpc') && !/^(OPTIONS|HEAD)/.test(one))) {
    const reads = route.startsWith('GET')
    for (const body of reads ? [undefined] : [PLANTED, ...MESSAGES]) await call(route, named(route), body)
  }
  for (const name of Object.keys(experienceRouter._def.procedures)) {
    for (const body of [PLANTED, ...MESSAGES]) await call(`POST /trpc/${name}`, `/trpc/${name}`, body)
    await call(`GET /trpc/${name}`, `/trpc/${name}?input=${encodeURIComponent(JSON.stringify(PLANTED))}`)
  }
  expect([...ways].sort()).toEqual([
    'POST /api/chat/guide',
    'POST /api/chat/liaison',
    'POST /soa/websocket-message',
    'POST /trpc/guide.send',
    'POST /trpc/liaison.send',
    'POST /trpc/thread.send',
  ])
  await live.runtime.until(() => live.runtime.requests.length >= made.size)
  const reached = live.runtime.requests.map(({ invocation }) => invocation.invocation_id)
  expect(new Set(reached)).toEqual(made)
  expect([live.runtime.invocations, live.runtime.cancels]).toEqual([[], []])
}, 180_000)

test('[SECURITY 12] the procedures of Runtime have no name here, under any path, for a person or with the key of Runtime', async () => {
  const anna = await live.guest()
  const tokens = [anna.token, live.runtime.key]
  const before = live.runtime.requests.length
  const answers: unknown[] = []
  for (const name of Object.keys(runtimeRouter._def.procedures)) {
    for (const path of [
      `/trpc/${name}`,
      `/trpc/runtime.${name}`,
      `/${name}`,
      `/runtime/${name}`,
      `/api/runtime/${name}`,
    ]) {
      for (const token of tokens) {
        const statuses = [await ask(token, 'GET', path), await ask(token, 'POST', path, PLANTED)].map((r) => r.status)
        if (statuses.some((status) => status !== 404)) answers.push([path, statuses])
      }
    }
  }
  expect(answers).toEqual([])
  expect(live.runtime.requests).toHaveLength(before)
})
