// Introductions of the pillars: what each agent does, needs, and cannot do yet. English only.
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
    needs:
      'a table (CSV, TSV, JSON, NDJSON or Excel) or a document (Word, PDF, web page, Markdown or text) of up to 20 MiB',
    skills: [
      'Attach a table, and I show its columns, its faults and the rows in which they are.',
      'Attach a document (Word, PDF, web page, Markdown), and I show its headings and numbered steps.',
      'Ask what a document says, or “search for refunds”: I answer with quotes and their lines.',
      'Ask “is there personal data?”, or “redact it” for a copy without.',
      'Ask “convert it to JSON”, or to CSV, NDJSON or Markdown.',
      'Ask for “metadata only”, and no value of the file is shown.',
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
      'Ask “are there outliers?”, for statistics, or for a profile of every column.',
      'Ask for a trend, or for a forecast: “forecast amount for the next 3 months”, with the error of its back-test.',
      'Ask “what changed last month?”, or “why did it fall?”: the parts that the difference comes from.',
      'Ask what moves together, or which customers come again (cohorts).',
      'Attach two files and ask what is different, or a question that needs both.',
      'Ask “what should we do?”: recommendations, each with its numbers.',
      'Go on in a few words: “by region”, “above 10 000”, “last quarter”, “how many?”, “show me those”.',
    ],
  },
  operations: {
    does: 'turns procedures into workflows and back, checks them, simulates them, and says which steps machines could do',
    needs: 'a procedure with numbered steps (Markdown, text, Word) or a BPMN diagram',
    skills: [
      'Attach a procedure and ask “draw the workflow”: BPMN, Mermaid, and what is wrong in it, line by line.',
      'Ask “check this procedure for gaps”: owners, dead ends, loops, time limits, separated duties.',
      'Ask “simulate it” (“with 2,000 cases and seed 7”): how long cases take, and where they wait.',
      'Ask “which steps can be automated?”: people and machines, and the future-state procedure.',
      'Attach a BPMN diagram and ask “write it as an SOP”.',
      'Type the steps, one numbered line each, and I draw them.',
      'Say “build a new procedure by questions”; answer today or next week.',
      'Ask for the outline of a Markdown document.',
    ],
  },
  business_outcomes: {
    does: 'turns what the others found into a plan: roadmap, costs and benefits, indicators, risks, a proposal',
    needs:
      'results of the other assistants (late invoices from insights, a workflow from operations), or your own cash flows',
    skills: [
      'Ask “make a 90-day plan”: roadmap with the critical path, payback, indicators, risks.',
      'Ask “is it worth it?”: net present value, rate of return, payback, sensitivity, Monte Carlo.',
      'Say “invest 50,000 now, get 20,000 a year for 4 years at 8 %”: present value, rate of return, payback.',
      'Ask “what is the IRR of this file?” about a table of amounts and dates.',
      'Say “set discount rate to 12 %”: every assumption is a named cell.',
      'Ask for the KPIs, and “measure the KPIs again” when the files have changed.',
      'Ask for the risks, each with its evidence.',
      'Ask “write a proposal for a pilot” with success criteria, or “export the bundle”.',
      'Ask “what is missing?” for a better plan.',
    ],
  },
}

/** One line for each liaison. */
export const introductions = (): string =>
  bullets(PILLAR_NAMES.map((pillar) => `The **${labelOf(pillar)} assistant** ${PILLAR_WORDS[pillar].does}.`))
