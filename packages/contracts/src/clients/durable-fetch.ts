// A `fetch` for AG-UI's unmodified HttpAgent (and what is built on it) that survives cuts: a stream that ends before its
// run does is asked for again after the last event that arrived whole. [D12.4]

export interface DurableFetchOptions {
  fetch?: typeof fetch
  /** Attempts in a row that bring nothing new. */
  retries?: number
}

const END = /^data: ?\{"type":"RUN_(?:FINISHED|ERROR)"/m

export function durableFetch({ fetch: ask = fetch, retries = 8 }: DurableFetchOptions = {}): typeof fetch {
  return async (input, init) => {
    const signal = init?.signal ?? undefined
    let last = ''
    let failed = 0
    const again = async (): Promise<Response> => {
      for (;;) {
        const headers = new Headers(init?.headers)
        if (last !== '') headers.set('last-event-id', last)
        const response = await ask(input, { ...init, headers }).catch((error: unknown) => error)
        if (response instanceof Response && response.status < 500 && response.status !== 429) return response
        if (signal?.aborted || ++failed > retries) {
          if (response instanceof Response) return response
          throw response
        }
        await new Promise((resolve) => setTimeout(resolve, Math.min(100 * 2 ** failed, 5_000)))
      }
    }
    const first = await again()
    if (!first.body || !first.headers.get('content-type')?.startsWith('text/event-stream')) return first
    async function* frames(): AsyncGenerator<Uint8Array> {
      for (let response = first; ; response = await again()) {
        if (!response.ok || !response.body) throw new Error(`the run cannot be resumed: HTTP ${response.status}`)
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
          if (signal?.aborted) throw error
        } finally {
          reader.cancel().catch(() => {})
        }
        if (++failed > retries) throw new Error('the stream of the run was cut too often')
      }
    }
    const told = frames()
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        const { value, done } = await told.next()
        if (done) controller.close()
        else controller.enqueue(value)
      },
      cancel: () => void told.return(undefined),
    })
    return new Response(body, { status: first.status, headers: first.headers })
  }
}
