// The words of an answer: what is read first, and folded what may be skipped.
import { useMemo } from 'react'
import { ChevronIcon } from '../design/icons.tsx'
import { type Aside, answerParts } from './answer-parts.ts'
import { Markdown } from './markdown.tsx'

export function useAnswerParts(content: string) {
  return useMemo(() => answerParts(content), [content])
}

export function Asides({ asides, growing }: { asides: readonly Aside[]; growing: boolean }) {
  if (asides.length === 0) return null
  return (
    <div className="mt-3 rounded-xl border border-line">
      {asides.map(({ title, text }) => (
        <details key={title} className="group border-line not-first:border-t">
          <summary className="flex min-h-9 list-none items-center gap-2 px-3 text-[0.8125rem] text-ink-2 hover:text-ink [&::-webkit-details-marker]:hidden">
            <ChevronIcon size={12} className="text-ink-3 transition-transform group-open:rotate-90" />
            {title}
          </summary>
          <div className="px-3 pb-2.5 text-[0.875rem]">
            <Markdown text={text} growing={growing} />
          </div>
        </details>
      ))}
    </div>
  )
}
