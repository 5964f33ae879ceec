import { LIMITS } from '@biplane/contracts/vocabulary/limits'
import { artifactDraft } from '@biplane/contracts/wire/artifacts'
import { jsonBytes } from '@biplane/process/json-bytes'
import { expect, test } from 'vitest'
import { sampleText, toolFile } from './made-file.test-support.ts'
import { previewTool } from './preview.ts'
import { schemaTool } from './schema.ts'

const schemaOf = async (csv: string, name = 'a.csv') => (await schemaTool.run({}, toolFile(name, csv))).artifact.data

const typesOf = async (csv: string) =>
  Object.fromEntries((await schemaOf(csv)).columns.map(({ name, type }) => [name, type]))

test('each column of the sample has its type, its range and the sample its key', async () => {
  const { artifact, roles } = await schemaTool.run({}, toolFile('receivables.csv', sampleText('receivables.csv')))
  expect(artifact.data.rows).toBe(240)
  expect(Object.fromEntries(artifact.data.columns.map(({ name, type }) => [name, type]))).toEqual({
    invoice_id: 'text',
    customer: 'text',
    region: 'text',
    invoice_date: 'date',
    due_date: 'date',
    paid_date: 'date',
    amount: 'currency',
    currency: 'text',
    status: 'text',
    account_manager: 'text',
  })
  expect(artifact.data.columns.filter((column) => column.candidate_key).map(({ name }) => name)).toEqual(['invoice_id'])
  expect(artifact.data.columns.find(({ name }) => name === 'amount')).toMatchObject({ max: '1,175,124.00', nulls: 0 })
  expect(roles).toMatchObject({ id: 'invoice_id', due_date: 'due_date', paid_date: 'paid_date', amount: 'amount' })
})

test('types are found by what most cells are', async () => {
  expect(
    await typesOf(
      'n,x,p,m,d,yes,zip,s\n1,1.5,5 %,€ 10,01.02.2026,yes,01234,a\n2,2.5,6 %,€ 20,13.02.2026,no,04321,b\n3,3,7 %,€ 30,14.02.2026,yes,09999,c\n',
    ),
  ).toEqual({
    n: 'integer',
    x: 'number',
    p: 'percent',
    m: 'currency',
    d: 'date',
    yes: 'boolean',
    zip: 'text',
    s: 'text',
  })
})

test('a fifth of wrong cells does not hide what the others are, more does', async () => {
  expect(await typesOf('price\n1.5\n2.5\n3.5\n4.5\nn.a.\n')).toEqual({ price: 'currency' })
  expect(await typesOf('price\n1.5\n2.5\nn.a.\nunknown\n')).toEqual({ price: 'text' })
})

test('a decimal comma and day-first dates are read as a German export writes them', async () => {
  const { columns } = await schemaOf('Betrag;Datum\n1.234,50;31.12.2025\n99,90;01.02.2026\n')
  expect(columns.map(({ min, max }) => [min, max])).toEqual([
    ['99.90', '1,234.50'],
    ['2025-12-31', '2026-02-01'],
  ])
})

test('a column of only empty cells is text without a range', async () => {
  const { columns } = await schemaOf('a,b\n1,\n2,n/a\n')
  expect(columns[1]).toEqual({
    name: 'b',
    type: 'text',
    nulls: 2,
    distinct: 0,
    min: null,
    max: null,
    examples: [],
    candidate_key: false,
  })
})

test('an artifact of the widest and longest table still fits, and says how many rows there are', async () => {
  const header = Array.from({ length: 400 }, (_, at) => `column number ${at} with a long name`).join(',')
  const line = Array.from({ length: 400 }, () => 'ä'.repeat(300)).join(',')
  const file = toolFile('wide.csv', `${header}\n${`${line}\n`.repeat(60)}`)
  const { artifact: schema, columns } = await schemaTool.run({}, file)
  const { artifact: preview } = await previewTool.run({ rows: [60] }, file)
  expect(columns).toBe(400)
  expect(preview.data.total_rows).toBe(60)
  expect(preview.data.rows.at(-1)?.row).toBe(60)
  for (const artifact of [schema, preview]) {
    expect(jsonBytes(artifactDraft.parse(artifact))).toBeLessThanOrEqual(LIMITS.artifactBytes)
  }
})

test('a preview has the rows that are asked for before the first ones, with their own numbers', async () => {
  const file = toolFile('long.csv', `n\n${Array.from({ length: 5_000 }, (_, at) => `value ${at + 1}\n`).join('')}`)
  const { artifact } = await previewTool.run({ rows: [4_321, 77, 9_999] }, file)
  const shown = artifact.data.rows.map(({ row }) => row)
  expect(shown).toContain(4_321)
  expect(shown).not.toContain(9_999)
  expect(shown.slice(0, 300)).toEqual(Array.from({ length: 300 }, (_, at) => at + 1))
  expect(artifact.data.rows.at(-1)).toEqual({ row: 4_321, cells: ['value 4321'] })
})
