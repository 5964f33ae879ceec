import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type OpenDatabase, openDatabase } from '@biplane/db/open'
import { v7 as uuid } from 'uuid'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { CommandInput, CommandName } from './commands.ts'
import { GroupCommit } from './group-commit.ts'
import { LogReader } from './log-reader.ts'
import { artifact, completed, MIGRATIONS, started, token } from './store.test-support.ts'
import type { WriterRequest } from './writer-messages.ts'

let folder: string
let database: OpenDatabase
let group: GroupCommit
let onPassing: (name: string) => void
let lastId: number

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'group-'))
  database = await openDatabase({ file: path.join(folder, 'a.db'), migrations: MIGRATIONS })
  onPassing = () => {}
  group = new GroupCommit(database, (name) => onPassing(name))
  lastId = 0
})
afterEach(() => {
  database.close()
  rmSync(folder, { recursive: true, force: true })
})

function ask<N extends CommandName>(name: N, input: CommandInput<N>): WriterRequest {
  lastId += 1
  return { id: lastId, kind: 'command', name, input }
}

const SESSION = 's1'
const conversation = (id: string) =>
  ask('createConversation', { id, sessionId: SESSION, tenant: 'local', agentType: 'guide', pillar: null, title: '' })

const sendInput = (conversationId: string, invocationId: string): CommandInput<'acceptSend'> => ({
  sessionId: SESSION,
  conversationId,
  pinned: true,
  messageId: uuid(),
  contentHash: 'h',
  text: 'hello',
  files: [],
  surface: null,
  routing: { agent_id: 'guide.global', source: 'path', reason: '', confidence: 1, candidates: [] },
  invocationId,
  answerMessageId: uuid(),
  input: '{}',
  whenBusy: 'enqueue',
  mostQueued: 20,
  owner: 'run',
  via: null,
  releases: false,
})
const send = (conversationId: string, invocationId: string, change: Partial<CommandInput<'acceptSend'>> = {}) =>
  ask('acceptSend', { ...sendInput(conversationId, invocationId), ...change })
const say = (invocationId: string, ...entries: CommandInput<'appendAgentEvents'>['entries']) =>
  ask('appendAgentEvents', { invocationId, attempt: 1, entries })
/** Writes a piece of an answer and then fails unexpectedly: nothing of it may stay. */
const sayInVain = (invocationId: string) =>
  say(invocationId, token(9, 'ghost'), {
    type: 'agent.artifact',
    n: 10,
    draft: JSON.parse('null'),
    tenant: 'local',
    pillar: null,
  })

function done(requests: WriterRequest[]) {
  const reply = group.run(requests)
  if (reply.kind !== 'done') throw new Error(`the group was not kept: ${JSON.stringify(reply)}`)
  return reply
}

const kept = () =>
  database.connection
    .prepare<[], { conversationId: string; seq: number; type: string; payload: string }>(
      'SELECT conversationId, seq, type, payload FROM Event ORDER BY conversationId, seq',
    )
    .safeIntegers(false)
    .all()
const commits = () =>
  database.connection.prepare<[], { commits: number }>('SELECT commits FROM LogMeta').safeIntegers(false).get()?.commits

describe('[L1] a group', () => {
  test('is one commit, however many commands it has, and says what may be told', () => {
    const before = commits() ?? 0
    const { events, results } = done([conversation('c1'), send('c1', 'i1'), say('i1', started(), token(2, 'hi'))])
    expect(commits()).toBe(before + 1)
    expect(results.map(({ ok }) => ok)).toEqual([true, true, true])
    expect(events.map(({ seq, type }) => [seq, type])).toEqual(kept().map(({ seq, type }) => [seq, type]))
    expect(events).toHaveLength(4)
  })

  test('tells each event once: the next group says only its own', () => {
    done([conversation('c1'), send('c1', 'i1')])
    expect(done([say('i1', started())]).events.map(({ seq }) => seq)).toEqual([3])
    expect(done([ask('nothing', {})]).events).toEqual([])
  })

  test('of nothing is a commit too: that is how it is known that one is possible', () => {
    const before = commits() ?? 0
    expect(done([ask('nothing', {})]).results).toEqual([{ id: 1, ok: true, value: undefined }])
    expect(commits()).toBe(before + 1)
  })
})

