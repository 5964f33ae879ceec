// Owns when the page is drawn: once a frame at most, however many tokens came, and also in a tab that nobody sees.

/** Draws nothing itself. A hidden tab gets no frames, so a timer stands in. */
export function openFrameScheduler(): (run: () => void) => void {
  const waiting = new Set<() => void>()
  let frame: number | null = null
  let timer: ReturnType<typeof setTimeout> | null = null

  const flush = () => {
    if (frame !== null) cancelAnimationFrame(frame)
    if (timer !== null) clearTimeout(timer)
    frame = null
    timer = null
    const runs = [...waiting]
    waiting.clear()
    for (const run of runs) run()
  }

  return (run) => {
    waiting.add(run)
    if (timer !== null) return
    frame = requestAnimationFrame(flush)
    timer = setTimeout(flush, HIDDEN_TAB_MS)
  }
}

const HIDDEN_TAB_MS = 100
