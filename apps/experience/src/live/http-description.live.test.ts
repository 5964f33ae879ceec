import { experienceRouter } from '@biplane/contracts/experience-router'
import { createConfig, lintFromString } from '@redocly/openapi-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DescribedHttp } from './http-described.test-support.ts'
import { Live } from './live.test-support.ts'

let live: Live
let http: DescribedHttp

beforeAll(async () => {
  live = await Live.open()
  http = await DescribedHttp.open(live)
})
afterAll(() => live[Symbol.asyncDispose]())

/** Served, and not part of what clients call: the descriptions themselves, sockets' paths, tRPC as a whole, Runtime's. */
const UNDESCRIBED = [
  'GET /openapi.json',
  'GET /asyncapi.json',
  'GET /docs',
  'GET /docs/begin.js',
  'GET /docs/favicon-32x32.png',
  'GET /docs/swagger-ui-bundle.js',
  'GET /docs/swagger-ui.css',
  'GET /internal/files/:id',
  'GET /api/runtime/agent',
  'GET /api/ws/guide',
  'GET /api/ws/guide-chat',
  'GET /api/ws/liaison/:pillar',
  'GET /guide-agent',
  'GET /realtime',
  'GET /trpc',
]

describe('[D3.13] the description', () => {
  test('has every route that the server has, and none that it has not', () => {
    const served = live.routes.filter((route) => !/^(HEAD|OPTIONS) /.test(route) && !route.includes(' /trpc/'))
    const described = [...http.operations.keys()].filter((name) => !name.includes(' /trpc/'))
    expect(served).toEqual([...described.map((name) => name.replace(/\{(\w+)\}/g, ':$1')), ...UNDESCRIBED].sort())
  })

  test('has every procedure of the router, and each answers where the description says', async () => {
    const described = [...http.operations.keys()].filter((name) => name.includes(' /trpc/'))
    const names = described.map((name) => name.slice(name.indexOf('/trpc/') + '/trpc/'.length))
    expect(names.sort()).toEqual(Object.keys(experienceRouter._def.procedures).sort())
    for (const name of described) {
      const [method = '', route = ''] = name.split(' ')
      const { status, text } = await http.call({ as: null, method, route, ...(method === 'POST' ? { body: {} } : {}) })
      // A procedure that is not there would be 404, one of another kind 405. A stream says its refusal inside.
      const open = route === '/trpc/session.open'
      const streams = route.endsWith('.onEvent')
      expect([name, status]).toEqual([name, open || streams ? 200 : 401])
      if (!open) expect(text).toContain('UNAUTHENTICATED')
    }
  })

  test('passes the recommended rules of an OpenAPI linter without an error or a warning', async () => {
    const config = await createConfig({ extends: ['recommended'] })
    const source = await (await fetch(`${live.url}/openapi.json`)).text()
    const problems = await lintFromString({ source, config })
    expect(problems.map(({ ruleId, location }) => `${ruleId} ${location[0]?.pointer ?? ''}`)).toEqual([])
  })

  test('refers to nothing that it does not hold, and holds nothing that nothing refers to', () => {
    const text = JSON.stringify(http.document)
    const referred = new Set([...text.matchAll(/#\/components\/schemas\/([^"]+)"/g)].map(([, id]) => id))
    expect([...referred].sort()).toEqual(Object.keys(http.document.components.schemas).sort())
  })

  test('names every call once, and says in every one what it may be refused with', () => {
    const operations = [...http.operations.values()]
    const ids = operations.map((operation) => Reflect.get(operation, 'operationId'))
    expect(new Set(ids).size).toBe(1)
    for (const [name, { responses, tags }] of http.operations) {
      if (tags.includes('trpc')) continue
      expect([name, Object.keys(responses)]).toEqual([name, expect.arrayContaining(['400', '500'])])
    }
  })

  test('a call that is not described so is noticed by the tests that hold answers against it', async () => {
    const wrong = await DescribedHttp.open(live)
    delete wrong.document.components.schemas.alive
    await expect(wrong.call({ as: null, method: 'GET', route: '/healthz' })).rejects.toThrow()
    const { operations } = http
    const features = operations.get('GET /api/features')
    const other = await DescribedHttp.open(live)
    const path = other.document.paths['/api/features']
    if (!path?.get || !features) throw new Error('there is no such call')
    path.get = { ...features, responses: { 204: { description: 'nothing' } } }
    await expect(other.call({ as: null, method: 'GET', route: '/api/features' })).rejects.toThrow('not described')
  })
})
