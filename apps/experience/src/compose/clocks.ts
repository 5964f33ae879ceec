// Clocks of the process. Only the composition root reads them; everything else is handed one.

export const monotonic = () => performance.now()
export const wallClock = () => Date.now()
/** The wall clock of the start, counted on: an expiry of some minutes holds even if the wall clock is changed meanwhile. */
export const steadyClock = () => performance.timeOrigin + performance.now()
