// Selects the procedure that a message means: its own text, a named file, a new file, or the last one.
import type { InvocationFile } from '@biplane/contracts/wire/agent-events'
import { type Earlier, ofKind } from '../../agents/earlier-results.ts'
import { type MadeWords, madeWords } from '../../tools/made-words.ts'
import { shownName } from '../../tools/shown-text.ts'
import { tellsProcess } from './operations-request.ts'
import { writeSop } from './process/write-sop.ts'

export interface Source {
  /** As it is called in a sentence. */
  name: string
  file: InvocationFile | MadeWords
}

const PROCESS_FILE = /\.(?:md|markdown|txt|bpmn|xml|docx|html?|pdf)$/i
const isProcessFile = ({ name, mime }: InvocationFile): boolean =>
  PROCESS_FILE.test(name) || mime.startsWith('text/markdown')

export interface Asked {
  text: string
  files: readonly InvocationFile[]
  results: readonly Earlier[]
}

export function sourceOf({ text, files, results }: Asked): Source | null {
  if (tellsProcess(text))
    return { name: 'what you described', file: madeWords('described', 'described process.md', described(text)) }
  const readable = files.filter(isProcessFile)
  // Files of this message come in their order, earlier ones newest first: here the newest one is always the last.
  const documents = readable.every(({ earlier }) => earlier) ? readable.reverse() : readable
  const lower = text.toLowerCase()
  const named = documents.findLast(({ name }) => lower.includes(name.toLowerCase())) ?? calledLike(lower, documents)
  if (named) return ofFile(named)
  const worked = lastWorked(results)
  const workedOn = new Set(
    [...ofKind(results, 'workflow'), ...ofKind(results, 'sop')].map(({ provenance }) => provenance?.file?.file_uuid),
  )
  const fresh = documents.findLast(({ file_uuid }) => !workedOn.has(file_uuid))
  // What was built or typed here is what is talked about, until a file is spoken of.
  const typed = worked !== null && worked.provenance?.file == null
  if (fresh && (!typed || /\b(?:files?|documents?|attached|uploaded)\b/.test(lower))) return ofFile(fresh)
  if (worked) return sourceOfWorked(worked, documents)
  const last = documents.at(-1)
  return last ? ofFile(last) : null
}

/** “Our refund SOP” is `refund-sop.md`: the one file whose name shares the most words with the sentence. */
function calledLike(lower: string, documents: readonly InvocationFile[]): InvocationFile | undefined {
  const said = new Set(lower.slice(0, 2_000).match(/[\p{L}\p{N}]{3,40}/gu) ?? [])
  const scored = documents
    .map((file) => ({ file, shared: telling(file.name).filter((word) => said.has(word)).length }))
    .sort((a, b) => b.shared - a.shared)
  const [best, second] = scored
  return best && best.shared > 0 && best.shared > (second?.shared ?? 0) ? best.file : undefined
}

const SAYS_NOTHING = new Set([
  'sop',
  'procedure',
  'process',
  'workflow',
  'file',
  'document',
  'final',
  'copy',
  'new',
  'the',
])

/** The words of a name that could belong to this file alone. */
const telling = (name: string): string[] =>
  (
    name
      .toLowerCase()
      .slice(0, Math.max(0, name.lastIndexOf('.')))
      .match(/[\p{L}\p{N}]{3,40}/gu) ?? []
  ).filter((word) => !SAYS_NOTHING.has(word))

/** The file from which it was read, while it is there; else what was read. */
export function sourceOfWorked(worked: Worked, files: readonly InvocationFile[]): Source {
  const file = files.find(({ file_uuid }) => file_uuid === worked.provenance?.file?.file_uuid)
  return file ? ofFile(file) : { name: worked.data.model.title, file: wordsOf(worked) }
}

const ofFile = (file: InvocationFile): Source => ({ name: shownName(file.name), file })

/** What was typed, as a document of its own: the words before the list are its title at most. */
const described = (text: string): string =>
  /^\s*#/.test(text)
    ? text
    : `# Described process\n\n## Procedure\n\n${text.slice(text.search(/^[ \t]*(?:\d{1,9}[.)]|[-*+])\s/m))}`

export type Worked = Earlier<'workflow'> | Earlier<'sop'>

/** The newest workflow or finished procedure; what a future state proposes is not what is done. */
export const lastWorked = (results: readonly Earlier[]): Worked | null =>
  results.find(
    (result): result is Worked =>
      result.kind === 'workflow' ||
      (result.kind === 'sop' &&
        result.data.wizard === null &&
        result.data.changes.length === 0 &&
        result.data.model.steps.length > 0),
  ) ?? null

/** What a result is about, whatever its kind: a file, or words that were typed. */
export const aboutOf = ({ key }: Pick<Earlier, 'key'>): string => key.slice(key.indexOf(':') + 1).replace(/^made:/, '')

/** Keeps what its results are called by, so that the next ones are their next versions. */
function wordsOf(worked: Worked): MadeWords {
  return madeWords(aboutOf(worked), `${worked.data.model.title}.md`, writeSop(worked.data.model))
}
