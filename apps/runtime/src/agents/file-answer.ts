// Formats the content liaison's answers about files. Reports in, Markdown out. Pure.

import { assertNever } from '@biplane/contracts/vocabulary/assert-never'
import type { QualityFinding, SchemaData } from '@biplane/contracts/wire/artifacts'
import { counted } from '../tools/shown-text.ts'
import type { FileReport } from './file-reading.ts'
import { bullets, joined, plain, rowLinks } from './plain-markdown.ts'

type TableReport = Extract<FileReport, { kind: 'table' }>
type DocumentReport = Extract<FileReport, { kind: 'document' }>

/** What the person wanted to know; an outline comes without a proposal of what to ask next. */
export type Asked = 'everything' | 'columns' | 'faults' | 'rows' | 'outline'

const SPOKEN_FINDINGS = 12
const SPOKEN_COLUMNS = 20
const SPOKEN_SECTIONS = 15

/** `topics` were tried on the documents. The answer about all files, in the order in which they were attached; `asked` when only a part was asked for. */
export function contentAnswer(reports: readonly FileReport[], asked: Asked, topics: readonly string[] = []): string {
  const told = reports.map((report) => tell(report, asked)).join('\n\n')
  const next =
    asked === 'outline'
      ? []
      : [...nextQuestions(reports, asked), ...topics.map((topic) => `“What does it say about ${plain(topic)}?”`)]
  return next.length > 0 ? `${told}\n\n**You could ask next**\n\n${bullets(next)}`.trimEnd() : told
}

function tell(report: FileReport, asked: Asked): string {
  switch (report.kind) {
    case 'refused':
      return `${plain(report.refusal.message)}`
    case 'text':
      if (report.format === 'bpmn') {
        return `**${plain(report.name)}** is ${report.label}. The operations assistant reads, draws and checks it.`
      }
      return `**${plain(report.name)}** is ${report.label} with ${counted(report.lines, 'line')} and ${counted(report.words, 'word')}. I can find no rows or sections in it.`
    case 'document':
      return tellDocument(report)
    case 'table':
      return tellTable(report, asked)
    default:
      return assertNever(report, 'report')
  }
}

const DELIMITERS: Record<string, string> = { ',': 'commas', ';': 'semicolons', '\t': 'tabs', '|': 'vertical bars' }

function tellTable(report: TableReport, asked: Asked): string {
  const { rows, columns } = report.schema.data
  const separated = report.delimiter && DELIMITERS[report.delimiter]
  const key = columns.find((column) => column.candidate_key)
  const parts = [
    `**${plain(report.name)}** is ${report.label} with ${counted(rows, 'row')} and ${counted(columns.length, 'column')}${separated ? `, separated by ${separated}` : ''}.${key ? ` Each row is named by “${plain(key.name)}”.` : ''}`,
  ]
  if (asked === 'everything' && report.roles.due_date && report.roles.amount) {
    parts.push(
      `I read it as a list of invoices: due on “${plain(report.roles.due_date)}”, amounts in “${plain(report.roles.amount)}”${report.roles.paid_date ? `, paid on “${plain(report.roles.paid_date)}”` : ''}.`,
    )
  }
  if (asked === 'columns') parts.push(tellColumns(columns))
  if (asked === 'rows') parts.push('The first rows stand in the table above, each with its number in the file.')
  if (report.findings) parts.push(tellFindings(report.findings, asked))
  return parts.join('\n\n')
}

const TYPE_WORDS = {
  text: 'text',
  integer: 'whole number',
  number: 'number',
  currency: 'amount',
  date: 'date',
  boolean: 'yes or no',
  percent: 'percentage',
} as const

function tellColumns(columns: SchemaData['columns']): string {
  const lines = columns.slice(0, SPOKEN_COLUMNS).map((column) => {
    const range = column.min !== null ? `, from ${plain(column.min)} to ${plain(column.max ?? '')}` : ''
    const empty = column.nulls > 0 ? `, empty in ${counted(column.nulls, 'row')}` : ''
    return `**${plain(column.name)}**: ${TYPE_WORDS[column.type]}, ${counted(column.distinct, 'different value')}${range}${empty}`
  })
  const more = columns.length - lines.length
  return bullets(more > 0 ? [...lines, `and ${counted(more, 'more column', 'more columns')}`] : lines).trimEnd()
}

const SEVERITY_WORDS = { error: 'Error', warning: 'Warning', info: 'Remark' } as const

function tellFindings(findings: readonly QualityFinding[], asked: Asked): string {
  if (findings.length === 0) {
    return asked === 'faults'
      ? 'I found none of what you asked for.'
      : 'I found no faults. I looked for repeated and ragged rows, missing, mixed, impossible and extreme values, stray spaces, differing spellings and contradictions.'
  }
  const lines = findings.slice(0, SPOKEN_FINDINGS).map((finding, at) => {
    const rows = finding.rows.length > 0 ? `: ${rowLinks(finding.rows, finding.count)}` : ''
    const detail = finding.detail.charAt(0).toUpperCase() + finding.detail.slice(1)
    return `${at + 1}. **${SEVERITY_WORDS[finding.severity]}:** ${plain(finding.title)}${rows}. ${plain(detail)}\n`
  })
  const more = findings.length - lines.length
  const rest = more > 0 ? `\nThe report above has ${counted(more, 'more finding')}.` : ''
  return `I found ${counted(findings.length, 'thing')} to look at, the most serious first:\n\n${lines.join('')}${rest}`.trimEnd()
}

function tellDocument({ name, label, outline, headings, steps, tables }: DocumentReport): string {
  const facts = [
    counted(headings, 'heading'),
    counted(steps, 'numbered step'),
    ...(tables > 0 ? [counted(tables, 'table')] : []),
  ]
  const first = `**${plain(name)}** is ${label} with ${joined([...facts, counted(outline.data.words, 'word')])}.`
  const sections = outline.data.sections.filter((section) => section.steps.length > 0)
  if (sections.length === 0) return `${first} It has no numbered steps.`
  const lines = sections
    .slice(0, SPOKEN_SECTIONS)
    .map(
      (section) =>
        `“${plain(section.title || 'Before the first heading')}” (line ${section.line}): ${counted(section.steps.length, 'step')}`,
    )
  return `${first} Its steps stand here:\n\n${bullets(lines)}`.trimEnd()
}

const FEW_GROUPS = 20

function nextQuestions(reports: readonly FileReport[], asked: Asked): string[] {
  const table = reports.find((report): report is TableReport => report.kind === 'table')
  const document = reports.find((report) => report.kind === 'document')
  const questions: string[] = []
  if (table) {
    if (table.roles.due_date && table.roles.amount) questions.push('“Who is more than 90 days late?”')
    const { columns } = table.schema.data
    const measure =
      table.roles.amount ?? columns.find((column) => column.type === 'currency' || column.type === 'number')?.name
    const group = columns.find(
      (column) => column.type === 'text' && column.distinct > 1 && column.distinct <= FEW_GROUPS,
    )
    if (measure && group) questions.push(`“Total ${plain(measure)} by ${plain(group.name)}”`)
    else if (group) questions.push(`“Number of rows by ${plain(group.name)}”`)
    if (asked !== 'columns') questions.push('“Which columns does it have?”')
  }
  if (document && document.kind === 'document' && document.steps > 0)
    questions.push(
      `“Which steps does the procedure ${plain(document.name)} have?”: the operations assistant shows its outline`,
    )
  return questions
}
