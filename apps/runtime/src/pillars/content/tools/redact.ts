// Tool that copies a file without its personal data; the same value gets the same placeholder everywhere.
import { z } from 'zod'
import { artifactKey, bundleDraft, provenanceOf } from '../../../tools/artifact-shapes.ts'
import { defineTool } from '../../../tools/define-tool.ts'
import { detect, openSheet } from '../../../tools/detect.ts'
import { foldName } from '../../../tools/name-normalizer.ts'
import { counted, shownName } from '../../../tools/shown-text.ts'
import type { ToolFile } from '../../../tools/tool-file.ts'
import { csvLine } from './csv-text.ts'
import { boundedDocument, madeName } from './made-document.ts'
import { findPersonalData, KIND_WORDS, PERSONAL_KINDS, type PersonalKind } from './personal-data.ts'
import { SCANNED_CHARS, scanPersonalData } from './personal-scan.ts'

const TOOL = { name: 'content.redact', version: '1' }

const MARKS: Record<PersonalKind | 'name', string> = {
  email: 'e-mail',
  iban: 'IBAN',
  card: 'card',
  phone: 'phone',
  name: 'name',
}

export const redactTool = defineTool({
  ...TOOL,
  args: z.strictObject({
    kinds: z.array(z.enum(PERSONAL_KINDS)).max(PERSONAL_KINDS.length),
    /** Whether columns that look like names are replaced as well. */
    names: z.boolean(),
  }),
  result: z.object({
    artifact: bundleDraft,
    replaced: z.array(z.object({ kind: z.string(), count: z.number().int(), different: z.number().int() })),
    name_columns: z.array(z.string()),
    /** False where the artifact holds only the beginning. */
    complete: z.boolean(),
    lines: z.number().int(),
    of: z.number().int(),
  }),
  async run({ kinds, names }, file) {
    const { tabular, text } = await detect(file)
    const nameColumns = tabular && names ? (await scanPersonalData(file)).nameColumns : []
    const book = new MarkBook(kinds)
    const lines = tabular
      ? await tableLines(file, nameColumns, book)
      : text.split('\n').map((line) => book.redact(line))
    const made = boundedDocument(
      tabular
        ? { name: madeName(file.name, 'redacted', 'csv'), mime: 'text/csv' }
        : { name: madeName(file.name, 'redacted', 'md'), mime: 'text/markdown' },
      lines,
    )
    const replaced = book.counts()
    const total = replaced.reduce((sum, { count }) => sum + count, 0)
    return {
      artifact: {
        kind: 'bundle' as const,
        key: artifactKey('redacted', file.file_uuid),
        title: `${shownName(file.name)} without personal data`,
        summary: `${counted(total, 'item')} replaced${made.complete ? '' : `; the first ${made.lines} of ${lines.length} lines`}`,
        provenance: provenanceOf(TOOL, file, {
          rows: lines.length,
          expression: 'every match is replaced by its kind and a number; equal values get equal numbers',
          steps: replaced.map(({ kind, count, different }) => ({
            label: kind,
            expression: 'replaced',
            result: `${count} (${counted(different, 'different one')})`,
          })),
        }),
        data: { documents: [made.document] },
      },
      replaced,
      name_columns: nameColumns,
      complete: made.complete,
      lines: made.lines,
      of: lines.length,
    }
  },
})

async function tableLines(file: ToolFile, nameColumns: string[], book: MarkBook): Promise<string[]> {
  const { table, columns } = await openSheet(file)
  const names = new Set(nameColumns)
  const lines = table.rows.map((cells) =>
    csvLine(
      columns.map((column) => {
        const cell = cells[column.index] ?? ''
        if (names.has(column.name) && cell.trim() !== '') return book.mark('name', foldName(cell))
        return column.type === 'date' || column.type === 'boolean' ? cell : book.redact(cell)
      }),
    ),
  )
  return [csvLine(columns.map(({ name }) => name)), ...lines]
}

/** Numbers the different values of each kind in the order in which they are met. */
class MarkBook {
  readonly #kinds: readonly PersonalKind[]
  readonly #known = new Map<PersonalKind | 'name', { numbers: Map<string, number>; count: number }>()

  constructor(kinds: readonly PersonalKind[]) {
    this.#kinds = kinds
  }

  mark(kind: PersonalKind | 'name', identity: string): string {
    const known = this.#known.get(kind) ?? { numbers: new Map<string, number>(), count: 0 }
    this.#known.set(kind, known)
    known.count++
    const number = known.numbers.get(identity) ?? known.numbers.size + 1
    known.numbers.set(identity, number)
    return `[${MARKS[kind]} ${number}]`
  }

  /** What lies beyond the length that is looked at is not given out unread. */
  redact(text: string): string {
    const looked = text.slice(0, SCANNED_CHARS)
    let out = ''
    let from = 0
    for (const { kind, start, end, identity } of findPersonalData(looked, this.#kinds)) {
      out += looked.slice(from, start) + this.mark(kind, identity)
      from = end
    }
    return out + looked.slice(from) + (text.length > looked.length ? ' […]' : '')
  }

  counts(): { kind: string; count: number; different: number }[] {
    return [...this.#known].map(([kind, { numbers, count }]) => ({
      kind: kind === 'name' ? 'names' : KIND_WORDS[kind].many,
      count,
      different: numbers.size,
    }))
  }
}
