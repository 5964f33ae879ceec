import { expect, test } from 'vitest'
import { sampleText, toolFile } from './made-file.test-support.ts'
import { qualityTool } from './quality.ts'

const findingsOf = async (csv: string, name = 'a.csv') =>
  (await qualityTool.run({}, toolFile(name, csv))).artifact.data.findings

const rowsByRule = async (csv: string) =>
  Object.fromEntries((await findingsOf(csv)).map(({ rule, rows }) => [rule, rows]))

/** A table of `count` sound rows, to put faults into. */
const table = (header: string, count: number, line: (n: number) => string) => [
  header,
  ...Array.from({ length: count }, (_, at) => line(at + 1)),
]

const csv = (lines: string[]) => `${lines.join('\n')}\n`

test('every fault that was planted in the sample is found, in the rows in which it is', async () => {
  const lines = sampleText('receivables.csv').trimEnd().split('\n').slice(1)
  const rowsWhere = (fits: (line: string, at: number) => boolean) =>
    lines.flatMap((line, at) => (fits(line, at) ? [at + 1] : []))
  const found = await rowsByRule(sampleText('receivables.csv'))
  expect(found.duplicate_rows).toEqual(rowsWhere((line, at) => lines.indexOf(line) < at))
  expect(found.missing_values).toEqual(
    rowsWhere((line) => /,\d{4}-\d\d-\d\d,,(?:\d{4}-\d\d-\d\d)?,/.test(line) && line.split(',').at(-6) === ''),
  )
  expect(found.impossible_dates).toEqual(rowsWhere((line) => line.includes('2026-02-30')))
  expect(found.mixed_types).toEqual(rowsWhere((line) => line.includes(',tbc,')))
  expect(found.negative_values).toEqual(rowsWhere((line) => line.startsWith('CN-')))
  expect(found.outliers).toEqual(rowsWhere((line) => Number(line.split(',').at(-4)) > 100_000))
  expect(found.surrounding_spaces).toEqual(rowsWhere((line) => line.includes(', Wirth') || line.includes('Timber ,')))
  expect(found.name_variants).toEqual(rowsWhere((line) => line.includes('NORRVIK') || line.includes('Bellandi Spa')))
  expect(found.status_contradiction).toEqual(rowsWhere((line) => /,,-?[\d.]+,EUR,paid,/.test(line)))
  expect(Object.keys(found)).toHaveLength(9)
})

test('a table without faults has no findings', async () => {
  expect(await findingsOf(csv(table('id,name,amount', 30, (n) => `${n},name ${n % 7},${100 + n}.50`)))).toEqual([])
})

test('an error stands before a warning, and a warning before a remark', async () => {
  const severities = (await findingsOf(sampleText('receivables.csv'))).map(({ severity }) => severity)
  const order = ['error', 'warning', 'info']
  expect(severities).toEqual(severities.toSorted((a, b) => order.indexOf(a) - order.indexOf(b)))
})

test('ragged rows are found and left out of what is said of their cells', async () => {
  const lines = table('id,name,amount', 30, (n) => `${n},name ${n % 5},${100 + n}.50`)
  lines[4] = '4,name, with comma,104.50'
  const found = await rowsByRule(csv(lines))
  expect(found).toEqual({ ragged_rows: [4] })
})

test('the same number on rows that differ is an error, on rows that repeat a warning', async () => {
  const lines = table('invoice_id,amount', 40, (n) => `INV-${n},${100 + n}.50`)
  lines[10] = 'INV-3,120.25'
  lines[20] = lines[5] ?? ''
  expect(await rowsByRule(csv(lines))).toEqual({ duplicate_keys: [10], duplicate_rows: [20] })
})

test('paid before it was written, and due before it was written', async () => {
  const lines = table(
    'invoice_id,invoice_date,due_date,paid_date,amount',
    25,
    (n) => `I${n},2026-01-${10 + (n % 9)},2026-02-20,2026-02-25,${200 + n}.00`,
  )
  lines[3] = 'I3,2026-01-15,2026-02-20,2026-01-14,203.00'
  lines[7] = 'I7,2026-01-15,2026-01-01,2026-02-25,207.00'
  expect(await rowsByRule(csv(lines))).toEqual({ paid_before_invoice: [3], due_before_invoice: [7] })
})

test('an open status with a day of payment is a contradiction', async () => {
  const lines = table(
    'invoice_id,paid_date,amount,status',
    25,
    (n) => `I${n},2026-02-${10 + (n % 9)},${200 + n}.00,paid`,
  )
  lines[9] = 'I9,2026-02-11,209.00,Overdue'
  expect(await rowsByRule(csv(lines))).toEqual({ status_contradiction: [9] })
})

test('a column of which many cells are empty is not mostly filled, and paid dates may be missing', async () => {
  const lines = table(
    'invoice_id,due_date,paid_date,note,amount',
    40,
    (n) => `I${n},2026-02-${10 + (n % 9)},${n === 5 ? '' : '2026-03-01'},${n % 2 ? 'note' : ''},${200 + n}.00`,
  )
  lines[6] = 'I6,,2026-03-01,,206.00'
  expect(await rowsByRule(csv(lines))).toEqual({ missing_values: [6] })
})

test('dates that could be either way round are remarked, and said to be read day first', async () => {
  const findings = await findingsOf('when,n\n03/04/2026,1\n05/06/2026,2\n')
  expect(findings).toMatchObject([{ rule: 'date_order', severity: 'info', column: 'when', rows: [] }])
})

test('several currencies are remarked', async () => {
  const found = await findingsOf(
    csv(table('id,amount,currency', 20, (n) => `${n},${100 + n}.00,${n % 2 ? 'EUR' : 'USD'}`)),
  )
  expect(found).toMatchObject([{ rule: 'several_currencies', count: 2 }])
})

test('a finding names at most a hundred rows and counts all of them', async () => {
  const lines = table('id,name', 1_000, (n) => `${n},${n <= 150 ? '' : `name ${n % 50}`}`)
  const [finding] = await findingsOf(csv(lines))
  expect(finding).toMatchObject({ rule: 'missing_values', count: 150 })
  expect(finding?.rows).toHaveLength(100)
})

test('skewed data has no outliers by definition, and few values tell nothing', async () => {
  expect(await rowsByRule(csv(table('id,amount', 100, (n) => `${n},${n % 5 === 0 ? 100_000 + n : n}.00`)))).toEqual({})
  expect(await rowsByRule('amount\n1.00\n2.00\n3.00\n9999.00\n')).toEqual({})
})
