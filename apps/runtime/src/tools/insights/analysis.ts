// Owns the shape in which every analysis answers: its plan, sentences, named figures, tables and charts, and what limits it.
// Nothing here is Markdown: sentences are plain, and a row is named as `row 12`.
import { z } from 'zod'
import { chartDraft, tableDraft } from '../artifact-shapes.ts'
import { leftOut } from '../left-out.ts'

export const analysis = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('answer'),
    /** What was computed, in words: the question as it was understood. */
    plan: z.string(),
    /** The finding first. */
    says: z.array(z.string()),
    points: z.array(z.string()),
    /** The numbers of the sentences by name, exact as text. */
    figures: z.array(z.object({ name: z.string(), value: z.string() })),
    artifacts: z.array(z.discriminatedUnion('kind', [tableDraft, chartDraft])),
    /** What the numbers do not say. */
    cautions: z.array(z.string()),
    left_out: z.array(leftOut),
    rows: z.number().int(),
  }),
  /** The file has not what that needs, in words: `a column with dates`. */
  z.object({ kind: z.literal('lacking'), lacking: z.array(z.string()) }),
])
export type Analysis = z.infer<typeof analysis>
export type AnalysisAnswer = Extract<Analysis, { kind: 'answer' }>

export const lackingOf = (...lacking: string[]): Analysis => ({ kind: 'lacking', lacking })
