// Manifest of the pillar that answers questions about tables.
import { definePillar } from './define-pillar.ts'

export const insights = definePillar({
  label: 'Insights',
  orchestratorKey: 'insights',
  orchestrator: 'InsightsOrchestrator',
  liaison: 'liaison.insights',
  agentType: 'insights_liaison',
  aliases: [],
  purpose: {
    description: 'Answers questions about tables: totals, groups, comparisons, outliers, trends.',
    examples: ['Who is overdue?', 'What is the average amount per region?'],
  },
  callWhen: 'Ask questions about the numbers of uploaded files: totals, rankings, overdue items, trends.',
  makes: ['table', 'chart', 'table_answer'],
  runsPlans: true,
  needs: { artifactContents: [] },
  routing: {
    strong:
      'trend chart graph plot averag median total sum count statistic correlat outlier anomal forecast compar ' +
      'overdue late ageing aging bucket receivabl revenue insight distribut percent pivot cohort segment debtor owes owe ' +
      'histogram seasonal variance',
    weak: 'mean who customer sales region quarter month highest lowest largest biggest top most least number amount balance unpaid invoice analys analyz share report table cost growth increas decreas drop rank',
    sameInEveryLanguage: '',
    tableQuestion: 2,
    phrases: [
      [/\b(how (?:many|much))\b/, 2],
      [/\b(days? (?:late|overdue|past due)|past due|not paid|yet to pay|paid late)\b/, 2],
      [/\b(over time|by (?:region|customer|month|quarter|segment|country))\b/, 1.5],
      [/\b(what (?:changed|drives|explains))\b/, 2],
    ],
  },
})
