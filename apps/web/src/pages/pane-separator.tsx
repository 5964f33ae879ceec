// The line between talk and results, moved by pointer or arrow keys.
import { type KeyboardEvent, type PointerEvent, type RefObject, useRef } from 'react'
import { STRINGS } from '../strings.ts'
import { PANE_LIMITS, type Pane } from './use-pane.ts'

const STEP = 0.02

interface SeparatorProps {
  pane: Pane
  /** What talk and results share. */
  frame: RefObject<HTMLDivElement | null>
}

export function PaneSeparator({ pane, frame }: SeparatorProps) {
  const dragged = useRef(false)
  const move = (event: PointerEvent) => {
    const box = frame.current?.getBoundingClientRect()
    if (dragged.current && box && box.width > 0) pane.resize((box.right - event.clientX) / box.width)
  }
  const press = (event: KeyboardEvent) => {
    const by = { ArrowLeft: STEP, ArrowRight: -STEP, Home: 1, End: -1 }[event.key]
    if (by === undefined) return
    event.preventDefault()
    pane.resize(pane.share + by)
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule cannot be moved.
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={STRINGS.workspace.separator}
      aria-valuemin={100 * PANE_LIMITS.least}
      aria-valuemax={100 * PANE_LIMITS.most}
      aria-valuenow={Math.round(100 * pane.share)}
      tabIndex={0}
      onKeyDown={press}
      onPointerDown={(event) => {
        dragged.current = true
        event.currentTarget.setPointerCapture(event.pointerId)
        event.preventDefault()
      }}
      onPointerMove={move}
      onPointerUp={() => {
        dragged.current = false
      }}
      className="group relative z-10 w-px shrink-0 cursor-col-resize touch-none bg-line focus-visible:bg-accent"
    >
      <span className="absolute inset-y-0 -inset-x-1.5 group-hover:bg-accent/15" />
    </div>
  )
}
