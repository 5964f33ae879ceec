import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { experienceRouter } from './experience-router.ts'
import { runtimeRouter } from './runtime-router.ts'
import { type ContractSnapshot, contractSnapshot, snapshotText } from './snapshot.ts'
import { differencesOf, inWords } from './snapshot-difference.ts'

const committedText = readFileSync(new URL('../contract.snapshot.json', import.meta.url), 'utf8')
const committed: ContractSnapshot = z
  .record(z.string(), z.record(z.string(), z.json()))
  .parse(JSON.parse(committedText))

test('the contract is the committed one', () => {
  const differences = differencesOf(committed, contractSnapshot())
  const how = `The contract has changed:\n${inWords(differences)}\n
If that is meant, say in the same change what it means to clients, and accept it with
  npx pnpm --filter @biplane/contracts snapshot`
  expect(differences, how).toEqual([])
  expect(committedText, 'the file is not as it is written by the command').toBe(snapshotText(contractSnapshot()))
})

test('every procedure of both routers is in it, with its kind and its input', () => {
  const now = contractSnapshot()
  expect(Object.keys(now['experience procedures'] ?? {})).toEqual(Object.keys(experienceRouter._def.procedures).sort())
  expect(Object.keys(now['runtime procedures'] ?? {})).toEqual(Object.keys(runtimeRouter._def.procedures).sort())
  expect(now['experience procedures']).toMatchObject({
    'guide.onEvent': { kind: 'subscription', input: [{ $ref: 'shapes/onEventInput' }] },
    'guide.send': { kind: 'mutation', input: [{ $ref: 'shapes/sendInput' }] },
    'session.open': { kind: 'mutation', input: [] },
  })
})

test('[D2.1] every input of every procedure of Experience is strict', () => {
  const { shapes = {}, 'experience procedures': procedures = {} } = contractSnapshot()
  for (const [path, procedure] of Object.entries(procedures)) {
    const { input } = z.object({ input: z.array(z.object({ $ref: z.string() })) }).parse(procedure)
    for (const { $ref } of input) {
      expect(shapes[$ref.slice('shapes/'.length)], path).toMatchObject({ additionalProperties: false })
    }
  }
})

test('every shape that travels is in it', () => {
  expect(Object.keys(contractSnapshot().shapes ?? {})).toEqual(
    expect.arrayContaining([
      'agentEvent',
      'artifactDraft',
      'conversationEvent',
      'conversationSnapshot',
      'invocation',
      'messageView',
      'sendInput',
      'streamRequest',
    ]),
  )
})

test('it is the same text at every asking', () => {
  expect(snapshotText(contractSnapshot())).toBe(snapshotText(contractSnapshot()))
})

describe('describes a changed contract entry by entry', () => {
  const before: ContractSnapshot = {
    limits: { frameBytes: 1, textChars: 2 },
    shapes: { a: { type: 'object', required: ['x'] }, b: { type: 'string' } },
  }

  test('what was added, removed and changed, and where', () => {
    const now: ContractSnapshot = {
      limits: { frameBytes: 1, textChars: 3 },
      shapes: { a: { type: 'object', required: ['x', 'y'], title: 't' }, c: { type: 'string' } },
      names: { surfaces: [] },
    }
    expect(inWords(differencesOf(before, now)).split('\n')).toEqual([
      'changed limits › textChars: 2 → 3',
      'added   names',
      'changed shapes › a › required: ["x"] → ["x","y"]',
      'added   shapes › a › title: "t"',
      'removed shapes › b',
      'added   shapes › c',
    ])
  })

  test('the same contract differs in nothing, another order of a list does', () => {
    expect(differencesOf(before, structuredClone(before))).toEqual([])
    const reordered = { ...before, shapes: { ...before.shapes, a: { required: ['x'], type: 'object' } } }
    expect(differencesOf(before, reordered)).toEqual([])
    const list = (...entries: string[]): ContractSnapshot => ({ names: { surfaces: entries } })
    expect(differencesOf(list('a', 'b'), list('b', 'a'))).toHaveLength(1)
  })

  test('a value that became nothing is not the same as one that is gone', () => {
    const nothing: ContractSnapshot = { limits: { frameBytes: null } }
    expect(differencesOf({ limits: { frameBytes: 1 } }, nothing)[0]?.kind).toBe('changed')
    expect(differencesOf(nothing, { limits: {} })[0]?.kind).toBe('removed')
  })

  test('a long value is shortened', () => {
    const long: ContractSnapshot = { names: { agents: Array(500).fill('agent') } }
    const [difference] = differencesOf({ names: { agents: [] } }, long)
    expect(difference?.detail.length).toBeLessThan(200)
  })
})
