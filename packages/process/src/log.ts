// Owns the shape of log lines: JSON with ids, never a token, a key, a cookie, a query string, or what people say.
import { type DestinationStream, pino } from 'pino'

export type Log = ReturnType<typeof openLog>

export const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug'] as const

/** Logs to standard output, or `to` somewhere else. `plane` is `experience` or `runtime`. */
export const openLog = (
  plane: string,
  level: (typeof LOG_LEVELS)[number],
  to: DestinationStream = pino.destination(1),
) =>
  pino(
    {
      level,
      base: { plane },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: ['token', 'session_token', 'ticket', 'key', 'headers', 'req.headers', '*.token', '*.session_token'],
        censor: '[redacted]',
      },
    },
    to,
  )
