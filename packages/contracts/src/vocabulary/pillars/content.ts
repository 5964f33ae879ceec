// Manifest of the pillar that reads files and documents.
import { definePillar } from './define-pillar.ts'

export const content = definePillar({
  label: 'Content',
  orchestratorKey: 'content_analysis',
  orchestrator: 'ContentAnalysisOrchestrator',
  liaison: 'liaison.content',
  agentType: 'content_liaison',
  aliases: ['liaison.data', 'data_liaison'],
  purpose: {
    description: 'Reads files: what is in them, in which fields, and what stands in a document.',
    examples: ['What is in this file?', 'Summarize this document'],
  },
  callWhen: 'Ask about uploaded files: what is in them, their columns, quality and summaries.',
  makes: ['schema', 'quality_report', 'outline', 'question_answer'],
  runsPlans: false,
  needs: { artifactContents: [] },
  routing: {
    strong:
      'csv tsv xlsx xls ods excel spreadsheet pdf docx markdown json ndjson upload attach parse schema column header encoding ' +
      'delimiter duplicat preview null blank redact convert format malformed quality metadata workbook worksheet ' +
      'pii iban anonymi gdpr quote',
    weak: 'file document data row field read open check clean missing inspect typo empty look sample sheet report table search text personal extract',
    sameInEveryLanguage: 'csv tsv xlsx xls ods excel pdf docx markdown json ndjson iban gdpr pii',
    fileSummary: 4,
    attachment: 1.5,
    phrases: [
      [/\b(what(?:'s| is) (?:in|inside) (?:this|the|my))\b/, 2],
      [/\b(search (?:for|in|through)|look up|what does (?:the|this|my) \w+ say)\b/, 3],
      [/\b(missing values?|empty cells?)\b/, 2.5],
      [/\b(data quality|clean (?:up )?(?:the|this|my) (?:data|file))\b/, 2],
    ],
  },
})
