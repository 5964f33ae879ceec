// A `fetch` for AG-UI's unmodified HttpAgent (and what is built on it) that survives cuts: a stream that ends before its
// run does is asked for again after the last event that arrived whole. [D12.4]

export interface DurableFetchOptions {
  fetch?: typeof fetch
  /** Attempts in a row that bring nothing new. */
  retries?: number
}

const END = /^data: ?\{"type":"RUN_(?:FINISHED|ERROR)"/m
/**
 * The last event of a run that cannot be resumed. The body itself must not fail: that client leaves such a failure as an
 * unhandled rejection, which ends a Node process.
 */
const lost = (message: string) =>
  new TextEncoder().encode(`data: ${JSON.stringify({ type: 'RUN_ERROR', code: 'CONNECTION_LOST', message })}\n\n`)

/** @throws what `fetch` does, if the run cannot be asked for at first, or the caller's signal aborts. */
export function durableFetch({ fetch: ask = fetch, retries = 8 }: DurableFetchOptions = {}): typeof fetch {
  return async (input, init) => {
    const cancelled = new AbortController()
    const signal = AbortSignal.any([cancelled.signal, ...(init?.signal ? [init.signal] : [])])
    let last = ''
    let failed = 0
    const again = async (): Promise<Response> => {
      for (;;) {
        const headers = new Headers(init?.headers)
        if (last !== '') headers.set('last-event-id', last)
        const response = await ask(input, { ...init, headers, signal }).catch((error: unknown) => error)
        if (response instanceof Response && response.status < 500 && response.status !== 429) return response
        if (signal.aborted || ++failed > retries) {
          if (response instanceof Response) return response
          throw response
        }
        await pause(Math.min(100 * 2 ** failed, 5_000), signal)
      }
    }
    const first = await again()
    if (!first.body || !first.headers.get('content-type')?.startsWith('text/event-stream')) return first
    async function* frames(): AsyncGenerator<Uint8Array> {
      for (let response = first; ; response = await again()) {
        if (!response.ok || !response.body) {
          yield lost(`The run cannot be resumed: HTTP ${response.status}.`)
          return
        }
        const [reader, decoder] = [response.body.getReader(), new TextDecoder()]
        let text = ''
        try {
          for (let read = await reader.read(); !read.done; read = await reader.read()) {
            text += decoder.decode(read.value, { stream: true })
            const whole = text.lastIndexOf('\n\n') + 2
            if (whole < 2) continue
            const frame = text.slice(0, whole)
            text = text.slice(whole)
            const ids = [...frame.matchAll(/^id: ?(.+)$/gm)]
            last = ids.at(-1)?.[1] ?? last
            if (ids.length > 0) failed = 0
            yield new TextEncoder().encode(frame)
            if (END.test(frame)) return
          }
        } catch (error) {
          if (signal.aborted) throw error
        } finally {
          reader.cancel().catch(() => {})
        }
        if (++failed > retries) throw new Error('the stream was cut')
      }
    }
    async function* untilLost(): AsyncGenerator<Uint8Array> {
      try {
        yield* frames()
      } catch (error) {
        if (signal.aborted) throw error
        yield lost(`The connection was lost ${failed} times in a row.`)
      }
    }
    const told = untilLost()
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        const { value, done } = await told.next()
        if (done) controller.close()
        else controller.enqueue(value)
      },
      cancel: () => cancelled.abort(),
    })
    return new Response(body, { status: first.status, headers: first.headers })
  }
}

/** A wait that an abort ends. @throws the signal's reason. */
const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      signal.aborted ? reject(signal.reason) : resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done)
  })
