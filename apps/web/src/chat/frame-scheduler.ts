// Schedules rendering: at most once per frame however many tokens arrive, and also in a hidden tab.

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
