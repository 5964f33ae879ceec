// The sweep: every procedure of the router, and every command of the raw doors, that takes an id is asked with an id of
// somebody else, of another tenant, and of nobody. The three answers must be the same, and the owner's another one. [L10]
import { experienceRouter } from '@biplane/contracts/experience-router'
import type { ArtifactDraft } from '@biplane/contracts/wire/artifacts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { z } from 'zod'
import { Issuer } from '../principals/issuer.test-support.ts'
import { ended, eventsOf, Live, type Person } from './live.test-support.ts'

let issuer: Issuer
let live: Live
/** The owner, of one tenant; a stranger of the same tenant, one of another, and a guest. */
let owner: Person
let strangers: Person[]
let owned: Record<IdField, string>

/** Every field of an input that names something of somebody. */
type IdField =
  | 'thread_id'
  | 'conversation_id'
  | 'invocation_id'
  | 'message_id'
  | 'file_uuid'
  | 'file_uuids'
  | 'artifact_id'
  | 'replaces'
  | 'session_id'
  | 'key_id'
  | 'schedule_id'

/** What is needed beside the ids. A required field that is not here fails the test: then say here what it takes. */
const OTHERWISE: Record<string, unknown> = {
  message: 'hello',
  pillar: 'content',
  agent_type: 'guide',
  title: 'a title',
  name: 'a name',
  version: 1,
  pinned: true,
  archived: false,
  timing: { kind: 'cron', cron: '0 8 * * 1' },
  time_zone: 'Europe/Berlin',
  correction: { keep_totals: true },
}

/** Fields that only look like ids, and why they are not looked up across people. */
const OWN_WORDS: Record<string, string> = {
  'guide.send message_id': 'the client’s own name for what it sends: one for each session [L6]',
  'thread.send message_id': 'the client’s own name for what it sends: one for each session [L6]',
  'liaison.send message_id': 'the client’s own name for what it sends: one for each session [L6]',
  lastEventId: 'a place in a log, not the log',
}

beforeAll(async () => {
  issuer = await Issuer.open()
  live = await Live.open({ env: issuer.env })
  const signIn = async (sub: string, tenant: string) => live.user(await issuer.token({ sub, tenant }))
  owner = await signIn('anna', 'acme')
  strangers = [await signIn('eve', 'acme'), await signIn('anna', 'other'), await live.guest()]
  owned = await makeThings(owner)
})
afterAll(async () => {
  await live[Symbol.asyncDispose]()
  await issuer[Symbol.asyncDispose]()
})

const DRAFT: ArtifactDraft = {
  kind: 'outline',
  key: 'number',
  title: 'A number',
  summary: 'One number',
  provenance: null,
  data: { sections: [], words: 1 },
}

const SCHEDULE = {
  message: 'Who is overdue?',
  timing: { kind: 'cron' as const, cron: '0 8 * * 1' },
  time_zone: 'Europe/Berlin',
}

async function makeThings(person: Person): Promise<Record<IdField, string>> {
  live.runtime.script('guide.global', async function* () {
    yield { type: 'agent.token', payload: { text: 'here ' } }
    yield { type: 'agent.artifact', payload: DRAFT }
  })
  const body = new FormData()
  body.set('file', new Blob(['a,b\n1,2\n']), 'mine.csv')
  const uploaded = await person.fetch('/api/files', { method: 'POST', body })
  const { file_uuid } = z.object({ file_uuid: z.string() }).parse(await uploaded.json())
  const reader = await person.listen()
  const sent = await person.trpc.guide.send.mutate({ message: 'make me something' })
  await reader.until((items) => ended(items, sent.invocation_id))
  expect(eventsOf(reader.items).map(({ type }) => type)).toContain('agent.artifact')
  const [artifact] = await person.trpc.artifact.list.query({})
  reader.stop()
  const { conversation_id, invocation_id, message_id } = sent
  const { key_id } = await person.trpc.apiKey.create.mutate({ name: 'mine' })
  const { schedule_id } = await person.trpc.schedule.create.mutate(SCHEDULE)
  const [thread] = await person.trpc.thread.list.query({})
  return {
    thread_id: thread?.thread_id ?? '',
    conversation_id,
    invocation_id,
    message_id,
    replaces: message_id,
    file_uuid,
    file_uuids: file_uuid,
    artifact_id: artifact?.artifact_id ?? '',
    session_id: person.sessionId,
    key_id,
    schedule_id,
  }
}

