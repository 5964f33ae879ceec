// A plain HTTP client of the event stream for tests: records raw frames and the end. With `resume` it reconnects from
// its last event, as a browser does.
import { get, type IncomingMessage } from 'node:http'
import { Facts } from '@biplane/proof/facts'

export interface SseFrame {
  id: string
  event: string
  data: unknown
}

export interface SseOptions {
  token: string
  lastEventId?: string
  /** Comes back after an end or a cut, with the last id that it has; without that id when `forgetful`. */
  resume?: 'with its id' | 'forgetful'
}

export class SseReader implements AsyncDisposable {
  readonly frames: SseFrame[] = []
  readonly comments: string[] = []
  /** Connections that were made. */
  connections = 0
  status = 0
  headers: IncomingMessage['headers'] = {}
  ended = false
  #response: IncomingMessage | null = null
  #stopped = false
  #lastEventId: string | undefined
  readonly #url: string
  readonly #options: SseOptions
  readonly #facts = new Facts()

  constructor(url: string, options: SseOptions) {
    this.#url = url
    this.#options = options
    this.#lastEventId = options.lastEventId
    this.#connect()
  }

  /** Resolves when the frames satisfy this. */
  async until(holds: (frames: readonly SseFrame[]) => boolean): Promise<readonly SseFrame[]> {
    await this.#facts.until(() => holds(this.frames))
    return this.frames
  }

  /** Resolves when it is over. */
  async end(): Promise<void> {
    await this.#facts.until(() => this.ended)
  }

  /** Resolves when a comment came. */
  async comment(): Promise<void> {
    await this.#facts.until(() => this.comments.length > 0)
  }

  pause(): void {
    this.#response?.pause()
  }

  resume(): void {
    this.#response?.resume()
  }

  stop(): void {
    this.#stopped = true
    this.#response?.destroy()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.stop()
  }

  #connect(): void {
    this.connections += 1
    const { token, resume } = this.#options
    const id = resume === 'forgetful' ? undefined : this.#lastEventId
    const headers = {
      authorization: `Bearer ${token}`,
      accept: 'text/event-stream',
      ...(id === undefined ? {} : { 'last-event-id': id }),
    }
    let over = false
    const end = () => {
      if (over) return
      over = true
      if (resume && !this.#stopped) return this.#connect()
      this.ended = true
      this.#facts.changed()
    }
    const request = get(this.#url, { headers, agent: false }, (response) => {
      this.#response = response
      this.status = response.statusCode ?? 0
      this.headers = response.headers
      response.setEncoding('utf8')
      let rest = ''
      response.on('data', (chunk: string) => {
        rest += chunk
        const blocks = rest.split('\n\n')
        rest = blocks.pop() ?? ''
        for (const block of blocks) this.#take(block)
        this.#facts.changed()
      })
      response.on('error', end)
      response.on('close', end)
    })
    request.on('error', end)
  }

  /** A block that was cut in the middle never comes here: only what is whole counts, as in a browser. */
  #take(block: string): void {
    const fields = new Map<string, string>()
    for (const line of block.split('\n')) {
      if (line.startsWith(':')) this.comments.push(line.slice(1).trim())
      const at = line.indexOf(': ')
      if (at > 0) fields.set(line.slice(0, at), line.slice(at + 2))
    }
    const data = fields.get('data')
    if (data === undefined) return
    const id = fields.get('id') ?? ''
    if (id !== '') this.#lastEventId = id
    this.frames.push({ id, event: fields.get('event') ?? 'message', data: JSON.parse(data) })
  }
}
