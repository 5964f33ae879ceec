import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { openLog } from '@biplane/process/log'
import { openScriptedRuntime } from '@biplane/proof/scripted-runtime'
import { describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { z } from 'zod'
import { Issuer } from '../principals/issuer.test-support.ts'
import { ended, Live, type Person } from './live.test-support.ts'

/** What nobody but its owner and Experience may ever see, planted wherever a client can put something. */
const CANARIES = {
  email: 'canary.person@people.example',
  name: 'Canary Q. Person',
  address: '203.0.113.77',
  tenant: 'canary-tenant',
}
/** What the agent is told, and no log and no audit entry. */
const SAID = { text: 'canary-words who owes us money', file: 'canary-file.csv', content: 'canary-cell' }

const fileView = z.object({ file_uuid: z.string() })

/** Everything that a person does in a day, with what goes wrong in one. Returns the secrets that were used. */
async function dayOf(live: Live, issuer: Issuer): Promise<{ person: Person; secrets: Record<string, string> }> {
  const claims = { sub: CANARIES.email, email: CANARIES.email, name: CANARIES.name, tenant: CANARIES.tenant }
  const jwt = await issuer.token({ ...claims, roles: ['operator'] })
  const forwarded = { 'x-forwarded-for': CANARIES.address }
  const person = await live.user(jwt)
  const { ticket } = z
    .object({ ticket: z.string() })
    .parse(await (await person.fetch('/api/auth/ticket', { method: 'POST', headers: forwarded })).json())
  const body = new FormData()
  body.set('file', new Blob([`a,b\n${SAID.content},2\n`]), SAID.file)
  const { file_uuid } = fileView.parse(
    await (await person.fetch('/api/files', { method: 'POST', body, headers: forwarded })).json(),
  )
  const reader = await person.listen()
  const sent = await person.trpc.guide.send.mutate({
    message: SAID.text,
    file_uuids: [file_uuid as never],
    context: { surface: 'home' },
  })
  await reader.until((items) => ended(items, sent.invocation_id))
  await person.fetch(`/api/files/${file_uuid}/content`)
  // What goes wrong: each of these is refused, and each carries something that must not be written down.
  const wrong = `wrong-${person.token}`
  await person.fetch(`/api/files/${wrong}?session_token=${person.token}&note=${encodeURIComponent(SAID.text)}`)
  await fetch(`${live.url}/api/auth/session`, { headers: { authorization: `Bearer ${wrong}` } })
  await fetch(`${live.url}/api/auth/session`, { method: 'POST', headers: { authorization: `Bearer ${jwt}x` } })
  await fetch(`${live.url}/trpc/${encodeURIComponent(`${SAID.text}\r\nforged`)}?input=${wrong}`)
  await person.fetch('/trpc/guide.send', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: `{"message":"${SAID.text}","__proto__":"${person.token}"}`,
  })
  for (const url of [`/trpc?session_token=${ticket}`, `/trpc?session_token=${wrong}`, `/nowhere?x=${person.token}`]) {
    await visit(`${live.url.replace('http', 'ws')}${url}`, forwarded)
  }
  await person.trpc.invocation.cancel.mutate({ message_id: wrong as never }).catch(() => {})
  await person.trpc.invocation.cancel.mutate({ invocation_id: sent.invocation_id as never })
  reader.stop()
  return { person, secrets: { token: person.token, ticket, jwt } }
}

/** Opens a socket, says something that is no frame, and sees it closed. */
function visit(url: string, headers: Record<string, string>): Promise<void> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url, { headers })
    socket.on('open', () => {
      socket.send(`${SAID.text} ${CANARIES.email}`)
      socket.once('message', () => socket.close())
    })
    socket.on('close', () => resolve())
    socket.on('error', () => {})
  })
}

/** What the audit trail has of it; that it is read is an entry as well. */
const OF_A_DAY = [
  'session.created',
  'auth.failed',
  'file.uploaded',
  'file.read',
  'message.accepted',
  'invocation.ended',
  'invocation.cancel',
  'access.refused',
  'request.refused',
  'platform.read',
]

describe('[P1] the seal', () => {
  test('nothing planted reaches Runtime, a log line or the audit trail, and no credential reaches the disk', async () => {
    await using issuer = await Issuer.open()
    const lines: string[] = []
    const log = openLog('experience', 'debug', { write: (line: string) => void lines.push(line) })
    await using live = await Live.open({ env: { ...issuer.env, TRUSTED_PROXIES: '127.0.0.1' }, log })
    const { person, secrets } = await dayOf(live, issuer)

    const session = await person.trpc.session.get.query()
    const runtime = JSON.stringify([live.runtime.requests, live.runtime.invocations, live.runtime.cancels, kept(live)])
    const ofThePerson = { ...CANARIES, ...secrets, session: session.session_id, surface: 'home', role: 'operator' }
    expect(runtime).toContain(SAID.text)
    expect(found(runtime, ofThePerson)).toEqual([])

    const trail = await person.trailUntil((entries) =>
      OF_A_DAY.every((each) => entries.some(({ action }) => action === each)),
    )
    const { tenant: _, ...hidden } = { ...CANARIES, ...secrets, ...SAID }
    expect(found(JSON.stringify(trail), hidden)).toEqual([])

    expect(lines.length).toBeGreaterThanOrEqual(10)
    expect(found(lines.join(''), { ...CANARIES, ...secrets, ...SAID })).toEqual([])
    expect(lines.join('')).not.toContain('?')
    // One line is one fact: nothing that was sent begins another one.
    for (const line of lines) expect(JSON.parse(line)).toMatchObject({ plane: 'experience' })

    expect(found(onDisk(live.directory), secrets)).toEqual([])
  })

  test('the same search finds what is really there', async () => {
    expect(found('a line with canary-words who owes us money in it', SAID)).toEqual(['text'])
    expect(found(JSON.stringify({ detail: CANARIES.email }), CANARIES)).toEqual(['email'])
  })
})

/** The names of those secrets that are in a text, as they are or encoded for an address. */
const found = (text: string, secrets: Record<string, string>): string[] =>
  Object.entries(secrets)
    .filter(([, secret]) => text.includes(secret) || text.includes(encodeURIComponent(secret)))
    .map(([name]) => name)

/** What Runtime still has of the work it was given. */
const kept = (live: Live) =>
  live.runtime.executions.map(({ invocationId }) => live.runtime.run(invocationId)?.events ?? [])

/** Every byte of the database, its log included. */
const onDisk = (directory: string): string =>
  readdirSync(directory)
    .filter((name) => name.startsWith('biplane.db'))
    .map((name) => readFileSync(path.join(directory, name), 'latin1'))
    .join('')

describe('several Runtimes', () => {
  test('when one is down the next one answers, and is kept while it does', async () => {
    await using second = await openScriptedRuntime({ tokens: 2 })
    const first = await openScriptedRuntime({ key: second.key })
    await using live = await Live.open({ runtime: second, env: { RUNTIME_URL: `${first.url}, ${second.url}` } })
    const anna = await live.guest()
    const reader = await anna.listen()
    const one = await anna.trpc.guide.send.mutate({ message: 'one' })
    await reader.until((items) => ended(items, one.invocation_id))
    expect([first.executions.length, second.executions.length]).toEqual([1, 0])
    await first.close()
    const two = await anna.trpc.guide.send.mutate({ message: 'two' })
    await reader.until((items) => ended(items, two.invocation_id))
    expect(reader.items.at(-1)?.data).toMatchObject({ type: 'agent.completed' })
    expect(second.executions.length).toBe(1)
  })
})
