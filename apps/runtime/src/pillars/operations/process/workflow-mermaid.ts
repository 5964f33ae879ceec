// Writes a workflow as Mermaid text. Text of people is escaped. Pure.
import type { WorkflowModel } from '@biplane/contracts/wire/process-artifacts'
import { labelOf } from './step-label.ts'
import { beginningsOf, END, type GraphNode, graphOf } from './workflow-graph.ts'

export function toMermaid(model: WorkflowModel): string {
  const graph = graphOf(model)
  const lines = ['flowchart TD', '  start([Start])', '  end_([End])']
  const missing = new Map<string, string>()
  const nameOf = (id: string): string => {
    if (id === END) return 'end_'
    if (graph.has(id)) return `s${id.replace('/out', '_out').replace(/[^0-9a-z]/g, '_')}`
    const name = missing.get(id) ?? `missing${missing.size + 1}`
    missing.set(id, name)
    return name
  }
  for (const { id, kind, text, owner } of graph.values()) {
    const label = escaped(labelOf(text, owner))
    lines.push(`  ${nameOf(id)}${shapeOf(kind, label)}`)
  }
  for (const first of beginningsOf(model).flat()) lines.push(`  start --> ${nameOf(first)}`)
  for (const { id, edges, interrupts, wakes } of graph.values()) {
    for (const to of interrupts) lines.push(`  ${nameOf(id)} -.-> ${nameOf(to)}`)
    for (const to of wakes) if (graph.has(to)) lines.push(`  ${nameOf(id)} -.-> ${nameOf(to)}`)
    for (const { to, when } of edges)
      lines.push(`  ${nameOf(id)} -->${when === null ? '' : `|"${escaped(when)}"|`} ${nameOf(to)}`)
  }
  for (const [id, name] of missing) lines.push(`  ${name}["${escaped(`there is no ${id}`)}"]`)
  return `${lines.join('\n')}\n`
}

const shapeOf = (kind: GraphNode['kind'], label: string): string => {
  if (kind === 'decision' || kind === 'event_choice' || kind === 'inclusive' || kind === 'parallel')
    return `{"${label}"}`
  if (kind === 'start' || kind === 'event' || kind === 'end') return `(["${label}"])`
  return kind === 'join' ? '(( ))' : `["${label}"]`
}

/** Everything but plain letters and a few marks becomes an entity: no text can end its label. */
const escaped = (text: string): string =>
  text.replace(/[^\p{L}\p{N} .,:;/()…'+-]/gu, (mark) => `#${mark.codePointAt(0)};`)
