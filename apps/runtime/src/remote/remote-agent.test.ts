import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { Refusal } from '@biplane/contracts/refusal'
import { LIMITS } from '@biplane/contracts/vocabulary/limits'
import { invocation, UNKNOWN_USAGE } from '@biplane/contracts/wire/agent-events'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask, buttonsOf, type Said } from '../agents/agent-probe.test-support.ts'
import type { ToolWorkers } from '../tool-worker/tool-workers.ts'
import { addressesOf } from './address-check.ts'
import { guardedFetch } from './guarded-fetch.ts'
import { remoteAgent } from './remote-agent.ts'
import { readRemoteAgents } from './remote-agents-setting.ts'

type Answers = (request: IncomingMessage, response: ServerResponse, body: string) => void

let answers: Answers = () => {}
const asked: { body: string; headers: IncomingMessage['headers'] }[] = []
const server = createServer(async (request, response) => {
  let body = ''
  for await (const chunk of request) body += String(chunk)
  asked.push({ body, headers: request.headers })
  answers(request, response, body)
})
let origin = ''
beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const noTools: ToolWorkers = {
  run: () => Promise.reject(new Error('no tool is asked for')),
  forget: async () => {},
  close: async () => {},
}
const agentAt = (url: string, more: Partial<Parameters<typeof remoteAgent>[0]> = {}) =>
  remoteAgent({
    id: 'liaison.operations',
    url,
    title: 'Elsewhere',
    skills: ['Answers.'],
    fetch: guardedFetch({ origins: [new URL(url).origin] }),
    answerMs: 10_000,
    ...more,
  })
const say =
  (value: unknown): Answers =>
  (_request, response) =>
    void response.end(JSON.stringify(value))
const question = (text = 'hello', signal?: AbortSignal): Promise<Said> =>
  ask(agentAt(`${origin}/run`), noTools, { text, ...(signal ? { signal } : {}) })
const refusalOf = async (said: Promise<Said>): Promise<[string, string]> => {
  const error = await said.then(
    () => new Error('it was answered'),
    (cause: unknown) => cause,
  )
  return error instanceof Refusal ? [error.refusal, error.message] : ['none', String(error)]
}

