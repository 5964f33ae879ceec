// How a process ends: in order when asked, at once and with its cause in the log when something is broken.
import { BadConfiguration } from './environment.ts'
import type { Log } from './log.ts'

/** Exit code for a start that the person who starts it has to mend; a supervisor does not try again. */
const CANNOT_START = 2

/** The settings that a person changes when the operating system refuses what they name. */
export interface StartSettings {
  /** For example `EXPERIENCE_PORT`. */
  port: string
  host: string
}

/**
 * Ends a process that cannot start. What a person can mend (a setting, a port in use, a database in use, a folder that
 * cannot be written, a driver that was compiled for another Node) is one sentence and exit code 2; anything else is logged
 * with its cause and exits 1.
 */
export function failStart(log: Log, error: unknown, settings: StartSettings): never {
  const sentence = mendable(error, settings)
  if (sentence === null) {
    log.error({ err: error }, 'could not start')
    process.exit(1)
  }
  process.stderr.write(`${sentence}\n`)
  process.exit(CANNOT_START)
}

function mendable(error: unknown, { port, host }: StartSettings): string | null {
  if (error instanceof BadConfiguration) return error.message
  if (!(error instanceof Error)) return null
  if (error.name === 'DatabaseInUse' || error.name === 'DatabaseNotWritable') return error.message
  switch ('code' in error ? error.code : undefined) {
    case 'EADDRINUSE':
      return `The port is already in use: end the other process, or set ${port} to a free port.`
    case 'EACCES':
      return 'syscall' in error && error.syscall === 'listen'
        ? `This user may not listen on that port: set ${port} to a port above 1023.`
        : unusablePlace(error)
    case 'EADDRNOTAVAIL':
      return `This machine does not have that address: set ${host} to one that it has.`
    case 'ERR_DLOPEN_FAILED':
      return `The SQLite driver was compiled for another version of Node than ${process.versions.node}: delete node_modules and run npm start again.`
    case 'SQLITE_NOTADB':
      return 'The file of DATABASE_URL is not a database: set DATABASE_URL to another file, or restore a backup.'
    default:
      return unusablePlace(error)
  }
}

const UNUSABLE: Record<string, string> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'its file system is read-only',
  ENOENT: 'it is not there and cannot be made',
  ENOTDIR: 'a part of this path is a file',
  EISDIR: 'it is a folder',
  EEXIST: 'it is a file',
  ELOOP: 'its links lead in a circle',
}

/** `/data` of `EISDIR: illegal operation on a directory, open '/data'`. */
function quotedAtEnd(message: string): string | undefined {
  const parts = message.split("'")
  return parts.length === 3 && parts[2] === '' ? parts[1] : undefined
}

/** A file or folder that cannot be used does not heal by waiting either. `null` for any other error. */
function unusablePlace(error: Error & { code?: unknown; path?: unknown }): string | null {
  const { code } = error
  // An error that comes from the writer thread has kept its code and its message alone.
  const path = error.path ?? quotedAtEnd(error.message)
  const reason = typeof code === 'string' ? UNUSABLE[code] : undefined
  if (reason === undefined || typeof path !== 'string') return null
  return `${path} cannot be used: ${reason}. Fix that, or set DATABASE_URL or FILES_DIR to another place.`
}

/**
 * Runs `close` at SIGTERM and SIGINT, once, and exits 0; exits 1 when it does not finish within `withinMs`.
 * An uncaught error is logged and ends the process with 1: its state may be wrong. The supervisor
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
  // `npm start` holds the other end of this channel: when it is gone, the supervisor of this process is gone.
  process.on('disconnect', () => end('supervisor gone', 0))
  process.channel?.unref()
  process.on('SIGTERM', () => end('SIGTERM', 0))
  process.on('SIGHUP', () => end('SIGHUP', 0))
  process.on('SIGINT', () => end('SIGINT', 0))
  process.on('uncaughtException', (error) => {
    log.error({ err: error }, 'uncaughtException')
    process.exit(1)
  })
  process.on('unhandledRejection', (error) => {
    log.error({ err: error }, 'unhandledRejection')
    process.exit(1)
  })
}
