// What the guide tells of this pillar, and when it proposes it. Data: it imports no agent.
import type { PillarIntroduction } from '../pillar-introduction.ts'

const needs = 'a table, for example open invoices with due dates, payments and amounts'

export const introduction: PillarIntroduction = {
  does: 'answers questions about your tables with numbers that you can check',
  needs,
  way: 'measure where you stand, with numbers that you can check',
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
  modelTools: ['content.schema', 'content.quality', 'content.preview', 'tables.read', 'insights.ask'],
  journey: {
    begins: ['schema', 'quality_report', 'table'],
    step: ({ made, ready }) =>
      !made && ready ? { text: 'Ask a question about your table.', say: 'Who is more than 90 days late?' } : null,
    later: ({ made }) => (made ? null : { text: `Attach ${needs}.`, say: null }),
  },
}
