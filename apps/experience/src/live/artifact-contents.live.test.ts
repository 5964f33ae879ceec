import type { KnownArtifact } from '@biplane/contracts/wire/agent-events'
import type { ArtifactDraft } from '@biplane/contracts/wire/artifacts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ended, Live, type Person } from './live.test-support.ts'

let live: Live

beforeAll(async () => {
  live = await Live.open()
  live.runtime.script('liaison.business_outcomes', async function* ({ invocation }) {
    told = invocation.input.artifacts
    yield { type: 'agent.token', payload: { text: 'Seen.' } }
  })
})
afterAll(() => live[Symbol.asyncDispose]())

const table = (key: string, cells: number): ArtifactDraft => ({
  kind: 'table',
  key,
  title: `Table ${key}`,
  summary: '',
  provenance: { tool: 'test@1', file: null, rows_considered: cells, expression: 'x', steps: [] },
  data: {
    columns: [{ key: 'a', label: 'A', type: 'text' }],
    rows: Array.from({ length: cells }, () => ({ row: null, cells: ['x'.repeat(1_000)] })),
    total_rows: cells,
  },
})

/** What the agent that was asked last knew of earlier results. */
let told: KnownArtifact[] | undefined

function making(...drafts: ArtifactDraft[]): void {
  live.runtime.script('liaison.insights', async function* ({ invocation }) {
    told = invocation.input.artifacts
    for (const payload of drafts) yield { type: 'agent.artifact', payload }
    yield { type: 'agent.token', payload: { text: 'Made.' } }
  })
}

async function say(person: Person, pillar: 'insights' | 'business_outcomes', message: string) {
  const reader = await person.listen(pillar)
  const { invocation_id } = await person.trpc.liaison.send.mutate({ pillar, message })
  await reader.until((items) => ended(items, invocation_id))
  reader.stop()
  return told
}

test('[A2] who builds on results gets what they hold, the newest version of each; who does not gets only their names', async () => {
  const anna = await live.guest()
  making(table('late', 1))
  await say(anna, 'insights', 'one')
  making(table('late', 2))
  await say(anna, 'insights', 'two')
  const built = await say(anna, 'business_outcomes', 'make a plan')
  expect(built).toMatchObject([
    { kind: 'table', version: 2, key: 'late', data: { total_rows: 2 }, provenance: { tool: 'test@1' } },
  ])
  const other = await say(anna, 'insights', 'three')
  expect(other?.[0]).toMatchObject({ kind: 'table', version: 2 })
  expect(other?.[0]).not.toHaveProperty('data')
})

test('[A2] what does not fit travels by name: the newest contents first', async () => {
  const ben = await live.guest()
  const keys = Array.from({ length: 8 }, (_, at) => `t${at}`)
  for (const key of keys) {
    making(table(key, 150))
    await say(ben, 'insights', `make ${key}`)
  }
  const built = (await say(ben, 'business_outcomes', 'make a plan')) ?? []
  expect(built).toHaveLength(8)
  const whole = built.filter((artifact) => artifact.data !== undefined)
  expect(whole.map(({ key }) => key)).toEqual(keys.toReversed().slice(0, whole.length))
  expect(whole.length).toBeGreaterThan(4)
  expect(whole.length).toBeLessThan(8)
})

test('[L10] nobody builds on what somebody else has', async () => {
  const carla = await live.guest()
  making(table('late', 1))
  await say(carla, 'insights', 'one')
  expect(await say(await live.guest(), 'business_outcomes', 'make a plan')).toEqual([])
})
