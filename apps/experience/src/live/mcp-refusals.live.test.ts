// MCP by hand: refusals, and resuming after a cut, a restart and the end of a session. [MC5]
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Live, type Person } from './live.test-support.ts'
import { ACCEPT, eventsIn, legacy, modern, resultIn, sessionOf } from './mcp-calls.test-support.ts'

let live: Live

beforeAll(async () => {
  live = await Live.open({ env: { LIMIT_READER_GRACE_MS: '20' } })
})
afterAll(() => live[Symbol.asyncDispose]())

/** Answers `text`, after `gate` opens where one is named. */
function script(text: string, gate?: string): void {
  live.runtime.script('guide.global', async function* (_request, tools) {
    yield { type: 'agent.token', payload: { text: text.slice(0, 3) } }
    if (gate) await tools.gate(gate)
    yield { type: 'agent.token', payload: { text: text.slice(3) } }
  })
}

test('[MC5] answers 401 with WWW-Authenticate as JSON-RPC', async () => {
  const response = await fetch(`${live.url}/mcp`, { method: 'POST', headers: ACCEPT, body: '{}' })
  expect(response.status).toBe(401)
  expect(response.headers.get('www-authenticate')).toBe('Bearer')
  expect(await response.json()).toMatchObject({
    jsonrpc: '2.0',
    id: null,
    error: { data: { code: 'UNAUTHENTICATED' } },
  })
})

test.each([
  ['no JSON', '{', 400, -32_700],
  ['a batch', '[]', 400, -32_600],
  ['another protocol', '{"id":7,"method":"ping"}', 400, -32_600],
  ['a lone surrogate', '{"jsonrpc":"2.0","id":7,"method":"\\ud83d"}', 400, -32_600],
  ['too much', JSON.stringify({ jsonrpc: '2.0', params: { x: 'x'.repeat(9_000_000) } }), 413, -32_000],
])('[MC5] refuses %s', async (_name, body, status, code) => {
  const response = await (await live.guest()).fetch('/mcp', { method: 'POST', headers: ACCEPT, body })
  expect(response.status).toBe(status)
  expect(await response.json()).toMatchObject({ jsonrpc: '2.0', error: { code } })
})

test('[MC5] refuses foreign origins and hosts with 403', async () => {
  const person = await live.guest()
  for (const headers of [{ origin: 'https://evil.example' }, { host: 'evil.example' }]) {
    const response = await rawPost(person, headers)
    expect(response).toMatch(/^HTTP\/1.1 403/)
    expect(response).toContain('"jsonrpc":"2.0"')
  }
})

async function rawPost(person: Person, headers: Record<string, string>): Promise<string> {
  const { connect } = await import('node:net')
  const { host, port, hostname } = new URL(live.url)
  const sent = { host, authorization: `Bearer ${person.token}`, ...ACCEPT, connection: 'close', ...headers }
  const socket = connect(Number(port), hostname)
  const lines = Object.entries({ ...sent, 'content-length': '2' }).map(([name, value]) => `${name}: ${value}`)
  socket.end(`POST /mcp HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n{}`)
  let said = ''
  for await (const chunk of socket) said += chunk
  return said
}

test('[MC5] answers 405 and 404 beside its path', async () => {
  const person = await live.guest()
  const alone = await person.fetch('/mcp', { headers: { accept: 'text/event-stream' } })
  expect([alone.status, alone.headers.get('allow')]).toEqual([405, 'POST, DELETE'])
  expect((await person.fetch('/mcp', { method: 'PUT' })).status).toBe(405)
  const elsewhere = await person.fetch('/mcp/x')
  expect([elsewhere.status, await elsewhere.json()]).toMatchObject([404, { jsonrpc: '2.0' }])
})

test('[MC5] answers foreign and unknown ids alike', async () => {
  const [anna, ben] = [await live.guest(), await live.guest()]
  script('mine')
  const said = resultIn(await (await modern({ as: anna, tool: 'ask_guide', args: { message: 'x' } })).text())
  const conversation_id = String(said.structuredContent.conversation_id)
  const file = JSON.parse(
    await (await modern({ as: anna, tool: 'upload_file', args: { name: 'a.csv', text: 'a,b\n1,2\n' } })).text(),
  ).result.structuredContent.file_uuid
  const answers = async (tool: string, args: Record<string, unknown>) =>
    (await modern({ as: ben, tool, args, id: 1 })).text()
  for (const [tool, args, unknown] of [
    ['read_conversation', { conversation_id }, { conversation_id: 'nothing' }],
    ['ask_guide', { message: 'x', conversation_id }, { message: 'x', conversation_id: 'nothing' }],
    ['ask_guide', { message: 'x', file_uuids: [file] }, { message: 'x', file_uuids: ['nothing'] }],
  ] as const) {
    const foreign = await answers(tool, args)
    expect(foreign).toBe(await answers(tool, unknown))
    expect(JSON.parse(foreign).result).toMatchObject({
      isError: true,
      _meta: { 'biplane/error': { code: 'NOT_FOUND' } },
    })
  }
  const list = JSON.parse(await (await modern({ as: ben, tool: 'list_conversations', args: {} })).text())
  expect(list.result.structuredContent.conversations).toEqual([])
})

