// Named places where a test may kill the process. Inactive unless requested; requesting them in production stops the
// start. [SECURITY 39]
import { BadConfiguration } from './environment.ts'

/** Dies here, as by `kill -9`, when this place was asked for and has been passed often enough. */
export type FailPoint = (name: string) => void

/**
 * Reads `FAIL_POINT=<name>` or `FAIL_POINT=<name>:<k>`: the process is killed at the k-th passage of that place.
 * @throws BadConfiguration in production, and for an invalid count
 */
export function readFailPoint(env: NodeJS.ProcessEnv): FailPoint {
  const wanted = env.FAIL_POINT
  if (!wanted) return () => {}
  if (env.NODE_ENV === 'production') throw new BadConfiguration(['FAIL_POINT: is for tests, not for production'])
  const [name, count] = wanted.split(':')
  let left = Number(count ?? 1)
  if (!Number.isSafeInteger(left) || left < 1)
    throw new BadConfiguration(['FAIL_POINT: is a name, or a name and a count'])
  return (passed) => {
    if (passed !== name) return
    left -= 1
    if (left === 0) process.kill(process.pid, 'SIGKILL')
  }
}
