// Owns a box that scrolls on its own: it has a name, and a keyboard can reach and move it.
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
