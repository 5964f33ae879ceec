// Limits the streams of all tabs of this browser: it opens six connections per server, and a page whose commands get
// none is stuck. Opens nothing itself. [D9.5]

/** Takes a lane; resolves with what gives it back, or with `null` when all are taken. */
export type TakeLane = () => Promise<(() => void) | null>

const NAME = 'biplane.stream.'

/** `locks`: the browser's, shared by its tabs; without them (an address that is not secure) no tab is counted. */
export function openStreamLanes(locks: Pick<LockManager, 'request'> | undefined, most: number): TakeLane {
  if (!locks) return () => Promise.resolve(() => {})
  return async () => {
    for (let lane = 0; lane < most; lane++) {
      const release = await take(locks, `${NAME}${lane}`)
      if (release) return release
    }
    return null
  }
}

/** The lock is held until it is given back, and given back by the browser when the tab is gone. */
const take = (locks: Pick<LockManager, 'request'>, name: string): Promise<(() => void) | null> =>
  new Promise((resolve, reject) => {
    locks
      .request(name, { ifAvailable: true }, (lock) => {
        if (lock) return new Promise<void>((release) => resolve(release))
        resolve(null)
        return undefined
      })
      .catch(reject)
  })