test('[MC3] refuses cursors that are of no use', async () => {
  const [anna, ben] = [await live.guest(), await live.guest()]
  script('an answer')
  const whole = await (await modern({ as: anna, tool: 'ask_guide', args: { message: 'x' }, progress: true })).text()
  const id = eventsIn(whole)[0]?.id ?? ''
  const resume = async (as: Person, last: string) =>
    (await as.fetch('/mcp', { headers: { 'last-event-id': last } })).status
  const [tag, epoch, hop, event, part] = id.split('.')
  expect(await resume(anna, id)).toBe(200)
  expect(await resume(anna, 'x')).toBe(400)
  expect(await resume(anna, [tag, epoch, hop, event, 'x'].join('.'))).toBe(400)
  expect(await resume(anna, [tag, 'other', hop, event, part].join('.'))).toBe(412)
  expect(await resume(anna, [tag, epoch, hop, '999', part].join('.'))).toBe(412)
  expect(await resume(ben, id)).toBe(404)
})

test('[MC3] resumes exactly, from any place and after a restart', async () => {
  const anna = await live.guest()
  script('one two three')
  const whole = await (await modern({ as: anna, tool: 'ask_guide', args: { message: 'x' }, progress: true })).text()
  const events = eventsIn(whole)
  expect(events.length).toBeGreaterThan(1)
  const rest = async (person: Person, id: string) =>
    eventsIn(await (await person.fetch('/mcp', { headers: { 'last-event-id': id } })).text())
  const first = /^id: (.*)$/m.exec(whole)?.[1] ?? ''
  expect(await rest(anna, first)).toEqual(events)
  for (const [n, { id }] of events.entries()) expect(await rest(anna, id)).toEqual(events.slice(n + 1))
  await live.restart()
  expect(await rest(live.again(anna), first)).toEqual(events)
})

test('[MC2] answers the same message id once', async () => {
  const anna = await live.guest()
  script('once')
  const args = { message: 'x', message_id: 'again' }
  const results = await Promise.all([1, 2, 3].map(() => modern({ as: anna, tool: 'ask_guide', args, id: 5 })))
  const texts = await Promise.all(results.map((response) => response.text()))
  expect(new Set(texts.map((text) => JSON.stringify(resultIn(text)))).size).toBe(1)
  expect((await anna.trpc.conversation.list.query()).length).toBe(1)
  const other = await modern({ as: anna, tool: 'ask_guide', args: { ...args, message: 'y' } })
  expect(await other.json()).toMatchObject({ result: { _meta: { 'biplane/error': { code: 'CONFLICT' } } } })
})

test('[MC4] ends and refuses sessions, foreign as unknown', async () => {
  const [anna, ben] = [await live.guest(), await live.guest()]
  const session = await sessionOf(anna)
  const ping = { id: 1, method: 'ping' }
  expect((await legacy(anna, session, ping)).status).toBe(200)
  expect((await legacy(anna, '', ping)).status).toBe(400)
  const foreign = await legacy(ben, session, ping)
  const unknown = await legacy(ben, 'x.y', ping)
  expect([foreign.status, await foreign.text()]).toEqual([404, await unknown.text()])
  await live.restart()
  const again = live.again(anna)
  expect((await legacy(again, session, ping)).status).toBe(200)
  const end = () => again.fetch('/mcp', { method: 'DELETE', headers: { 'mcp-session-id': session } })
  expect([(await end()).status, (await end()).status]).toEqual([204, 404])
  expect((await legacy(again, session, ping)).status).toBe(404)
})

test('[MC4] cancels by notification, and a cut is none', async () => {
  const anna = await live.guest()
  script('a long answer', 'cancel')
  const session = await sessionOf(anna)
  const params = { name: 'ask_guide', arguments: { message: 'x' } }
  const cut = new AbortController()
  const call = await legacy(anna, session, { id: 9, method: 'tools/call', params }, { signal: cut.signal })
  cut.abort()
  await call.text().catch(() => {})
  const again = await legacy(anna, session, { id: 9, method: 'tools/call', params })
  const cancelled = { method: 'notifications/cancelled', params: { requestId: 9 } }
  expect((await legacy(anna, session, cancelled)).status).toBe(202)
  expect(resultIn(await again.text()).structuredContent).toMatchObject({ status: 'cancelled' })
  expect((await legacy(anna, session, { ...cancelled, params: { requestId: 'no' } })).status).toBe(202)
})

