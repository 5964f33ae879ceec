// Formats the content liaison's answers about finished tasks. Results in, Markdown out. Pure.
import type { InvocationFile } from '@biplane/contracts/wire/agent-events'
import type { SchemaData } from '@biplane/contracts/wire/artifacts'
import type { z } from 'zod'
import { bullets, joined, plain, rowLinks } from '../../agents/plain-markdown.ts'
import type { detectTool } from '../../tools/detect.ts'
import { counted, shownName } from '../../tools/shown-text.ts'
import type { searchTool } from './search.ts'
import type { convertTool } from './tools/convert.ts'
import { KIND_WORDS } from './tools/personal-data.ts'
import type { personalDataTool } from './tools/personal-data-tool.ts'
import type { redactTool } from './tools/redact.ts'

type PersonalData = z.infer<typeof personalDataTool.result>

/** `shown` are the rows that stand in a table to jump to; `null` for a document. */
export function tellPersonalData(
  name: string,
  { finds, name_columns }: PersonalData,
  shown: ReadonlySet<number | null> | null,
): string {
  if (finds.length === 0 && name_columns.length === 0) {
    return `In **${plain(name)}** I found no e-mail addresses, bank accounts, card or telephone numbers, and no column that looks like names. Names inside of sentences I cannot find.`
  }
  const lines = finds.map(({ kind, column, count, different, places }) => {
    const where = column === null ? '' : ` in “${plain(column)}”`
    const linked = shown ? places.filter((row) => shown.has(row)) : []
    const at = shown ? rowLinks(linked, places.length) : `line ${places.slice(0, 6).join(', ')}`
    return `${counted(count, KIND_WORDS[kind].one, KIND_WORDS[kind].many)}${where} (${counted(different, 'different one')}): ${at}`
  })
  const names = name_columns.map((column) => `“${plain(column)}” looks like names of people`)
  return `In **${plain(name)}** there is personal data:\n\n${bullets([...lines, ...names])}\nBank accounts and cards are counted only where their check digits are right. “Redact it” makes a copy without them.`
}

export function tellRedacted(name: string, made: z.infer<typeof redactTool.result>): string {
  if (made.replaced.length === 0) {
    return `In **${plain(name)}** I found nothing to replace; the copy is the same, written anew.`
  }
  const what = joined(
    made.replaced.map(({ kind, count, different }) => `${count} × ${kind} (${counted(different, 'different one')})`),
  )
  const columns =
    made.name_columns.length > 0
      ? ` Names went from ${joined(made.name_columns.map((column) => `“${plain(column)}”`))}.`
      : ''
  return `I made a copy of **${plain(name)}** without personal data: ${what}.${columns} The same value has the same mark everywhere, so that rows still belong together.${part(made)} What rules can find is gone; names inside of sentences stay, so read it before you give it away.`
}

const part = ({ complete, lines, of }: { complete: boolean; lines: number; of: number }): string =>
  complete
    ? ''
    : ` It holds the first ${lines.toLocaleString('en')} of ${of.toLocaleString('en')} lines: more does not fit into one result.`

export function tellConverted(name: string, made: z.infer<typeof convertTool.result>): string {
  if (made.kind === 'no_form') return plain(made.why)
  const guarded =
    made.guarded > 0
      ? ` ${counted(made.guarded, 'cell')} began like a formula; an apostrophe stands in front, so that no spreadsheet computes ${made.guarded === 1 ? 'it' : 'them'}.`
      : ''
  return `**${plain(name)}** is now **${plain(made.name)}**.${part(made)}${guarded}`
}

export function tellMetadata(
  { name, mime, size, sha256 }: InvocationFile,
  found: z.infer<typeof detectTool.result>,
  schema: SchemaData | null,
): string {
  const facts = [
    `it is ${found.label}${found.encoding ? `, ${found.encoding}` : ''}`,
    `${size.toLocaleString('en')} bytes, sent as ${plain(mime)}`,
    `SHA-256 ${sha256.slice(0, 16)}…`,
    ...(schema
      ? [
          `${counted(schema.rows, 'row')}, ${counted(schema.columns.length, 'column')}: ${joined(schema.columns.slice(0, 30).map(({ name: column, type }) => `${plain(column)} (${type})`))}`,
        ]
      : [`${counted(found.lines, 'line')}, ${counted(found.words, 'word')}`]),
  ]
  return `**${plain(shownName(name))}**, without a single value of it:\n\n${bullets(facts)}`.trimEnd()
}

export function tellAnswer(
  files: readonly string[],
  { answer, decision, quotes, missing, passages, headings, suggestions }: z.infer<typeof searchTool.result>,
): string {
  const where = joined(files.slice(0, 5).map((name) => `**${plain(name)}**`))
  if (answer === null) {
    const near =
      headings.length > 0 ? ` The nearest headings: ${joined(headings.map((one) => `“${plain(one)}”`))}.` : ''
    const next =
      suggestions.length > 0 ? `\n\n**You could ask**\n\n${bullets(suggestions.map((one) => `“${plain(one)}”`))}` : ''
    return `No passage of ${where} answers that; I looked through ${counted(passages, 'passage')}.${leftOut(missing)}${near} I quote and do not reword.${next}`.trimEnd()
  }
  const lines = quotes.map(({ text, name, line, end_line, page, heading, row }) => {
    const place = row ? `row ${line}` : end_line > line ? `lines ${line}–${end_line}` : `line ${line}`
    const about = [
      plain(shownName(name)),
      ...(page === null ? [] : [`page ${page}`]),
      place,
      ...(heading ? [`“${plain(heading)}”`] : []),
    ]
    return `“${plain(text.replace(/\s+/g, ' '))}” (${about.join(', ')})`
  })
  const without = missing.length > 0 ? `\n${leftOut(missing).trim()}` : ''
  const lead = decision === null ? '' : DECISIONS[decision]
  return `${lead}**${plain(answer.replace(/\s+/g, ' '))}**\n\nFrom ${where}, word for word:\n\n${bullets(lines)}${without}`.trimEnd()
}

const DECISIONS = { yes: 'Yes: ', no: 'No: ', conditional: 'Under a condition: ' } as const

/** A word that occurs nowhere was not used: the answer may be about something wider than the question. */
const leftOut = (missing: readonly string[]): string =>
  missing.length > 0 ? ` Not found anywhere: ${joined(missing.map((word) => `“${plain(word)}”`))}.` : ''
