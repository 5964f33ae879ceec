// Opens a file for process tools: prose or BPMN, as one typed workflow. All reading is bounded.
import { Refusal } from '@biplane/contracts/refusal'
import type { Provenance } from '@biplane/contracts/wire/artifacts'
import type { WorkflowModel } from '@biplane/contracts/wire/process-artifacts'
import { provenanceOf, type Step } from '../../../tools/artifact-shapes.ts'
import { detect, refuseFormat } from '../../../tools/detect.ts'
import type { FileFacts } from '../../../tools/file-facts.ts'
import { isMade } from '../../../tools/made-words.ts'
import { shownName } from '../../../tools/shown-text.ts'
import type { ToolFile } from '../../../tools/tool-file.ts'
import { refuseManySteps } from './process-limits.ts'
import { readBpmn } from './read-bpmn.ts'
import { readSop } from './read-sop.ts'

export interface ProcessFile {
  model: WorkflowModel
  lines: Record<string, number>
  /** How many lines the text has. */
  length: number
  form: 'procedure' | 'diagram'
}

const MOST_CHARS = 1_000_000

/**
 * @throws UNSUPPORTED_FILE when there are no steps in it
 * @throws TOO_LARGE for more text or more steps than a procedure can have
 */
export async function openProcess(file: ToolFile): Promise<ProcessFile> {
  const { format, tabular, text } = await detect(file)
  const name = shownName(file.name)
  if (tabular) throw refuseFormat(file, format, 'a procedure')
  if (text.length > MOST_CHARS)
    throw new Refusal('TOO_LARGE', `“${name}” is longer than any procedure that can be read.`)
  const source = format === 'bpmn' ? (file.content.text()?.text ?? text) : text
  const read = await named(name, async () =>
    format === 'bpmn' ? { model: await readBpmn(source), lines: {} } : readSop(source),
  )
  if (!read) {
    throw new Refusal('UNSUPPORTED_FILE', `There are no steps in “${name}”: I look for numbered lists under headings.`)
  }
  refuseManySteps(read.model.steps.length)
  return { ...read, length: source.split('\n').length, form: format === 'bpmn' ? 'diagram' : 'procedure' }
}

/** Readers do not know the name of the file; their refusals get it here. */
const named = <T>(name: string, work: () => Promise<T>): Promise<T> =>
  work().catch((error: unknown) => {
    if (!(error instanceof Refusal)) throw error
    throw new Refusal(error.refusal, `“${name}”: ${error.message}`, { cause: error })
  })

/** Words that were typed have no file to name. */
export function processProvenance(
  tool: { name: string; version: string },
  file: FileFacts,
  computed: { rows: number; expression: string; steps: Step[] },
): Provenance {
  const provenance = provenanceOf(tool, file, computed)
  return isMade(file) ? { ...provenance, file: null } : provenance
}
