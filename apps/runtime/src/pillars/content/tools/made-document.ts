// A file made by a tool as an artifact: its text, cut after a whole line at the size limit.
import { jsonBytes } from '@biplane/process/json-bytes'
import { ROW_BYTES } from '../../../tools/artifact-shapes.ts'

export interface MadeDocument {
  name: string
  mime: string
  text: string
}

/** As many of the lines as fit, from the first. */
export function boundedDocument(
  { name, mime }: Pick<MadeDocument, 'name' | 'mime'>,
  lines: Iterable<string>,
): { document: MadeDocument; lines: number; complete: boolean } {
  const kept: string[] = []
  let bytes = 0
  let complete = true
  for (const line of lines) {
    bytes += jsonBytes(line)
    if (bytes > ROW_BYTES) {
      complete = false
      break
    }
    kept.push(line)
  }
  return { document: { name, mime, text: `${kept.join('\n')}\n` }, lines: kept.length, complete }
}

/** `report.final.csv` → `report.final.redacted.csv`. */
export function madeName(name: string, mark: string, ending: string): string {
  const dot = name.lastIndexOf('.')
  const stem = dot > 0 ? name.slice(0, dot) : name
  return `${stem.slice(0, 120)}${mark === '' ? '' : `.${mark}`}.${ending}`
}
