import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type ContractChange, changesInWords } from './contract-change.ts'
import { contractChanges } from './contract-changes.ts'
import { type ContractSnapshot, contractSnapshot } from './snapshot.ts'

const said = z.strictObject({
  text: z.string().min(1).max(100),
  surface: z.enum(['home', 'files']),
  count: z.int().min(0).max(10).optional(),
  tags: z.array(z.string()).max(5).optional(),
  id: z
    .string()
    .regex(/^[a-z]+$/)
    .optional(),
  note: z.string().nullable().optional(),
})
const heard = z.object({
  text: z.string().max(100),
  state: z.enum(['open', 'done']),
  count: z.int().min(0).max(10),
  hint: z.string().optional(),
  parts: z.array(z.object({ title: z.string() })),
  end: z.discriminatedUnion('type', [
    z.object({ type: z.literal('ended'), reason: z.string() }),
    z.object({ type: z.literal('failed'), code: z.enum(['A', 'B']) }),
  ]),
  by: z.string().nullable(),
  more: z.record(z.string(), z.number()),
})

const contractOf = (input: z.ZodType, view: z.ZodType): ContractSnapshot =>
  JSON.parse(
    JSON.stringify({
      'experience procedures': { 'a.send': { kind: 'mutation', input: [{ $ref: 'shapes/sendInput' }] } },
      shapes: { sendInput: z.toJSONSchema(input), view: z.toJSONSchema(view) },
      refusals: { BUSY: { http: 409, retryable: true } },
      'close codes': { goingAway: 1001 },
      limits: { textChars: 100 },
      names: { surfaces: ['home', 'files'] },
      pillars: { content: { label: 'Content' } },
      'invocation moves': { queued: { start: 'running' } },
    }),
  )

const BEFORE = contractOf(said, heard)

/** Verdict, direction, and whether it breaks a client of the release before. */
const inShort = ({ verdict, direction, breaking }: ContractChange) =>
  `${verdict} ${direction}${breaking ? ' BREAKING' : ''}`

const verdictsOf = (now: ContractSnapshot) => [...new Set(contractChanges(BEFORE, now).map(inShort))].sort()

const C = 'client → server'
const S = 'server → client'
const NARROWED = [`narrowed ${C} BREAKING`]

/** What the client says now, with the fields that differ. */
const says = (fields: z.ZodRawShape, without: string[] = []) =>
  contractOf(
    z.strictObject(
      Object.fromEntries(Object.entries({ ...said.shape, ...fields }).filter(([name]) => !without.includes(name))),
    ),
    heard,
  )
const hears = (fields: z.ZodRawShape, without: string[] = []) =>
  contractOf(
    said,
    z.object(
      Object.fromEntries(Object.entries({ ...heard.shape, ...fields }).filter(([name]) => !without.includes(name))),
    ),
  )
const table = (section: string, entries: ContractSnapshot[string]): ContractSnapshot => ({
  ...BEFORE,
  [section]: entries,
})

const ended = z.object({ type: z.literal('ended'), reason: z.string() })
const failed = z.object({ type: z.literal('failed'), code: z.enum(['A', 'B']) })
const endedWith = (...kinds: [z.ZodObject, ...z.ZodObject[]]) => hears({ end: z.union(kinds) })

