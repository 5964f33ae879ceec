// Owns how a process ends: in order when asked, at once and with its cause in the log when something is broken.
import { BadConfiguration } from './environment.ts'
import type { Log } from './log.ts'

/** Ends a process that cannot start: 2 and words for what the person who starts it can mend, 1 and the cause in the log else. */
export function failStart(log: Log, error: unknown): never {
  if (error instanceof BadConfiguration) {
    process.stderr.write(`${error.message}\n`)
    process.exit(2)
  }
  log.error({ err: error }, 'could not start')
  process.exit(1)
}

/**
 * Runs `close` at SIGTERM and SIGINT, once, and exits 0; exits 1 when it does not finish within `withinMs`.
 * What nobody caught is logged and ends the process with 1: state that may be wrong is not worked on. The supervisor
 * starts it again and recovery does the rest.
 */
export function runUntilAsked(log: Log, withinMs: number, close: () => Promise<void>): void {
  let ending = false
  const end = (reason: string, code: number) => {
    if (ending) return
    ending = true
    log.info({ reason }, 'closing')
    setTimeout(() => {
      log.error({ within_ms: withinMs }, 'closing took too long')
      process.exit(1)
    }, withinMs).unref()
    close().then(
      () => process.exit(code),
      (error: unknown) => {
        log.error({ err: error }, 'closing failed')
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', () => end('SIGTERM', 0))
  process.on('SIGINT', () => end('SIGINT', 0))
  process.on('uncaughtException', (error) => {
    log.error({ err: error }, 'nobody caught this')
    process.exit(1)
  })
  process.on('unhandledRejection', (error) => {
    log.error({ err: error }, 'nobody awaited this')
    process.exit(1)
  })
}