describe('[V6] what was before what', () => {
  afterEach(() => {
    vi.useRealTimers()
  })
  const at = (time: string) => vi.useFakeTimers({ now: Date.parse(time), toFake: ['Date'] })

  test('is known by the commits of the log, whatever the wall clock says: work and results before it went back', () => {
    at('2030-01-01T18:00:00Z')
    done([conversation('c1'), conversation('c2'), send('c1', 'early', { text: 'early' })])
    done([say('early', started(), artifact(2, 'table'), completed(3))])
    at('2030-01-01T17:00:00Z')
    done([send('c2', 'late', { text: 'late' })])
    done([say('late', started(), artifact(2, 'chart'), completed(3))])
    const reader = new LogReader(path.join(folder, 'a.db'), 1_000_000)
    const most = { jobs: 10, chars: 100 }
    const inC1 = { sessionId: SESSION, conversationId: 'c1' }
    const [late] = reader.jobsBefore(inC1, Number.MAX_SAFE_INTEGER, most)
    expect(late).toMatchObject({ asked: 'late', startedAt: '2030-01-01T17:00:00.000Z' })
    // It began in the commit in which it was asked.
    const [before] = reader.jobsBefore(inC1, late?.begunIn ?? 0, most)
    expect(before).toMatchObject({ asked: 'early', endedAt: '2030-01-01T18:00:00.000Z' })
    expect(before?.endedIn).toBeLessThan(late?.begunIn ?? 0)
    const began = { in: late?.begunIn ?? 0, invocationId: 'late' }
    expect(reader.artifactsBefore(inC1, began, 10).map(({ id }) => id)).toEqual(['early.table'])
    reader.close()
  })
})

describe('[L11] one command that fails', () => {
  test('does not harm the others of its group, before it or after it', () => {
    const { results, events } = done([
      conversation('c1'),
      send('c1', 'i1'),
      send('nowhere', 'i2'),
      say('unknown', started()),
      { id: 99, kind: 'command', name: 'acceptSend', input: null },
      say('i1', started()),
      send('c1', 'i3'),
    ])
    expect(results.map(({ ok }) => ok)).toEqual([true, true, false, true, false, true, true])
    expect(results[3]).toMatchObject({ value: { outcome: 'fenced' } })
    expect(results[2]).toMatchObject({ refusal: { code: 'NOT_FOUND' } })
    expect(results[4]).toMatchObject({ id: 99, bug: expect.stringContaining('TypeError') })
    const seqs = events.map(({ seq }) => seq)
    expect(seqs).toEqual([1, 2, 3, 4, 5, 6])
    expect(kept().map(({ seq }) => seq)).toEqual(seqs)
  })

  test('after it had written something leaves nothing of that: no event, no number, no piece of an answer', () => {
    done([conversation('c1'), send('c1', 'i1')])
    const { results, events } = done([
      say('i1', started(), token(2, 'a')),
      sayInVain('i1'),
      say('i1', token(3, 'b')),
      sayInVain('i1'),
      say('i1', token(4, 'c'), completed(5)),
    ])
    expect(results.map(({ ok }) => ok)).toEqual([true, false, true, false, true])
    expect(kept().map(({ seq, type }) => [seq, type])).toEqual([
      [1, 'user.message'],
      [2, 'agent.routed'],
      [3, 'agent.started'],
      [4, 'agent.token'],
      [5, 'agent.token'],
      [6, 'agent.token'],
      [7, 'agent.completed'],
    ])
    expect(events.map(({ seq }) => seq)).toEqual([3, 4, 5, 6, 7])
    expect(JSON.parse(kept().at(-1)?.payload ?? '')).toMatchObject({ text: 'abc' })
    expect(kept().flatMap(({ type, payload }) => (type === 'agent.token' ? [JSON.parse(payload).index] : []))).toEqual([
      0, 1, 2,
    ])
  })

  test('logs an unexpected error with its stack, and tells nobody else', () => {
    const { results } = done([conversation('c1'), send('c1', 'i1'), send('c1', 'i1')])
    expect(results[2]).toMatchObject({ ok: false, bug: expect.stringMatching(/UNIQUE constraint[\s\S]*\n +at /) })
    expect(results[2]).not.toHaveProperty('refusal')
    expect(kept()).toHaveLength(2)
  })
})

