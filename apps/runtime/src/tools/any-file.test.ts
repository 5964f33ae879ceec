import { Refusal } from '@biplane/contracts/refusal'
import { LIMITS } from '@biplane/contracts/vocabulary/limits'
import { jsonBytes } from '@biplane/process/json-bytes'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { TOOLS } from '../pillars/tools.ts'
import { openTestTables } from '../tables/tables.test-support.ts'
import { toolFile } from './made-file.test-support.ts'

const seed = Math.floor(Math.random() * 2 ** 31)
process.stdout.write(`any-file seed ${seed}\n`)

const ARGS: Record<string, unknown> = {
  'content.preview': { rows: [1, 2, 3] },
  'content.redact': { kinds: ['email', 'iban', 'card', 'phone'], names: true },
  'content.convert': { to: 'csv' },
  'insights.ask': { text: 'total amount by customer' },
  'content.search': { question: 'who is late', most: 5 },
  'content.summary': { points: null, section: null, facts: 'dates' },
}

const tables = await openTestTables()
afterAll(() => tables[Symbol.asyncDispose]())
const services = { tables: async () => tables.session }

/** Tools of the other pillars have hostile inputs of their own. */
/** Tools that need the table engine run in a process of their own. */
const NEEDS_TABLES = new Set(['insights.ask'])
const ABOUT_FILES = [...TOOLS.values()].filter(
  ({ name }) => /^(?:content|insights)\./.test(name) && !NEEDS_TABLES.has(name),
)

/** Runs every tool; a refusal is an answer, anything else is a bug. */
async function tryAll(name: string, content: string | Uint8Array): Promise<void> {
  const file = toolFile(name, content)
  for (const tool of ABOUT_FILES) {
    try {
      const result = await tool.execute(ARGS[tool.name] ?? {}, file, [file], services)
      expect(jsonBytes(result)).toBeLessThan(8 * LIMITS.artifactBytes)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
    }
  }
}

const name = fc.constantFrom('a.csv', 'a.tsv', 'a.json', 'a.ndjson', 'a.md', 'a.txt', 'a')

test('any bytes are read or refused, by every tool and under every name [L11]', async () => {
  await fc.assert(fc.asyncProperty(name, fc.uint8Array({ maxLength: 400 }), tryAll), { seed, numRuns: 150 })
})

const cell = fc.oneof(
  fc.constantFrom(
    '',
    'paid',
    'open',
    '2026-02-30',
    '2026-01-01',
    '1,5',
    '1.5',
    '-3',
    '12%',
    'EUR 5',
    '"',
    '__proto__',
    'n/a',
    '0',
  ),
  fc.string({ maxLength: 12, unit: 'binary' }),
)
const header = fc.constantFrom(
  'amount',
  'due_date',
  'paid_date',
  'invoice_date',
  'status',
  'customer',
  'invoice_id',
  'currency',
  'as_of',
  '',
)

test('any table of invoices is computed or refused, whatever stands in its cells [L11]', async () => {
  const table = fc.tuple(
    fc.array(header, { minLength: 1, maxLength: 10 }),
    fc.array(fc.array(cell, { maxLength: 11 }), { maxLength: 30 }),
  )
  await fc.assert(
    fc.asyncProperty(name, table, fc.constantFrom(',', ';', '\t'), (as, [columns, rows], delimiter) =>
      tryAll(as, [columns, ...rows].map((row) => row.join(delimiter)).join('\n')),
    ),
    { seed, numRuns: 300 },
  )
})

test('any JSON is read or refused [L11]', async () => {
  await fc.assert(
    fc.asyncProperty(fc.json({ maxDepth: 4 }), (text) => tryAll('a.json', text)),
    { seed, numRuns: 150 },
  )
  const records = fc.array(fc.dictionary(fc.string({ maxLength: 8 }), fc.jsonValue({ maxDepth: 1 })), {
    minLength: 1,
    maxLength: 20,
  })
  await fc.assert(
    fc.asyncProperty(records, (list) => tryAll('a.json', JSON.stringify(list))),
    { seed, numRuns: 150 },
  )
})