/** What tRPC keeps of a procedure, as far as a sweep needs it. */
const built = z.object({ _def: z.object({ type: z.string(), inputs: z.array(z.instanceof(z.ZodType)) }) })

interface Case {
  path: string
  type: string
  field: IdField
  input: Record<string, unknown>
}

/** Every procedure with every field of its input that holds an id. */
function casesOf(): Case[] {
  return Object.entries(experienceRouter._def.procedures).flatMap(([path, procedure]) => {
    // A procedure is a function with `_def` on it.
    const { _def } = built.parse({ _def: Reflect.get(Object(procedure), '_def') })
    const [schema] = _def.inputs
    if (!schema) return []
    const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
    const ids = Object.keys(properties).filter((name) => isIdField(path, name))
    return ids.map((field) => {
      const others = required.filter((name) => name !== field)
      // A second id is the owner's own: only the one that is asked for differs.
      const fill = (name: string) => (isIdField(path, name) ? owned[name] : valueFor(path, name))
      const input = Object.fromEntries(others.map((name) => [name, fill(name)]))
      return { path, type: _def.type, field: field as IdField, input }
    })
  })
}

function isIdField(path: string, name: string): name is IdField {
  if (OWN_WORDS[name] !== undefined || OWN_WORDS[`${path} ${name}`] !== undefined) return false
  const looksLikeOne = /(_id|_ids|_uuid|_uuids)$/i.test(name) || name === 'replaces'
  if (looksLikeOne && !(name in owned)) throw new Error(`${path}: nothing is known of the id ${name}`)
  return looksLikeOne
}

function valueFor(path: string, name: string): unknown {
  if (!(name in OTHERWISE)) throw new Error(`${path}: nothing is known of the field ${name}`)
  return OTHERWISE[name]
}

/** One call on a socket of its own; the answer, or the first thing that a subscription says. */
async function ask(person: Person, { path, type, field, input }: Case, id: string): Promise<string> {
  const socket = await openSocket(person, '/trpc')
  const filled = { ...input, [field]: field === 'file_uuids' ? [id] : id }
  const answer = new Promise<string>((resolve) => {
    socket.on('message', (data) => {
      const { error, result } = JSON.parse(String(data))
      if (error) resolve(JSON.stringify({ refusal: error.data.refusal, status: error.data.httpStatus }))
      else if (type !== 'subscription' || result.type === 'data') resolve(JSON.stringify(result.data ?? null))
    })
  })
  socket.send(JSON.stringify({ id: 1, jsonrpc: '2.0', method: type, params: { path, input: filled } }))
  const said = await answer
  socket.terminate()
  return said.replaceAll(id, 'the id')
}

function openSocket(person: Person, path: string): Promise<WebSocket> {
  const headers = { authorization: `Bearer ${person.token}` }
  const socket = new WebSocket(`${live.url.replace('http', 'ws')}${path}`, { headers })
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(socket))
    socket.once('error', reject)
  })
}

/** As long as a real one, and nobody's. */
const nobodys = (id: string) => `${id.slice(0, -4)}ffff`