describe('[V4] a database that takes no writes', () => {
  const pragma = (name: string) => Number(database.connection.pragma(name, { simple: true }))
  const fill = () => database.connection.pragma(`max_page_count = ${pragma('page_count')}`)
  const makeRoom = () => database.connection.pragma('max_page_count = 1000000')
  const long = 'x'.repeat(100_000)

  test('keeps nothing of the group, refuses all of it as STORE_UNAVAILABLE, and tells nobody', () => {
    done([conversation('c1'), send('c1', 'i1')])
    const before = kept()
    const count = commits()
    fill()
    const reply = group.run([say('i1', started()), say('i1', token(2, long)), ask('nothing', {})])
    expect(reply).toMatchObject({ kind: 'fault', cause: expect.stringContaining('full') })
    expect(reply).not.toHaveProperty('events')
    expect(reply.kind === 'fault' && reply.results).toMatchObject(
      Array(3).fill({ ok: false, refusal: { code: 'STORE_UNAVAILABLE' } }),
    )
    expect(kept()).toEqual(before)
    expect(commits()).toBe(count)
    expect(database.connection.inTransaction).toBe(false)
  })

  test('is written to as before once it takes writes again: no number lost, no piece lost or doubled', () => {
    done([conversation('c1'), send('c1', 'i1'), say('i1', started(), token(2, 'a'))])
    fill()
    for (let i = 0; i < 3; i += 1) expect(group.run([say('i1', token(3, long))]).kind).toBe('fault')
    makeRoom()
    done([say('i1', token(3, long))])
    done([say('i1', completed(4))])
    expect(kept().map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6])
    expect(JSON.parse(kept().at(-1)?.payload ?? '').text).toBe(`a${long}`)
  })

  test('a command that was refused before the fault in the same group is not told as refused: it is unknown', () => {
    done([conversation('c1'), send('c1', 'i1')])
    fill()
    const reply = group.run([send('nowhere', 'i2'), say('i1', token(2, long))])
    expect(reply.kind === 'fault' && reply.results[0]).toMatchObject({ refusal: { code: 'STORE_UNAVAILABLE' } })
  })

  test('whatever stops a group before its commit undoes it whole', () => {
    done([conversation('c1'), send('c1', 'i1')])
    const before = kept()
    onPassing = (name) => {
      if (name === 'append.commit') throw new Error('stopped here')
    }
    expect(group.run([say('i1', started(), token(2, 'a'))]).kind).toBe('fault')
    expect(kept()).toEqual(before)
    onPassing = () => {}
    const { events } = done([say('i1', started(), token(2, 'a'), completed(3))])
    // What was undone is not told later either.
    expect(events.map(({ seq }) => seq)).toEqual([3, 4, 5])
    expect(kept().map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5])
    expect(JSON.parse(kept().at(-1)?.payload ?? '').text).toBe('a')
  })
})

test('[SECURITY 39] the places at which a test may kill the process lie before and after the sync', () => {
  const passed: string[] = []
  onPassing = (name) => passed.push(`${name} ${database.connection.inTransaction ? 'open' : 'synced'}`)
  done([conversation('c1'), send('c1', 'i1')])
  done([say('i1', started())])
  done([ask('nothing', {})])
  expect(passed).toEqual([
    'accept.commit open',
    'accept.committed synced',
    'append.commit open',
    'append.committed synced',
  ])
})