test('[MC4] a closed stream of 2026-07-28 cancels after a grace', async () => {
  const anna = await live.guest()
  script('a long answer', 'left')
  const cut = new AbortController()
  const args = { message: 'x', message_id: 'left' }
  const call = await modern({ as: anna, tool: 'ask_guide', args, signal: cut.signal })
  cut.abort()
  await call.text().catch(() => {})
  const status = async () => (await anna.trpc.invocation.list.query({})).map((one) => one.status)
  await expect.poll(status).toEqual(['cancelled'])
  const again = await modern({ as: anna, tool: 'ask_guide', args })
  expect(resultIn(await again.text()).structuredContent).toMatchObject({ status: 'cancelled', message_id: 'left' })
})

test('[MC2] joins the answers of a handoff and names both', async () => {
  live.runtime.script('guide.global', async function* () {
    yield { type: 'agent.token', payload: { text: 'I pass you on.' } }
    yield {
      type: 'agent.handoff_proposed',
      payload: { to_agent: 'liaison.content', reason: 'It is about a file.', confidence: 0.9 },
    }
  })
  live.runtime.script('liaison.content', async function* () {
    yield { type: 'agent.token', payload: { text: 'Here I am.' } }
  })
  const text = await (
    await modern({ as: await live.guest(), tool: 'ask_guide', args: { message: 'x' }, progress: true })
  ).text()
  expect(resultIn(text)).toMatchObject({
    content: [{ text: 'I pass you on.\n\nHere I am.' }],
    structuredContent: { agents: ['guide.global', 'liaison.content'], status: 'complete' },
  })
})

test('[MC2] marks the end of a superseded attempt', async () => {
  live.runtime.script(
    'guide.global',
    async function* (_request, { attempt, gate }) {
      yield { type: 'agent.token', payload: { text: attempt === 1 ? 'Wro' : 'Right' } }
      if (attempt === 1) await gate('lost mcp')
    },
    { recovery: 'restart' },
  )
  const call = await modern({ as: await live.guest(), tool: 'ask_guide', args: { message: 'x' }, progress: true })
  let text = ''
  const decoder = new TextDecoder()
  for await (const chunk of call.body ?? []) {
    text += decoder.decode(chunk, { stream: true })
    if (!text.includes('Wro') || text.includes('Right')) continue
    live.runtime.forget()
    live.runtime.open('lost mcp')
  }
  const told = eventsIn(text).map(({ data }) => Object(data).params?.message)
  expect(told.slice(0, 3)).toEqual(['Wro', '\n\n[The answer begins again.]\n\n', 'Right'])
  expect(resultIn(text).content[0]?.text).toBe('Right')
})

test('[MC1] reads files and results as resources', async () => {
  const anna = await live.guest()
  live.runtime.script('guide.global', async function* () {
    yield {
      type: 'agent.artifact',
      payload: { kind: 'schema', key: 'a', title: 'A', summary: '', provenance: null, data: { rows: 1, columns: [] } },
    }
  })
  await (await modern({ as: anna, tool: 'upload_file', args: { name: 'ü.csv', text: 'ä,b\n1,2\n' } })).text()
  await (await modern({ as: anna, tool: 'ask_guide', args: { message: 'x' } })).text()
  const session = await sessionOf(anna)
  const ask = async (person: Person, method: string, params: object = {}) =>
    (await legacy(person, person === anna ? session : await sessionOf(person), { id: 1, method, params })).json()
  const { resources } = Object(await ask(anna, 'resources/list')).result
  expect(resources.map(({ name }: { name: string }) => name)).toEqual(['ü.csv', 'A'])
  const [file, result] = resources.map(({ uri }: { uri: string }) => uri)
  expect(await ask(anna, 'resources/read', { uri: file })).toMatchObject({
    result: { contents: [{ text: 'ä,b\n1,2\n' }] },
  })
  expect(await ask(anna, 'resources/read', { uri: result })).toMatchObject({
    result: { contents: [{ mimeType: 'application/json' }] },
  })
  const foreign = JSON.stringify(await ask(await live.guest(), 'resources/read', { uri: file }))
  const unknown = JSON.stringify(await ask(await live.guest(), 'resources/read', { uri: 'biplane://files/x' }))
  expect(foreign.replaceAll(file, 'biplane://files/x')).toBe(unknown)
})
