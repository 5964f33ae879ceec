// Gives every HTTP request a deadline: for its answer, and for each further piece of its body. A browser's pooled socket
// that died without a reset otherwise holds a request for minutes. It never repeats a request. [L7, D9.6]
import { DEADLINES } from './deadlines.ts'
import type { Timer } from './hardened-websocket.ts'

export type Http = (path: string, init: RequestInit) => Promise<Response>

export interface RequestDeadlineOptions {
  http: Http
  timer: Timer
  /** Awaited before a request fails for silence, so that its repetition finds a working connection. */
  onSilence?: () => Promise<void>
}

/** The answer did not arrive in time. Whether the request was carried out is unknown. */
export class SilentServer extends Error {
  constructor() {
    super('The server did not answer in time.')
    this.name = 'SilentServer'
  }
}

export function withDeadline({ http, timer, onSilence = async () => {} }: RequestDeadlineOptions): Http {
  // A slow network must not fail for ever: each further silence doubles the deadline, an answer resets it.
  let silences = 0

  return async (path, init) => {
    const over = new AbortController()
    const level = silences
    const caller = init.signal
    const giveUp = () => over.abort(caller?.reason)
    const guard = (ms: number) => timer(ms, () => over.abort(new SilentServer()))
    const failure = async (error: unknown): Promise<unknown> => {
      caller?.removeEventListener('abort', giveUp)
      if (!(over.signal.reason instanceof SilentServer)) return error
      await onSilence()
      return over.signal.reason
    }

    if (caller?.aborted) giveUp()
    caller?.addEventListener('abort', giveUp, { once: true })
    const cancel = guard(Math.min(DEADLINES.maxAnswerMs, DEADLINES.answerMs * 2 ** level))
    try {
      const response = await abortable(http(path, { ...init, signal: over.signal }), over.signal)
      cancel()
      silences = 0
      const settle = () => caller?.removeEventListener('abort', giveUp)
      return guardBody(response, { guard: () => guard(DEADLINES.silenceMs), signal: over.signal, failure, settle })
    } catch (error) {
      cancel()
      // Requests that fail together are one silence.
      if (over.signal.reason instanceof SilentServer && silences === level) silences += 1
      throw await failure(error)
    }
  }
}

interface BodyGuard {
  guard: () => () => void
  signal: AbortSignal
  failure: (error: unknown) => Promise<unknown>
  settle: () => void
}

/** The same response; a pending read of its body fails when nothing comes. An unread body is not timed. */
function guardBody(response: Response, { guard, signal, failure, settle }: BodyGuard): Response {
  if (!response.body) {
    settle()
    return response
  }
  const reader = response.body.getReader()
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const cancel = guard()
        try {
          const { done, value } = await abortable(reader.read(), signal)
          cancel()
          if (!done) return controller.enqueue(value)
          settle()
          controller.close()
        } catch (error) {
          cancel()
          controller.error(await failure(error))
        }
      },
      cancel(reason) {
        settle()
        return reader.cancel(reason)
      },
    },
    { highWaterMark: 0 },
  )
  const { status, statusText, headers } = response
  return new Response(body, { status, statusText, headers })
}

/** Rejects when the signal fires; the work continues on its own. */
export function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason)
    if (signal.aborted) return stop()
    signal.addEventListener('abort', stop, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}