describe('[L10] another principal’s id is answered exactly like one that does not exist', () => {
  test('by every procedure that takes one', async () => {
    const cases = casesOf().sort((a, b) => Number(a.path.endsWith('delete')) - Number(b.path.endsWith('delete')))
    let asked = 0
    for (const one of cases) {
      const where = `${one.path} ${one.field}`
      for (const stranger of strangers) {
        const foreign = await ask(stranger, one, owned[one.field])
        const missing = await ask(stranger, one, nobodys(owned[one.field]))
        expect([where, foreign]).toEqual([where, missing])
        expect([where, foreign.includes('INTERNAL')]).toEqual([where, false])
        asked += 2
      }
    }
    process.stdout.write(`ownership sweep: ${cases.length} fields of procedures, ${asked} calls by strangers\n`)
    expect(cases.length).toBeGreaterThanOrEqual(15)
  })

  test('by every command of the raw doors that takes one', async () => {
    const { conversation_id, invocation_id, message_id, file_uuid } = owned
    const commands: [string, string, (id: string) => object][] = [
      [
        '/api/runtime/agent',
        conversation_id,
        (id) => ({ type: 'agent.resume', payload: { conversation_id: id, last_event_id: 0 } }),
      ],
      ['/api/runtime/agent', invocation_id, (id) => ({ type: 'agent.cancel', payload: { invocation_id: id } })],
      [
        '/api/runtime/agent',
        file_uuid,
        (id) => ({ type: 'agent.message', payload: { text: 'x', context: { file_uuids: [id] } } }),
      ],
      ['/api/ws/guide', message_id, (id) => ({ type: 'cancel', message_id: id })],
      ['/api/ws/guide', invocation_id, (id) => ({ type: 'cancel', data: { invocation_id: id } })],
      ['/api/ws/guide', file_uuid, (id) => ({ type: 'user_message', message: 'x', file_uuid: id })],
    ]
    let asked = 0
    for (const [door, id, command] of commands) {
      for (const stranger of strangers) {
        const foreign = await tell(stranger, door, command(id), id)
        const missing = await tell(stranger, door, command(nobodys(id)), nobodys(id))
        expect([door, foreign]).toEqual([door, missing])
        expect(foreign).toContain('NOT_FOUND')
        asked += 2
      }
    }
    process.stdout.write(`ownership sweep: ${commands.length} commands of raw doors, ${asked} calls by strangers\n`)
  })

  test('and nothing of the owner was touched by all of that; the owner’s own answers are other ones', async () => {
    const cases = casesOf()
    expect((await owner.trpc.conversation.list.query()).map((c) => c.title)).not.toContain('a title')
    expect(await owner.trpc.file.list.query()).toHaveLength(1)
    expect((await owner.trpc.artifact.list.query({}))[0]).toMatchObject({ status: 'draft' })
    // What ends things comes last, and each only once.
    const gentle = cases.filter(({ path }) => !path.endsWith('delete'))
    // A thread takes its files along, so it goes after them.
    const ending = cases
      .filter((c) => !gentle.includes(c))
      .sort((a, b) => Number(a.path === 'thread.delete') - Number(b.path === 'thread.delete'))
    for (const one of [...gentle, ...ending]) {
      const where = `${one.path} ${one.field}`
      // The conversation is the guide's: a liaison's door does not lead to it, whoever asks.
      if (one.path.startsWith('liaison.') && ['conversation_id', 'replaces'].includes(one.field)) continue
      // For operators, who may see everybody's: to all others it is closed before the id is looked at.
      if (one.path.startsWith('platform.')) continue
      const missing = await ask(owner, one, nobodys(owned[one.field]))
      const own = await ask(owner, one, owned[one.field])
      expect(own, where).not.toBe(missing)
    }
  })
})

/** What a raw door says to a command, without what differs by the moment. */
async function tell(person: Person, path: string, command: object, id: string): Promise<string> {
  const socket = await openSocket(person, path)
  const refused = new Promise<string>((resolve) => {
    socket.on('message', (data) => {
      const text = String(data)
      if (/"type":"error(_message)?"/.test(text)) resolve(text)
    })
  })
  socket.send(JSON.stringify(command))
  const said = await refused
  socket.terminate()
  return said.replaceAll(id, 'the id').replace(/"timestamp":"[^"]*"/g, '')
}