describe('[A3] an agent elsewhere', () => {
  test('is told the words, the conversation and the files, and nothing of a person', async () => {
    answers = say({ text: 'Done.' })
    const history = [{ role: 'user' as const, content: 'before' }]
    const said = await ask(agentAt(`${origin}/run`), noTools, { text: 'now', history })
    expect(said.text).toBe('Done.')
    expect(JSON.parse(asked.at(-1)?.body ?? '')).toEqual({
      agentId: 'liaison.operations',
      invocationId: 'invocation-1',
      text: 'now',
      history,
      files: [],
      artifacts: [],
    })
    expect(asked.at(-1)?.headers).toMatchObject({ 'content-type': 'application/json', 'accept-encoding': 'identity' })
  })

  test('[L8] recovers by restarting, and what it cost is not known, never 0', async () => {
    answers = say({ text: '' })
    const agent = agentAt(`${origin}/run`)
    expect(agent.recovery).toBe('restart')
    const run = agent.run({ text: 'x', history: [] }, contextOf())
    expect(await run.next()).toEqual({ done: true, value: UNKNOWN_USAGE })
  })

  test.each<[string, Answers, string, RegExp]>([
    [
      'a redirect',
      (_q, r) => void r.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
      'AGENT_FAILED',
      /redirect/,
    ],
    [
      'a packed answer',
      (_q, r) => void r.writeHead(200, { 'content-encoding': 'gzip' }).end('x'),
      'AGENT_FAILED',
      /packed/,
    ],
    ['no JSON', (_q, r) => void r.end('<html>'), 'AGENT_FAILED', /no JSON/],
    ['broken UTF-8', (_q, r) => void r.end(Buffer.from([0x22, 0xff, 0x22])), 'AGENT_FAILED', /no JSON/],
    ['no text', say({ a2uiActions: [] }), 'AGENT_FAILED', /text/],
    [
      'an action of another version',
      say({ text: 'x', a2uiActions: [{ version: 'v0.8' }] }),
      'AGENT_FAILED',
      /a2uiActions/,
    ],
    [
      'a picture from elsewhere',
      say({
        text: 'x',
        a2uiActions: [
          {
            version: 'v0.9',
            updateComponents: { surfaceId: 's', components: [{ id: 'root', component: 'Image', url: 'x' }] },
          },
        ],
      }),
      'AGENT_FAILED',
      /a2uiActions/,
    ],
    [
      'too many actions',
      say({ text: 'x', a2uiActions: Array(51).fill({ version: 'v0.9', deleteSurface: { surfaceId: 's' } }) }),
      'AGENT_FAILED',
      /a2uiActions/,
    ],
    [
      'data that is nested without end',
      (_q, r) =>
        void r.end(
          `{"text":"x","a2uiActions":[{"version":"v0.9","updateDataModel":{"surfaceId":"s","value":${'['.repeat(60_000)}${']'.repeat(60_000)}}}]}`,
        ),
      'AGENT_FAILED',
      /nested|a2uiActions/,
    ],
    [
      'more than 1 MiB',
      (_q, r) => void r.end(JSON.stringify({ text: 'x'.repeat(1024 * 1024) })),
      'AGENT_FAILED',
      /more than/,
    ],
    ['a text that is too long', say({ text: 'x'.repeat(LIMITS.answerBytes + 1) }), 'AGENT_FAILED', /text/],
    ['a failure of its own', (_q, r) => void r.writeHead(500).end('stack trace'), 'AGENT_FAILED', /answered 500/],
    ['not found', (_q, r) => void r.writeHead(404).end(), 'AGENT_FAILED', /answered 404/],
    ['busy', (_q, r) => void r.writeHead(503).end(), 'AGENT_UNAVAILABLE', /503/],
    [
      'a cut answer',
      (_q, r) => {
        r.writeHead(200, { 'content-length': '100' })
        r.write('{"text":', () => r.socket?.destroySoon())
      },
      'AGENT_UNAVAILABLE',
      /reached/,
    ],
    ['a closed connection', (q) => void q.socket.destroy(), 'AGENT_UNAVAILABLE', /reached/],
  ])('[L11] that answers with %s is refused in words, before anything was said', async (_, answer, code, words) => {
    answers = answer
    const [refused, message] = await refusalOf(question())
    expect(refused).toBe(code)
    expect(message).toMatch(words)
    expect(message).not.toContain('127.0.0.1')
  })

  test('nobody there is AGENT_UNAVAILABLE', async () => {
    const closed = createServer().listen(0, '127.0.0.1')
    await once(closed, 'listening')
    const { port } = closed.address() as AddressInfo
    closed.close()
    await once(closed, 'close')
    expect((await refusalOf(ask(agentAt(`http://127.0.0.1:${port}/run`), noTools, { text: 'x' })))[0]).toBe(
      'AGENT_UNAVAILABLE',
    )
  })

  test('one that never answers is given up after its time', async () => {
    answers = () => {}
    const slow = agentAt(`${origin}/run`, { answerMs: 30 })
    expect(await refusalOf(ask(slow, noTools, { text: 'x' }))).toEqual([
      'AGENT_UNAVAILABLE',
      expect.stringContaining('did not answer within'),
    ])
  })

  test('[L4] cancelling ends the request: the service sees its connection close', async () => {
    const stop = new AbortController()
    const closed = new Promise<void>((resolve) => {
      answers = (request) => {
        request.socket.once('close', () => resolve())
        stop.abort(new Refusal('CANCELLED', 'Somebody stopped it.'))
      }
    })
    expect((await refusalOf(question('x', stop.signal)))[0]).toBe('CANCELLED')
    await closed
  })
})

