import type { ArtifactHeader, TableData } from '@biplane/contracts/wire/artifacts'
import type { MessageView } from '@biplane/contracts/wire/events'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { artifact, completed, openScript, routed, started, whole } from '../testing/scripted-conversation.ts'
import type { FetchedArtifact } from '../transport/wire.ts'
import { readAnswer, readChart, readOutline, readQuality, readSchema, readTable } from './artifact-data.ts'
import { cellText, compareCells } from './cells.ts'
import { resultFor, resultsOf, tableWithRow } from './results.ts'
import { toCsv } from './table-export.ts'

function conversation(): MessageView[] {
  const script = openScript()
  for (const n of ['1', '2', '3']) {
    script.user(`m${n}`, `question ${n}`)
    const say = script.answer(n)
    say(routed)
    say(started)
    if (n !== '2') say(artifact(n))
    if (n === '3') {
      const again = artifact(n)
      say({ ...again, payload: { ...again.payload, version: 2 } })
    }
    say(completed('done'))
  }
  return whole(script.events).messages
}

describe('the results of a conversation', () => {
  test('lists results under their question, newest first', () => {
    expect(resultsOf(conversation()).map((r) => r.question)).toEqual(['question 3', 'question 1'])
  })

  test('a later version of the same result takes the earlier one’s place', () => {
    expect(resultsOf(conversation())[0]?.artifacts.map((a) => a.version)).toEqual([2])
  })

  test('finds a row in the answer that names it, else the newest', () => {
    const results = resultsOf(conversation())
    const wish = (message_id: string | null) => ({ kind: 'row' as const, row: 1, message_id, file_uuid: null })
    expect(resultFor(results, wish('answer-1'))?.message_id).toBe('answer-1')
    expect(resultFor(results, wish('answer-2'))?.message_id).toBe('answer-3')
    expect(resultFor(results, wish(null))?.message_id).toBe('answer-3')
    expect(resultFor([], wish(null))).toBeNull()
  })

  test('a row of a known file is shown in that file’s table only', () => {
    const table = (artifact_id: string, file_uuid: string | null, rows: number[]): FetchedArtifact => ({
      ...header(artifact_id),
      status: 'draft',
      pillar: 'content',
      conversation_id: 'c',
      invocation_id: 'i',
      created_at: '',
      provenance: {
        tool: 't',
        file: file_uuid === null ? null : { file_uuid, name: 'n', sha256: '' },
        rows_considered: 1,
        expression: '',
        steps: [],
      },
      data: { columns: [], rows: rows.map((row) => ({ row, cells: [] })), total_rows: rows.length },
    })
    const all = [table('a', 'file-a', [1, 2]), table('b', 'file-b', [1, 2, 3])]
    expect(tableWithRow(all, 2, 'file-b')?.artifact_id).toBe('b')
    expect(tableWithRow(all, 3, 'file-a')).toBeNull()
    expect(tableWithRow(all, 2, null)?.artifact_id).toBe('a')
    expect(tableWithRow(all, 9, null)).toBeNull()
  })
})

const header = (artifact_id: string): ArtifactHeader => ({
  artifact_id,
  version: 1,
  kind: 'table',
  key: artifact_id,
  title: '',
  summary: '',
})

const TABLE: TableData = {
  columns: [
    { key: 'c', label: 'Customer', type: 'text' },
    { key: 'a', label: 'Amount', type: 'currency', unit: 'EUR' },
  ],
  rows: [
    { row: 1, cells: ['Marlow, Ltd', 1234.5] },
    { row: 2, cells: ['=HYPERLINK("x")', -3] },
    { row: null, cells: ['-5', null] },
  ],
  total_rows: 3,
}

describe('reading what an artifact holds', () => {
  test('each kind in its own form, and in no other', () => {
    const schema = {
      rows: 1,
      columns: [
        { name: 'a', type: 'text', nulls: 0, distinct: 1, min: null, max: null, examples: [], candidate_key: true },
      ],
    }
    const quality = {
      rows: 1,
      findings: [{ rule: 'r', severity: 'error', title: 't', detail: 'd', column: null, rows: [1], count: 1 }],
    }
    const chart = { spec: { mark: 'bar' }, table: TABLE }
    const outline = { sections: [{ level: 1, title: 't', line: 1, steps: ['s'] }], words: 1 }
    const quote = { file_uuid: 'f', name: 'a.md', line: 1, end_line: 2, page: null, heading: '', text: 'said' }
    const answer = { question: 'q', answer: null, quotes: [quote] }
    const readers = [readTable, readSchema, readQuality, readChart, readOutline, readAnswer]
    const values = [TABLE, schema, quality, chart, outline, answer]
    expect(values.map((value) => readers.map((read) => read(value) !== null))).toEqual(
      values.map((_, at) => readers.map((__, reader) => reader === at)),
    )
  })

  test('throws for no input', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        for (const read of [readTable, readSchema, readQuality, readChart, readOutline, readAnswer]) read(value)
      }),
    )
    expect(readTable({ ...TABLE, rows: [{ row: 1, cells: [{}] }] })).toBeNull()
    expect(readTable({ ...TABLE, columns: [{ key: 'a', label: 'A', type: 'surprise' }] })).toBeNull()
  })
})

describe('a cell', () => {
  test('is written as it is, grouped for reading and never rounded away', () => {
    expect(cellText(1234.5, { type: 'currency' })).toBe('1,234.50')
    expect(cellText(0.125, { type: 'number' })).toBe('0.125')
    expect(cellText(12.5, { type: 'percent' })).toBe('12.5 %')
    expect(cellText('0012', { type: 'integer' })).toBe('0012')
    expect(cellText(null, { type: 'text' })).toBe('–')
    expect(cellText(false, { type: 'boolean' })).toBe('no')
  })

  test('sorts missing values last in both directions', () => {
    const cells = [null, 3, 10, 2]
    expect(cells.toSorted((a, b) => compareCells(a, b, false))).toEqual([2, 3, 10, null])
    expect(cells.toSorted((a, b) => compareCells(a, b, true))).toEqual([10, 3, 2, null])
    expect(['INV-10', 'INV-9'].toSorted((a, b) => compareCells(a, b, false))).toEqual(['INV-9', 'INV-10'])
  })

  test('[SECURITY 21] leaves the page as data and not as a formula', () => {
    expect(toCsv(TABLE).split('\r\n')).toEqual([
      'Customer,Amount (EUR)',
      '"Marlow, Ltd",1234.5',
      '"\'=HYPERLINK(""x"")",-3',
      '-5,',
    ])
  })
})
