// Tool that converts a file: tables to CSV, JSON or NDJSON, documents to Markdown.
import { z } from 'zod'
import { artifactKey, bundleDraft, provenanceOf } from '../../../tools/artifact-shapes.ts'
import { defineTool } from '../../../tools/define-tool.ts'
import { detect, openSheet } from '../../../tools/detect.ts'
import { FORMAT_LABELS } from '../../../tools/file-claims.ts'
import type { Sheet } from '../../../tools/sheet.ts'
import { counted, shownName } from '../../../tools/shown-text.ts'
import { csvLine, guarded, jsonRecord } from './csv-text.ts'
import { boundedDocument, madeName } from './made-document.ts'

const TOOL = { name: 'content.convert', version: '1' }

export const TARGETS = ['csv', 'json', 'ndjson', 'markdown'] as const
export type Target = (typeof TARGETS)[number]

const MIMES: Record<Target, string> = {
  csv: 'text/csv',
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  markdown: 'text/markdown',
}

export const convertTool = defineTool({
  ...TOOL,
  args: z.strictObject({ to: z.enum(TARGETS) }),
  result: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('made'),
      artifact: bundleDraft,
      name: z.string(),
      complete: z.boolean(),
      lines: z.number().int(),
      of: z.number().int(),
      /** Cells that a spreadsheet would have computed, and now shows as text. */
      guarded: z.number().int(),
    }),
    /** In words: why this file has no such form. */
    z.object({ kind: z.literal('no_form'), why: z.string() }),
  ]),
  async run({ to }, file) {
    const { tabular, text, format } = await detect(file)
    if (tabular === (to === 'markdown')) {
      const why = tabular ? 'a table is written as CSV, JSON or NDJSON' : 'only a table has rows and columns to write'
      return { kind: 'no_form' as const, why: `${shownName(file.name)} is ${FORMAT_LABELS[format]}: ${why}.` }
    }
    const sheet = tabular ? await openSheet(file) : null
    const lines = sheet ? linesOf(sheet, to) : text.split('\n')
    const name = madeName(file.name, '', to === 'markdown' ? 'md' : to)
    const made = boundedDocument({ name, mime: MIMES[to] }, lines)
    const active = sheet && to === 'csv' ? countGuarded(sheet) : 0
    // Half of a list would be no JSON at all.
    if (to === 'json' && !made.complete) made.document.text = `${made.document.text.trimEnd().replace(/,$/, '')}\n]\n`
    return {
      kind: 'made' as const,
      artifact: {
        kind: 'bundle' as const,
        key: artifactKey('converted', to, file.file_uuid),
        title: shownName(name),
        summary: `${FORMAT_LABELS[to]}, ${counted(made.lines, 'line')}${made.complete ? '' : ` of ${lines.length.toLocaleString('en')}`}`,
        provenance: provenanceOf(TOOL, file, {
          rows: sheet?.table.rows.length ?? lines.length,
          expression: `${format} written as ${to}`,
          steps: [
            { label: 'Lines', expression: 'written', result: `${made.lines} of ${lines.length}` },
            ...(active > 0
              ? [
                  {
                    label: 'Guarded cells',
                    expression: 'begin with = + - @, a tab or NUL: an apostrophe in front',
                    result: String(active),
                  },
                ]
              : []),
          ],
        }),
        data: { documents: [made.document] },
      },
      name,
      complete: made.complete,
      lines: made.lines,
      of: lines.length,
      guarded: active,
    }
  },
})

function linesOf({ table, columns }: Sheet, to: Target): string[] {
  if (to === 'csv') {
    const ordered = (cells: readonly string[]) => columns.map((column) => cells[column.index] ?? '')
    return [csvLine(columns.map(({ name }) => name)), ...table.rows.map((cells) => csvLine(ordered(cells)))]
  }
  const records = table.rows.map((cells) => jsonRecord(columns, cells))
  if (to === 'ndjson') return records
  return ['[', ...records.map((record, at) => `  ${record}${at < records.length - 1 ? ',' : ''}`), ']']
}

const countGuarded = ({ table, columns }: Sheet): number =>
  table.rows.reduce((sum, cells) => sum + cells.filter((cell) => guarded(cell) !== cell).length, 0) +
  columns.filter(({ name }) => guarded(name) !== name).length
