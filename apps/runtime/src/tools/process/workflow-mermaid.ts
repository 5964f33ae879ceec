// Owns the workflow as Mermaid text. Pure; what people wrote is escaped, so that it can only be read.
import type { WorkflowModel } from '@biplane/contracts/wire/process-artifacts'
import { labelOf } from './step-label.ts'
import { END, graphOf } from './workflow-graph.ts'

export function toMermaid(model: WorkflowModel): string {
  const graph = graphOf(model)
  const lines = ['flowchart TD', '  start([Start])', '  end_([End])']
  const missing = new Map<string, string>()
  const nameOf = (id: string): string => {
    if (id === END) return 'end_'
    if (graph.has(id)) return `s${id.replace(/[^0-9]/g, '_')}`
    const name = missing.get(id) ?? `missing${missing.size + 1}`
    missing.set(id, name)
    return name
  }
  for (const { id, kind, text, owner } of graph.values()) {
    const label = escaped(labelOf(text, owner))
    lines.push(`  ${nameOf(id)}${kind === 'decision' ? `{"${label}"}` : `["${label}"]`}`)
  }
  const first = [...graph.keys()][0]
  if (first !== undefined) lines.push(`  start --> ${nameOf(first)}`)
  for (const { id, edges } of graph.values()) {
    for (const { to, when } of edges)
      lines.push(`  ${nameOf(id)} -->${when === null ? '' : `|"${escaped(when)}"|`} ${nameOf(to)}`)
  }
  for (const [id, name] of missing) lines.push(`  ${name}["${escaped(`there is no ${id}`)}"]`)
  return `${lines.join('\n')}\n`
}

/** Everything but plain letters and a few marks becomes an entity: no text can end its label. */
const escaped = (text: string): string =>
  text.replace(/[^\p{L}\p{N} .,:;/()…'+-]/gu, (mark) => `#${mark.codePointAt(0)};`)
