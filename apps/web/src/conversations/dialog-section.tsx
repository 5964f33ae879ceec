// A titled part of the session's dialog, with the refusal of its last call.
import type { ReactNode } from 'react'

interface DialogSectionProps {
  title: string
  intro: string
  /** The words of the refusal; `null` while the last call went well. */
  failed: string | null
  children: ReactNode
}

export function DialogSection({ title, intro, failed, children }: DialogSectionProps) {
  return (
    <section aria-label={title} className="mt-5 border-t border-line pt-4">
      <h3 className="text-[0.8125rem] font-semibold">{title}</h3>
      <p className="mt-1 text-[0.8125rem] text-ink-2">{intro}</p>
      {failed !== null && (
        <p role="alert" className="mt-2 rounded-lg bg-bad-soft px-3 py-2 text-[0.8125rem]">
          {failed}
        </p>
      )}
      {children}
    </section>
  )
}
