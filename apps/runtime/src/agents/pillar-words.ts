// Owns how each pillar introduces itself: what its liaison does, what it needs, what it cannot do yet. English only.
import { PILLAR_NAMES, type Pillar } from '@biplane/contracts/vocabulary/pillars'
import { labelOf } from './hand-over.ts'
import { bullets } from './plain-markdown.ts'

export interface PillarWords {
  /** After “the … liaison”. */
  does: string
  /** Data that helps. */
  needs: string
  skills: string[]
}

export const PILLAR_WORDS: Record<Pillar, PillarWords> = {
  content: {
    does: 'reads your files: what they are, which columns they have, and which rows need a second look',
    needs: 'a table (CSV, TSV, JSON or NDJSON) or a Markdown document of up to 20 MiB',
    skills: [
      'Attach a table, and I show its columns, its faults and the rows in which they are.',
      'Attach a Markdown document, and I show its headings and numbered steps.',
      'Ask “which columns does it have?” about an attached table.',
      'Ask “are there duplicates?” or “what is missing?” about an attached table.',
      'Ask “show me the rows” of an attached table.',
    ],
  },
  insights: {
    does: 'answers questions about your tables with numbers that you can check',
    needs: 'a table, for example open invoices with due dates, payments and amounts',
    skills: [
      'Ask “Who is more than 90 days late?”, with a day if you like: “as of 2026-09-30”.',
      'Ask for the ageing of what is open.',
      'Ask for a count, total, average, median, smallest or largest value: “average amount”.',
      'Ask for groups: “total amount by region”, “number of invoices by month”.',
      'Ask for the top: “top 5 customers by amount”.',
      'Ask what is open: “how many invoices are unpaid?”, “list unpaid invoices”.',
      'Ask “are there outliers?”.',
    ],
  },
  operations: {
    does: 'looks after procedures; for now it reads the outline of a Markdown procedure, and checking or drawing it is still to come',
    needs: 'a procedure as a Markdown document with numbered steps',
    skills: [
      'Attach a procedure as Markdown, and I show its sections and numbered steps.',
      'Ask what I cannot do yet.',
      'Ask the content liaison to read a table.',
    ],
  },
  business_outcomes: {
    does: 'will turn findings into a plan with costs and benefits; that is still to come',
    needs: 'nothing yet',
    skills: [
      'Ask what I cannot do yet.',
      'Ask the insights liaison what is open and late: the amounts that a plan begins with.',
      'Ask the content liaison to read the data that a plan would rest on.',
    ],
  },
}

/** One line for each liaison. */
export const introductions = (): string =>
  bullets(PILLAR_NAMES.map((pillar) => `The **${labelOf(pillar)} liaison** ${PILLAR_WORDS[pillar].does}.`))