const MUTATIONS: [string, ContractSnapshot, string[]][] = [
  ['nothing', structuredClone(BEFORE), []],
  ['a description', says({ text: said.shape.text.describe('what is said') }), []],
  ['a new optional field that is said', says({ extra: z.string().optional() }), [`added ${C}`]],
  ['a new required field that is said', says({ extra: z.string() }), NARROWED],
  ['a field less that is said', says({}, ['count']), [`removed ${C} BREAKING`]],
  ['an optional field that must be said', says({ count: z.int().min(0).max(10) }), NARROWED],
  ['a required field that may be left out', says({ text: said.shape.text.optional() }), [`widened ${C}`]],
  ['a longer text that may be said', says({ text: z.string().min(1).max(200) }), [`widened ${C}`]],
  ['a shorter text that may be said', says({ text: z.string().min(1).max(50) }), NARROWED],
  ['an empty text that may be said', says({ text: z.string().max(100) }), [`widened ${C}`]],
  ['a text without a limit', says({ text: z.string().min(1) }), [`widened ${C}`]],
  ['a name more that may be said', says({ surface: z.enum(['home', 'files', 'tables']) }), [`widened ${C}`]],
  ['a name less that may be said', says({ surface: z.enum(['home']) }), NARROWED],
  ['another name that may be said', says({ surface: z.enum(['home', 'tables']) }), [`changed ${C} BREAKING`]],
  ['any name', says({ surface: z.string() }), [`widened ${C}`]],
  ['a fraction that may be said', says({ count: z.number().min(0).max(10).optional() }), [`widened ${C}`]],
  ['another type', says({ surface: z.number() }), [`changed ${C} BREAKING`, `widened ${C}`]],
  ['a lower most', says({ count: z.int().min(0).max(5).optional() }), NARROWED],
  ['a lower least', says({ count: z.int().min(-5).max(10).optional() }), [`widened ${C}`]],
  ['fewer entries', says({ tags: z.array(z.string()).max(3).optional() }), NARROWED],
  ['shorter entries', says({ tags: z.array(z.string().max(9)).max(5).optional() }), NARROWED],
  [
    'another pattern',
    says({
      id: z
        .string()
        .regex(/^[0-9]+$/)
        .optional(),
    }),
    [`changed ${C} BREAKING`],
  ],
  ['no pattern', says({ id: z.string().optional() }), [`widened ${C}`]],
  ['a new pattern', says({ note: z.string().regex(/^x/).nullable().optional() }), NARROWED],
  ['nothing instead of null', says({ note: z.string().optional() }), NARROWED],
  ['unknown fields that may be said', contractOf(z.looseObject(said.shape), heard), [`widened ${C}`]],
  ['a new field that is heard', hears({ extra: z.string() }), [`narrowed ${S}`]],
  ['a new optional field that is heard', hears({ extra: z.string().optional() }), [`added ${S}`]],
  ['a field less that is heard', hears({}, ['count']), [`removed ${S} BREAKING`]],
  ['a field that may be missing', hears({ count: z.int().min(0).max(10).optional() }), [`widened ${S} BREAKING`]],
  ['a field that is always there', hears({ hint: z.string() }), [`narrowed ${S}`]],
  ['a state more', hears({ state: z.enum(['open', 'done', 'waiting']) }), [`widened ${S} BREAKING`]],
  ['a state less', hears({ state: z.enum(['open']) }), [`narrowed ${S}`]],
  ['a null that is heard', hears({ hint: z.string().nullable().optional() }), [`widened ${S} BREAKING`]],
  ['no null any more', hears({ by: z.string() }), [`narrowed ${S}`]],
  ['a field less in a list', hears({ parts: z.array(z.object({})) }), [`removed ${S} BREAKING`]],
  [
    'a field more in a list',
    hears({ parts: z.array(z.object({ title: z.string(), at: z.int() })) }),
    [`narrowed ${S}`],
  ],
  [
    'another type that is heard',
    hears({ text: z.int() }),
    [`changed ${S} BREAKING`, `narrowed ${S}`, `widened ${S} BREAKING`],
  ],
  ['a kind of frame more', endedWith(ended, failed, z.object({ type: z.literal('left') })), [`added ${S}`]],
  ['a kind of frame less', endedWith(ended), [`narrowed ${S}`]],
  [
    'a code more in a kind',
    endedWith(ended, failed.extend({ code: z.enum(['A', 'B', 'C']) })),
    [`widened ${S} BREAKING`],
  ],
  [
    'text among the numbers',
    hears({ more: z.record(z.string(), z.union([z.number(), z.string()])) }),
    [`widened ${S} BREAKING`],
  ],
  [
    'a procedure more',
    table('experience procedures', { ...BEFORE['experience procedures'], 'a.list': { kind: 'query', input: [] } }),
    [`added ${C}`],
  ],
  ['a procedure less', table('experience procedures', {}), [`removed ${C} BREAKING`]],
  [
    'another kind of procedure',
    table('experience procedures', { 'a.send': { kind: 'query', input: [{ $ref: 'shapes/sendInput' }] } }),
    [`changed ${C} BREAKING`],
  ],
  [
    'an input more',
    table('experience procedures', {
      'a.send': { kind: 'mutation', input: [{ $ref: 'shapes/sendInput' }, { type: 'object', required: ['x'] }] },
    }),
    NARROWED,
  ],
  [
    'a shape with another name',
    { ...BEFORE, shapes: { sendInput: BEFORE.shapes?.sendInput ?? null, answer: BEFORE.shapes?.view ?? null } },
    [`added ${S}`],
  ],
  ['a shape less', { ...BEFORE, shapes: { sendInput: BEFORE.shapes?.sendInput ?? null } }, [`removed ${S} BREAKING`]],
  ['a higher limit', table('limits', { textChars: 200 }), [`widened ${C}`]],
  ['a lower limit', table('limits', { textChars: 50 }), NARROWED],
  ['a longer wait of the server', table('limits', { textChars: 100, cancelGraceMs: 5 }), []],
  ['a refusal more', table('refusals', { ...BEFORE.refusals, LATE: { http: 408, retryable: true } }), [`added ${S}`]],
  [
    'another status of a refusal',
    table('refusals', { BUSY: { http: 503, retryable: true } }),
    [`changed ${S} BREAKING`],
  ],
  ['a close code less', table('close codes', {}), [`removed ${S} BREAKING`]],
  ['a surface more', table('names', { surfaces: ['home', 'files', 'tables'] }), [`added ${S}`]],
  ['a move that ends elsewhere', table('invocation moves', { queued: { start: 'done' } }), [`changed ${S} BREAKING`]],
]

describe('[F12] a changed contract', () => {
  test.each(MUTATIONS)('is judged: %s', (_, now, expected) => {
    expect(verdictsOf(now)).toEqual([...expected].sort())
  })

  test('has more than forty mutations here', () => {
    expect(MUTATIONS.length).toBeGreaterThan(40)
  })

  test('says where it changed, what breaks first', () => {
    const now = says({ surface: z.enum(['home']), extra: z.string().optional() })
    expect(changesInWords(contractChanges(BEFORE, now)).split('\n')).toEqual([
      'BREAKING narrowed (client → server): shapes › sendInput › surface: ["home","files"] → ["home"]',
      'added (client → server): shapes › sendInput › extra: new field: {"type":"string"}',
    ])
  })

  test('breaks where one field of the real contract goes', () => {
    const now = structuredClone(contractSnapshot())
    const view = z
      .object({ properties: z.record(z.string(), z.json()) })
      .loose()
      .parse(now.shapes?.messageView)
    const { content: _, ...properties } = view.properties
    const changed = { ...now, shapes: { ...now.shapes, messageView: { ...view, properties } } }
    expect(contractChanges(contractSnapshot(), changed).filter(({ breaking }) => breaking)).toMatchObject([
      { verdict: 'removed', direction: S, at: ['shapes', 'messageView', 'content'] },
    ])
  })

  test('is none where the real contract is compared with itself', () => {
    expect(contractChanges(contractSnapshot(), structuredClone(contractSnapshot()))).toEqual([])
  })
})
