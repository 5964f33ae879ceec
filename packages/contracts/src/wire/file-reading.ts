// How a table was read from a file: every decision with its evidence, so that a person can see and correct it.
import { z } from 'zod'

/** How sure the reader is. `ambiguous`: another reading fits as well and is named in `alternatives`. */
export const confidence = z.enum(['certain', 'likely', 'ambiguous', 'corrected'])

/** One decision of the reading. `evidence` is one short sentence, for example `every cell of “date” fits only day first`. */
const decision = <T extends z.ZodType>(value: T) =>
  z.object({ value, confidence, evidence: z.string().max(300), alternatives: z.array(value).max(8) })

export const columnKind = z.enum([
  'text',
  'integer',
  'decimal',
  'money',
  'percent',
  'date',
  'datetime',
  'duration',
  'boolean',
])
/** Whether a sum of the column means anything. A rating, a rate, a price, a balance or an age does not add up. */
export const additivity = z.enum(['additive', 'non_additive', 'identifier', 'not_numeric'])
export const numberFormat = z.object({ decimal: z.enum(['.', ',']), group: z.enum(['', '.', ',', ' ', "'"]) })
export const dateFormat = z.string().max(40)

export const columnReading = z.object({
  /** Unique within the table, as it is shown and addressed. */
  name: z.string().min(1).max(200),
  /** As it stands in the file; differs where the name was empty or repeated. */
  source: z.string().max(1000),
  kind: decision(columnKind),
  additivity: decision(additivity),
  /** Currency code, `%`, `kg`, `h` …; `null` where cells carry none. */
  unit: z.string().max(20).nullable(),
  number_format: decision(numberFormat).nullable(),
  /** `D.M.YYYY`, `M/D/YYYY`, `YYYY-MM-DD`, `MMM YYYY`, `YYYYMMDD`, `excel-serial`, `epoch-s` … */
  date_format: decision(dateFormat).nullable(),
  empty: z.number().int().nonnegative(),
  distinct: z.number().int().nonnegative(),
  /** Cells that do not fit `kind`, and the first of them. */
  unreadable: z.object({
    count: z.number().int().nonnegative(),
    examples: z.array(z.object({ row: z.number().int(), text: z.string().max(80) })).max(5),
  }),
  /** The most frequent values of a text or boolean column, most frequent first. */
  values: z.array(z.string().max(200)).max(200),
  min: z.string().max(80).nullable(),
  max: z.string().max(80).nullable(),
})

export const leftOutRows = z.object({
  reason: z.enum([
    'title',
    'blank',
    'totals',
    'subtotal',
    'repeated_header',
    'footer',
    'comment',
    'second_table',
    'broken_quotes',
    'ragged',
  ]),
  /** 1-based lines (or sheet rows) of the file; at most the first 50 of `count`. */
  rows: z.array(z.number().int()).max(50),
  count: z.number().int(),
  evidence: z.string().max(300),
})

export const fileReading = z.object({
  format: z.enum(['csv', 'tsv', 'json', 'ndjson', 'xlsx', 'ods', 'parquet', 'html', 'markdown', 'docx', 'pdf']),
  encoding: decision(z.string().max(40)).nullable(),
  delimiter: decision(z.string().max(4)).nullable(),
  /** The sheet, or the table of a document, that was read; `alternatives` are the others. */
  part: decision(z.string().max(200)).nullable(),
  /** 1-based lines (or sheet rows) that make the header; empty where the file has none. */
  header: decision(z.array(z.number().int().positive()).max(3)),
  left_out: z.array(leftOutRows).max(20),
  rows: z.number().int().nonnegative(),
  columns: z.array(columnReading).max(1000),
  /** What one row is, in the words of this file: `tickets`, `employees`, `invoices`. */
  row_noun: z.object({ one: z.string().max(40), many: z.string().max(40) }),
})

/** What a person corrects; everything that is absent is decided by the reader. Kept with the file. */
export const readingCorrection = z.strictObject({
  encoding: z.string().max(40).optional(),
  delimiter: z.string().max(4).optional(),
  part: z.string().max(200).optional(),
  header: z.array(z.number().int().positive().max(1000)).max(3).optional(),
  keep_totals: z.boolean().optional(),
  columns: z
    .array(
      z.strictObject({
        name: z.string().max(200),
        kind: columnKind.optional(),
        additivity: additivity.optional(),
        unit: z.string().max(20).nullable().optional(),
        number_format: numberFormat.optional(),
        date_format: dateFormat.optional(),
      }),
    )
    .max(100)
    .optional(),
})

export type Confidence = z.infer<typeof confidence>
export type ColumnKind = z.infer<typeof columnKind>
export type Additivity = z.infer<typeof additivity>
export type NumberFormat = z.infer<typeof numberFormat>
export type ColumnReading = z.infer<typeof columnReading>
export type FileReading = z.infer<typeof fileReading>
export type ReadingCorrection = z.infer<typeof readingCorrection>
export type LeftOutRows = z.infer<typeof leftOutRows>

/** A correction as it is kept, in JSON. One of an earlier version that is no longer understood is as none. */
export function parseCorrection(kept: string | null): ReadingCorrection | undefined {
  if (kept === null) return undefined
  try {
    return readingCorrection.safeParse(JSON.parse(kept)).data
  } catch {
    return undefined
  }
}
