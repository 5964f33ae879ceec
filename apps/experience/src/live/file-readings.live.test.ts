import { fileReading } from '@biplane/contracts/wire/file-reading'
import { fileId } from '@biplane/contracts/wire/ids'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Live, type Person } from './live.test-support.ts'

let live: Live

beforeAll(async () => {
  live = await Live.open()
})
afterAll(() => live[Symbol.asyncDispose]())

async function uploadOf(person: Person) {
  const form = new FormData()
  form.set('file', new Blob(['a;b\n1;2\n'], { type: 'text/csv' }), 'mine.csv')
  const response = await person.fetch('/api/files', { method: 'POST', body: form })
  return fileId.parse(Object(await response.json()).file_uuid)
}

const JSON_BODY = { 'content-type': 'application/json' }

test('[D3.20] a correction is kept with the file and goes with every message', async () => {
  const anna = await live.guest()
  const file_uuid = await uploadOf(anna)
  const correction = { delimiter: ',', columns: [{ name: 'a', kind: 'text' as const }] }
  expect(fileReading.parse(await anna.trpc.file.reading.set.mutate({ file_uuid, correction })).rows).toBe(0)
  await anna.trpc.file.reading.get.query({ file_uuid })
  expect(live.runtime.described.slice(-2).map(({ file }) => file.reading)).toEqual([correction, correction])
  const read: unknown[] = []
  live.runtime.script('liaison.insights', async function* ({ invocation }) {
    read.push(invocation.input.files?.map(({ reading }) => reading))
    yield { type: 'agent.token', payload: { text: 'x' } }
  })
  const body = JSON.stringify({ pillar: 'insights', message: 'x', file_uuids: [file_uuid], wait: 60_000 })
  await anna.fetch('/api/chat/liaison', { method: 'POST', headers: JSON_BODY, body })
  expect(read).toEqual([[correction]])
})

test('[D3.20] an empty correction takes the one before back', async () => {
  const anna = await live.guest()
  const file_uuid = await uploadOf(anna)
  const put = (body: unknown) =>
    anna.fetch(`/api/files/${file_uuid}/reading`, { method: 'PUT', headers: JSON_BODY, body: JSON.stringify(body) })
  expect((await put({ keep_totals: true })).status).toBe(200)
  expect((await put({})).status).toBe(200)
  expect((await anna.fetch(`/api/files/${file_uuid}/reading`)).status).toBe(200)
  expect(live.runtime.described.slice(-1).map(({ file }) => file.reading)).toEqual([undefined])
})

test.each([
  ['an unknown part', { colour: 'red' }],
  ['an unknown kind', { columns: [{ name: 'a', kind: 'colour' }] }],
  ['too many columns', { columns: Array.from({ length: 101 }, () => ({ name: 'a' })) }],
  ['a line that is none', { header: [-1] }],
])('[D3.20] refuses %s', async (_, body) => {
  const anna = await live.guest()
  const file_uuid = await uploadOf(anna)
  const response = await anna.fetch(`/api/files/${file_uuid}/reading`, {
    method: 'PUT',
    headers: JSON_BODY,
    body: JSON.stringify(body),
  })
  expect(response.status).toBe(400)
})
