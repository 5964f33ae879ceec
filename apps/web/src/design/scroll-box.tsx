// A scrolling box with an accessible name that a keyboard can reach and scroll.
import type { ReactNode } from 'react'

export function ScrollBox({ label, className, children }: { label: string; className: string; children: ReactNode }) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
      tabIndex={0}
      className={`relative overflow-auto focus-visible:outline-offset-[-2px] ${className}`}
    >
      {children}
    </section>
  )
}
