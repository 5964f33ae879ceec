// Owns a wait that does not keep a process that closes.

/** Waits a little, or until the process closes. */
export function pauseUnless(leaving: AbortSignal, ms: number): Promise<'again' | 'leave'> {
  if (leaving.aborted) return Promise.resolve('leave')
  return new Promise((resolve) => {
    const leave = () => end('leave')
    const timer = setTimeout(() => end('again'), ms)
    const end = (then: 'again' | 'leave') => {
      clearTimeout(timer)
      leaving.removeEventListener('abort', leave)
      resolve(then)
    }
    leaving.addEventListener('abort', leave)
  })
}
