// Shape of log lines: JSON with ids, never a token, key, cookie, query string or message text.
import { type DestinationStream, pino, stdSerializers } from 'pino'
import { currentTraceId } from './trace.ts'

export type Log = ReturnType<typeof openLog>

export const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug'] as const

/** Logs to standard output, or `to` somewhere else. `plane` is `experience` or `runtime`. */
export const openLog = (
  plane: string,
  level: (typeof LOG_LEVELS)[number],
  // Written before the next statement runs: the last line before an exit is the one that says why.
  to: DestinationStream = pino.destination({ dest: 1, sync: true }),
) =>
  pino(
    {
      level,
      base: { plane },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      // Which trace a line belongs to, where traces are collected.
      mixin() {
        const trace = currentTraceId()
        return trace === null ? {} : { trace_id: trace }
      },
      serializers: { err: (error: unknown) => withoutSecrets(error) },
      redact: {
        paths: [
          ...['token', 'session_token', 'ticket', 'key', 'headers', 'authorization', 'cookie', 'req.headers'],
          ...['*.token', '*.session_token', '*.authorization', '*.cookie', '*.headers'],
        ],
        censor: '[redacted]',
      },
    },
    to,
  )

/** An error of a library may quote the address or the header that it failed on. */
function withoutSecrets(error: unknown): unknown {
  if (typeof error === 'string') return hide(error)
  if (!(error instanceof Error)) return error
  const said = stdSerializers.err(error)
  return { type: said.type, message: hide(said.message), stack: hide(said.stack), ...codeOf(error) }
}

const codeOf = (error: Error): { code?: string | number } =>
  'code' in error && (typeof error.code === 'string' || typeof error.code === 'number') ? { code: error.code } : {}

const hide = (text: string): string =>
  text
    .replace(/\b(session_token|token|ticket|key)=[^&\s"']+/gi, '$1=[redacted]')
    .replace(/\b(Bearer|Basic) [\w.~+/=-]+/gi, '$1 [redacted]')