describe('[SECURITY 32] where requests may go', () => {
  const resolves =
    (...addresses: string[]) =>
    async () =>
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))

  test.each([
    '169.254.169.254',
    '0.0.0.0',
    '224.0.0.1',
    'fe80::1',
    '::',
    'fd00:ec2::254',
    '100.100.100.200',
    '127.0.0.1',
    '::1',
    '::ffff:169.254.169.254',
  ])('a name that leads to %s is refused, also when another address of it is fine', async (address) => {
    await expect(addressesOf('agent.example', resolves('203.0.113.7', address))).rejects.toThrow('leads to')
  })

  test('names of this machine may lead to it, private networks are fine, and a spelt-out address is a decision', async () => {
    expect(await addressesOf('localhost', resolves('127.0.0.1'))).toHaveLength(1)
    expect(await addressesOf('agent', resolves('10.0.0.7'))).toHaveLength(1)
    expect(await addressesOf('169.254.169.254', resolves())).toEqual([{ address: '169.254.169.254', family: 4 }])
    expect(await addressesOf('[::1]', resolves())).toEqual([{ address: '::1', family: 6 }])
  })

  test('the checked address is the one that is connected to: the name is looked up once', async () => {
    answers = say({ text: 'here' })
    const { port } = new URL(origin)
    let looked = 0
    const fetch = guardedFetch({
      origins: [`http://rebinding.localhost:${port}`],
      resolve: async () => [{ address: looked++ === 0 ? '127.0.0.1' : '169.254.169.254', family: 4 }],
    })
    expect((await fetch(`http://rebinding.localhost:${port}/run`)).status).toBe(200)
    expect(looked).toBe(1)
    await expect(fetch(`http://rebinding.localhost:${port}/run`)).rejects.toThrow('169.254.169.254')
  })

  test.each(['http://127.0.0.1:1/run', 'https://agent.example/run', 'http://other.localhost/run'])(
    'an origin that is not configured is not asked: %s',
    async (url) => {
      await expect(guardedFetch({ origins: ['http://agent.example'] })(url)).rejects.toThrow('is not configured')
    },
  )
})

describe('REMOTE_AGENTS', () => {
  test('names agents and addresses, by any accepted spelling', () => {
    expect(
      readRemoteAgents('liaison.content=http://127.0.0.1:9000/run, experience_liaison=https://a.example/x?y=1'),
    ).toEqual([
      { id: 'liaison.content', url: 'http://127.0.0.1:9000/run' },
      { id: 'liaison.business_outcomes', url: 'https://a.example/x?y=1' },
    ])
    expect(readRemoteAgents('')).toEqual([])
  })

  test.each([
    ['liaison.content', 'needs an http'],
    ['nobody=http://a.example', 'no agent'],
    ['liaison.legal=http://a.example', 'no agent that a conversation exists for'],
    ['liaison.content=ftp://a.example', 'needs an http'],
    ['liaison.content=localhost:9000', 'needs an http'],
    ['liaison.content=http://me:secret@a.example', 'password'],
    ['liaison.content=http://a.example,liaison.data=http://b.example', 'twice'],
  ])('%s is refused in words', (text, words) => {
    expect(() => readRemoteAgents(text)).toThrow(new RegExp(words))
  })
})

test('the example in examples/remote-agent.mjs is an agent: it answers, with a button', async () => {
  const file = path.resolve(import.meta.dirname, '../../../../examples/remote-agent.mjs')
  const example = spawn(process.execPath, [file], {
    env: { PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const [line] = await once(example.stdout, 'data')
    const port = /\d+/.exec(String(line))?.[0]
    const said = await ask(agentAt(`http://127.0.0.1:${port}/run`), noTools, { text: 'Hello there' })
    expect(said.text).toBe('You said “Hello there”, after 0 messages and with 0 files.')
    expect(buttonsOf(said)).toEqual([{ name: 'say', context: { message: 'Again, please' } }])
  } finally {
    example.kill()
  }
})

function contextOf(): Parameters<ReturnType<typeof agentAt>['run']>[1] {
  return {
    invocation: invocation.parse({
      agent_id: 'liaison.operations',
      invocation_id: 'invocation-1',
      input: { text: 'x' },
      return_channel: 'invocation:invocation-1',
      deadline: '2030-01-01T00:00:00Z',
    }),
    signal: new AbortController().signal,
    tools: noTools,
    readFile: () => Promise.reject(new Error('no file')),
    spent: () => {},
    pace: async () => {},
  }
}
