// Shows how a question about a table was understood, part by part.
import type { PlanParts } from './artifact-data.ts'

export function TableAnswerViewer({ parts }: { parts: PlanParts }) {
  return (
    <ul className="flex flex-wrap gap-2 px-4 pb-4 text-[0.8125rem]">
      {parts.chips.map(({ part, text, assumed }) => (
        <li key={`${part} ${text}`} className="rounded-full border border-line px-3 py-1 text-ink-2">
          {text}
          {assumed ? ' ?' : ''}
        </li>
      ))}
    </ul>
  )
}
