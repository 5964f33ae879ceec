import type { ArtifactDraft } from '@biplane/contracts/wire/artifacts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ended, eventsOf, Live, type Person } from './live.test-support.ts'

let live: Live

beforeAll(async () => {
  live = await Live.open()
})
afterAll(() => live[Symbol.asyncDispose]())

const outline = (key: string): ArtifactDraft => ({
  kind: 'outline',
  key,
  title: `Outline ${key}`,
  summary: 'one section',
  provenance: null,
  data: { sections: [], words: 0 },
})

/** The insights liaison makes an artifact of this key whenever it is asked. */
function making(key: string): void {
  live.runtime.script('liaison.insights', async function* () {
    yield { type: 'agent.artifact', payload: outline(key) }
    yield { type: 'agent.token', payload: { text: 'Here it is.' } }
  })
}

async function made(person: Person, key: string, message = `make ${key}`) {
  making(key)
  const reader = await person.listen('insights')
  const sent = await person.trpc.liaison.send.mutate({ pillar: 'insights', message })
  await reader.until((items) => ended(items, sent.invocation_id))
  reader.stop()
  return { ...sent, artifact_id: `${sent.invocation_id}.${key}` }
}

describe('[A1, D2.9] the life of an artifact', () => {
  test('every reader sees it being approved, whoever comes later sees that it was', async () => {
    const anna = await live.guest()
    const { artifact_id } = await made(anna, 'plan')
    const tabs = [await anna.listen('insights'), await anna.listen('insights', anna.tab().trpc)]
    expect(await anna.trpc.artifact.review.mutate({ artifact_id, version: 1 })).toMatchObject({ status: 'review' })
    expect(await anna.trpc.artifact.approve.mutate({ artifact_id, version: 1 })).toMatchObject({ status: 'approved' })
    for (const tab of tabs) {
      await tab.until((items) => eventsOf(items).length >= 2)
      expect(eventsOf(tab.items)).toMatchObject([
        { type: 'agent.artifact_status', payload: { artifact_id, version: 1, status: 'review' } },
        { type: 'agent.artifact_status', payload: { artifact_id, version: 1, status: 'approved' } },
      ])
      tab.stop()
    }
    const later = await anna.listen('insights', anna.tab().trpc)
    expect(later.items[0]?.data).toMatchObject({
      type: 'snapshot',
      running: null,
      messages: [{}, { content: 'Here it is.', status: 'complete', artifacts: [{ artifact_id, status: 'approved' }] }],
    })
    later.stop()
    expect(await anna.trpc.artifact.list.query({})).toMatchObject([{ artifact_id, status: 'approved' }])
  })

  test('[L10] nobody else can say anything of it', async () => {
    const [anna, boris] = [await live.guest(), await live.guest()]
    const { artifact_id } = await made(anna, 'plan')
    for (const say of [boris.trpc.artifact.review, boris.trpc.artifact.approve]) {
      await expect(say.mutate({ artifact_id, version: 1 })).rejects.toMatchObject({
        data: { refusal: { code: 'NOT_FOUND' } },
      })
    }
    expect(await anna.trpc.artifact.get.query({ artifact_id })).toMatchObject({ status: 'draft' })
  })
})

describe('[A2] what an agent is told of the session', () => {
  const inputsOf = (invocationId: string) =>
    live.runtime.requests
      .filter(({ invocation }) => invocation.invocation_id === invocationId)
      .map(({ invocation }) => invocation.input)

  test('its artifacts, newest versions; and a guide also its jobs, newest first', async () => {
    const anna = await live.guest()
    const first = await made(anna, 'plan', 'Make a plan')
    await made(anna, 'plan')
    const reader = await anna.listen()
    const sent = await anna.trpc.guide.send.mutate({ message: 'what is next?' })
    await reader.until((items) => ended(items, sent.invocation_id))
    reader.stop()
    const [input] = inputsOf(sent.invocation_id)
    expect(input?.artifacts).toEqual([
      {
        artifact_id: first.artifact_id,
        version: 2,
        kind: 'outline',
        title: 'Outline plan',
        summary: 'one section',
        pillar: 'insights',
      },
    ])
    expect(input?.jobs).toEqual([
      { agent_id: 'liaison.insights', status: 'completed', asked: 'make plan' },
      { agent_id: 'liaison.insights', status: 'completed', asked: 'Make a plan' },
    ])
  })

  test('nothing of another session, and a liaison hears of no jobs', async () => {
    const boris = await live.guest()
    const { invocation_id } = await made(boris, 'plan')
    const [input] = inputsOf(invocation_id)
    expect(input?.artifacts).toEqual([])
    expect(input?.jobs).toBeUndefined()
  })

  test('[L8] the same at every attempt, whatever was made and ended since', async () => {
    const anna = await live.guest()
    live.runtime.script('guide.global', async function* (_request, control) {
      await control.gate('guide-waits')
      yield { type: 'agent.token', payload: { text: 'done' } }
    })
    const before = await made(anna, 'before')
    const sent = await anna.trpc.guide.send.mutate({ message: 'status' })
    await live.runtime.reached('guide-waits', 1)
    await made(anna, 'after')
    await anna.trpc.artifact.approve.mutate({ artifact_id: before.artifact_id, version: 1 })
    await live.restart()
    const reader = anna.read(live.client(anna.token).trpc, `${live.epoch}:0`)
    live.runtime.open('guide-waits')
    await reader.until((items) => ended(items, sent.invocation_id))
    reader.stop()
    const inputs = inputsOf(sent.invocation_id)
    expect(inputs.length).toBeGreaterThanOrEqual(2)
    for (const input of inputs) expect(input).toEqual(inputs[0])
    expect(inputs[0]?.artifacts?.map(({ title }) => title)).toEqual(['Outline before'])
  })
})
