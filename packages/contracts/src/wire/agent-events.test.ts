import { describe, expect, test } from 'vitest'
import { refuseInput } from '../refusal.ts'
import { agentEvent, streamRequest } from './agent-events.ts'
import { artifactDraft } from './artifacts.ts'

const invocation = {
  agent_id: 'guide.global',
  invocation_id: 'i1',
  input: { text: 'hello' },
  return_channel: 'invocation:i1',
  deadline: '2026-11-20T12:00:00.000Z',
}
const file = {
  file_uuid: 'f1',
  name: 'a.csv',
  mime: 'text/csv',
  size: 1,
  sha256: 'a'.repeat(64),
  url: 'http://127.0.0.1:8001/internal/files/f1?expires=1&signature=s',
}

function refusedAt(schema: typeof streamRequest | typeof artifactDraft | typeof agentEvent, input: unknown): string {
  const { error } = schema.safeParse(input)
  return error ? (refuseInput(error).path ?? '') : 'taken'
}

describe('[R1] streamRequest', () => {
  test('takes an invocation and an attempt, and fills in what is not said', () => {
    const request = streamRequest.parse({ invocation, attempt: 1 })
    expect(request).toMatchObject({
      after: 0,
      coalesce: false,
      invocation: { capabilities: [], input: { history: [] } },
    })
  })

  test.each([
    'ws://client/xyz',
    'wss://evil.test/socket',
    'http://evil.test',
    'https://evil.test/collect?token=1',
    '//evil.test',
    'invocation:http://evil.test',
    'invocation:https://evil.test/collect',
    'invocation:http:/evil.test',
    'invocation:http:\\\\evil.test',
    'invocation://evil.test',
    'invocation:',
    'invocation:a b',
    'invocation:a\n',
    `invocation:${'x'.repeat(65)}`,
    'Invocation:i1',
    'session:s1',
    '',
  ])('[R9] refuses the return channel %j: it is opaque and no address', (return_channel) => {
    expect(refusedAt(streamRequest, { invocation: { ...invocation, return_channel }, attempt: 1 })).toBe(
      'invocation.return_channel',
    )
  })

  test.each<[string, object, string]>([
    ['an agent of no class', { agent_id: 'agent.content' }, 'agent_id'],
    ['an alias instead of an id', { agent_id: 'content_liaison' }, 'agent_id'],
    ['no deadline', { deadline: undefined }, 'deadline'],
    ['a deadline that is not a time', { deadline: 'tomorrow' }, 'deadline'],
    ['a person', { user_id: 'u1' }, 'user_id'],
    ['a token', { session_token: 't' }, 'session_token'],
    ['a surface', { input: { text: 't', surface: 'home' } }, 'input.surface'],
    ['a turn of nobody', { input: { text: 't', history: [{ role: 'system', content: '' }] } }, 'input.history.0.role'],
    ['a file without a hash', { input: { text: 't', files: [{ ...file, sha256: 'a' }] } }, 'input.files.0.sha256'],
    ['a file at no address', { input: { text: 't', files: [{ ...file, url: 'a.csv' }] } }, 'input.files.0.url'],
    ['a file with an owner', { input: { text: 't', files: [{ ...file, owner: 'o' }] } }, 'input.files.0.owner'],
  ])('[P1] refuses %s', (_, change, path) => {
    expect(refusedAt(streamRequest, { invocation: { ...invocation, ...change }, attempt: 1 })).toBe(
      `invocation.${path}`,
    )
  })

  test.each<[string, object, string]>([
    ['attempt 0', { attempt: 0 }, 'attempt'],
    ['a place before the first event', { after: -1 }, 'after'],
    ['an invalid hash', { prefixHash: 'A'.repeat(64) }, 'prefixHash'],
    ['a cursor that is a number', { lastEventId: 3 }, 'lastEventId'],
  ])('refuses %s', (_, change, path) => {
    expect(refusedAt(streamRequest, { invocation, attempt: 1, ...change })).toBe(path)
  })
})

describe('[E3] artifactDraft', () => {
  const draft = { kind: 'outline', title: 'T', summary: '', provenance: null, data: { sections: [], words: 0 } }

  test.each(['overdue', 'Overdue-2026_01', 'schema:f1', 'a.b', '9', 'x'.repeat(80)])('takes the key %j', (key) => {
    expect(refusedAt(artifactDraft, { ...draft, key })).toBe('taken')
  })

  test.each(['', ' ', '-a', '.a', '../../etc', 'a b', 'a/b', 'ü', 'a\n', "a'; DROP TABLE Artifact", 'x'.repeat(81)])(
    'refuses the key %j',
    (key) => {
      expect(refusedAt(artifactDraft, { ...draft, key })).toBe('key')
    },
  )

  test.each<[string, object, string]>([
    ['an unknown kind', { kind: 'poem' }, 'kind'],
    ['no title', { title: '' }, 'title'],
    ['the data of another kind', { kind: 'table' }, 'data.columns'],
    ['a summary without an end', { summary: 'x'.repeat(2001) }, 'summary'],
  ])('refuses %s', (_, change, path) => {
    expect(refusedAt(artifactDraft, { ...draft, key: 'k', ...change })).toBe(path)
  })
})

describe('[R1] agentEvent', () => {
  test('has a number, and the span of numbers that merged tokens stand for', () => {
    const token = { type: 'agent.token', payload: { text: 'a' } }
    expect(refusedAt(agentEvent, { n: 1, ...token })).toBe('taken')
    expect(refusedAt(agentEvent, { n: 3, from: 1, ...token })).toBe('taken')
    expect(refusedAt(agentEvent, { n: 0, ...token })).toBe('n')
    expect(refusedAt(agentEvent, token)).toBe('n')
  })

  test('progress is between 0 and 1, and what failed has a code of the table', () => {
    const progress = (p: number) => ({ n: 1, type: 'agent.progress', payload: { progress: p, label: 'l' } })
    expect(refusedAt(agentEvent, progress(1))).toBe('taken')
    expect(refusedAt(agentEvent, progress(1.1))).toBe('payload.progress')
    expect(refusedAt(agentEvent, progress(Number.NaN))).toBe('payload.progress')
    const usage = { input_tokens: null, output_tokens: null, tool_calls: null, model: null }
    const failed = { n: 1, type: 'agent.failed', payload: { code: 'OOPS', message: '', retryable: false, usage } }
    expect(refusedAt(agentEvent, failed)).toBe('payload.code')
  })
})
