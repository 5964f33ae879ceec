// Renders a document's outline: headings, levels, lines.
import type { OutlineData } from '@biplane/contracts/wire/artifacts'
import { STRINGS } from '../strings.ts'

export function OutlineViewer({ outline }: { outline: OutlineData }) {
  const top = Math.min(...outline.sections.map((s) => s.level), 6)
  return (
    <div className="px-4 pb-4">
      <ul className="space-y-2 text-[0.8125rem]">
        {outline.sections.map((section) => (
          <li key={section.line} style={{ paddingInlineStart: `${(section.level - top) * 1.1}rem` }}>
            <p className="flex items-baseline gap-3">
              <span className={section.level === top ? 'font-display text-base font-semibold' : 'font-medium'}>
                {section.title}
              </span>
              <span aria-hidden="true" className="grow border-b border-dotted border-line-strong" />
              <span className="shrink-0 text-xs text-ink-3 tabular-nums">
                {STRINGS.workspace.outline.line(section.line)}
              </span>
            </p>
            {section.steps.length > 0 && (
              <ol className="mt-1 list-decimal space-y-0.5 ps-5 text-ink-2 marker:text-ink-3">
                {section.steps.map((step, at) => (
                  <li key={at}>{step}</li>
                ))}
              </ol>
            )}
          </li>
        ))}
      </ul>
    </div>
  )
}
