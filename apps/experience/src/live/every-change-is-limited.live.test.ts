import { experienceRouter } from '@biplane/contracts/experience-router'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { Live, type Person } from './live.test-support.ts'
import { refusalCodeIn } from './refusal-code.test-support.ts'

// Walks what the server serves, not a list kept by hand: a call that is added without a limit fails here.

const refusal = z.object({ code: z.string(), retry_after_ms: z.number().positive() })
const trpcRefusal = z.object({ error: z.object({ data: z.object({ refusal }) }) })

const typed = z.object({ _def: z.object({ type: z.string() }) })
const mutations = Object.entries(experienceRouter._def.procedures)
  .filter(([, procedure]) => typed.parse({ _def: Reflect.get(procedure, '_def') })._def.type === 'mutation')
  .map(([name]) => name)

let strict: Live
let spent: Person

beforeAll(async () => {
  strict = await Live.open({
    env: { LIMIT_CHANGES_PER_PRINCIPAL: '1', LIMIT_READS_PER_PRINCIPAL: '2', LIMIT_GUESTS_PER_ADDRESS: '1' },
  })
  spent = await strict.guest()
  expect((await spent.fetch('/api/auth/ticket', { method: 'POST' })).status).toBe(201)
})
afterAll(() => strict[Symbol.asyncDispose]())

const json = { 'content-type': 'application/json' }

describe('[D1.9] every call that changes something is limited', () => {
  test.each(mutations)('tRPC %s answers RATE_LIMITED', async (name) => {
    const response = await spent.fetch(`/trpc/${name}`, { method: 'POST', headers: json, body: '{}' })
    expect(response.status).toBe(429)
    expect(trpcRefusal.parse(await response.json()).error.data.refusal.code).toBe('RATE_LIMITED')
  })

  test('every POST, PUT and DELETE over HTTP answers RATE_LIMITED', async () => {
    const changing = strict.routes.filter((route) => /^(POST|PUT|PATCH|DELETE) \/(?!trpc\/)/.test(route))
    expect(changing.length).toBeGreaterThan(12)
    for (const route of changing) {
      const [method = '', path = ''] = route.split(' ')
      // Whoever enters has no session yet: the address is counted.
      const enters = method === 'POST' && path === '/api/auth/session'
      const headers = enters ? {} : { authorization: `Bearer ${spent.token}` }
      const response = await fetch(strict.url + path.replace(/:\w+/g, 'x'), { method, headers })
      expect([route, response.status]).toEqual([route, 429])
      expect(refusalCodeIn(await response.json())).toBe('RATE_LIMITED')
      expect(response.headers.get('retry-after')).not.toBeNull()
    }
  })

  test('the same calls over the socket count with those over HTTP', async () => {
    await expect(spent.trpc.conversation.create.mutate({ agent_type: 'guide' })).rejects.toMatchObject({
      data: { refusal: { code: 'RATE_LIMITED' } },
    })
  })

  test('reads have a limit of their own', async () => {
    const status = async () => (await spent.fetch('/api/files')).status
    expect([await status(), await status(), await status()]).toEqual([200, 200, 429])
    await expect(spent.trpc.conversation.search.query({ query: 'anything' })).rejects.toMatchObject({
      data: { refusal: { code: 'RATE_LIMITED' } },
    })
  })
})

test('[D1.9] searches have a limit of their own', async () => {
  await using live = await Live.open({ env: { LIMIT_SEARCHES_PER_PRINCIPAL: '2' } })
  const person = await live.guest()
  const search = () => person.trpc.conversation.search.query({ query: 'anything' })
  await search()
  expect((await person.fetch('/api/threads/search?query=anything')).status).toBe(200)
  await expect(search()).rejects.toMatchObject({ data: { refusal: { code: 'RATE_LIMITED' } } })
  await expect(person.trpc.thread.search.query({ query: 'anything' })).rejects.toMatchObject({
    data: { refusal: { code: 'RATE_LIMITED' } },
  })
  expect((await person.fetch('/api/threads/search?query=anything')).status).toBe(429)
  expect((await person.fetch('/api/files')).status).toBe(200)
})

test('[D3.3] many callers of /readyz share one look', async () => {
  await using live = await Live.open()
  const commits = async () => {
    const text = await (await fetch(`${live.url}/metrics`)).text()
    return Number(/^\S*commit_seconds_count (\d+)/m.exec(text)?.[1] ?? Number.NaN)
  }
  const before = await commits()
  const answers = await Promise.all(Array.from({ length: 200 }, () => fetch(`${live.url}/readyz`)))
  expect(answers.every(({ status }) => status === 200)).toBe(true)
  expect((await commits()) - before).toBeLessThan(20)
})
