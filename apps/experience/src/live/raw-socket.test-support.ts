// A plain WebSocket client for tests that records every JSON frame and the close. Knows no dialect and never
// reconnects.
import { Facts } from '@biplane/proof/facts'
import { WebSocket } from 'ws'

/** A frame as a client without types sees it. */
export type Frame = Record<string, unknown> & { type: string }

export class RawSocket implements AsyncDisposable {
  readonly frames: Frame[] = []
  /** The close code, once it is over; the HTTP status where it never opened. */
  ended: { code: number; reason: string } | { status: number } | null = null
  /** Called for every frame as it comes. */
  onFrame: (frame: Frame) => void = () => {}
  readonly #socket: WebSocket
  readonly #facts = new Facts()
  #opened = false

  constructor(url: string, headers: Record<string, string> = {}) {
    this.#socket = new WebSocket(url.replace(/^http/, 'ws'), { headers, perMessageDeflate: false })
    this.#socket.on('error', () => {})
    this.#socket.on('open', () => {
      this.#opened = true
      this.#facts.changed()
    })
    this.#socket.on('message', (data) => {
      const frame: Frame = JSON.parse(String(data))
      this.frames.push(frame)
      this.onFrame(frame)
      this.#facts.changed()
    })
    this.#socket.on('unexpected-response', (_request, response) => {
      this.#socket.terminate()
      this.#end({ status: response.statusCode ?? 0 })
    })
    this.#socket.on('close', (code, reason) => this.#end({ code, reason: String(reason) }))
  }

  /** Resolves when the frames satisfy this. Rejects when the socket ends first: then they never will. */
  async until(holds: (frames: readonly Frame[]) => boolean): Promise<readonly Frame[]> {
    await this.#facts.until(() => holds(this.frames) || this.ended !== null)
    if (!holds(this.frames)) {
      throw new Error(`the socket ended (${JSON.stringify(this.ended)}) after ${JSON.stringify(this.frames)}`)
    }
    return this.frames
  }

  /** The first frame of this type that satisfies this, as soon as there is one. */
  async frame(type: string, fits: (frame: Frame) => boolean = () => true): Promise<Frame> {
    const find = () => this.frames.find((frame) => frame.type === type && fits(frame))
    await this.until(() => find() !== undefined)
    return find() ?? { type }
  }

  /** How it ended, once it has. */
  async end(): Promise<{ code: number; reason: string } | { status: number }> {
    await this.#facts.until(() => this.ended !== null)
    return this.ended ?? { status: 0 }
  }

  async opened(): Promise<void> {
    await this.#facts.until(() => this.#opened || this.ended !== null)
    if (!this.#opened) throw new Error(`it never opened: ${JSON.stringify(this.ended)}`)
  }

  /** Sends JSON. */
  async say(frame: unknown): Promise<void> {
    await this.sendRaw(JSON.stringify(frame))
  }

  async sendRaw(data: string | Buffer, options: { binary?: boolean } = {}): Promise<void> {
    await this.opened()
    await new Promise<void>((resolve) => this.#socket.send(data, options, () => resolve()))
  }

  types(): string[] {
    return this.frames.map(({ type }) => type)
  }

  /** Cuts it without a word. */
  cut(): void {
    this.#socket.terminate()
  }

  pause(): void {
    this.#socket.pause()
  }

  resume(): void {
    this.#socket.resume()
  }

  async close(): Promise<void> {
    this.#socket.close()
    await this.end()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut()
    await this.end()
  }

  #end(ended: { code: number; reason: string } | { status: number }): void {
    this.ended ??= ended
    this.#facts.changed()
  }
}

/** A socket of this door, opened with this token in the header. */
export const openDoor = (url: string, path: string, token?: string): RawSocket =>
  new RawSocket(`${url}${path}`, token === undefined ? {} : { authorization: `Bearer ${token}` })

/** A field of a frame, however deep; `undefined` where there is none. */
export function at(value: unknown, ...path: (string | number)[]): unknown {
  return path.reduce<unknown>(
    (found, key) => (typeof found === 'object' && found !== null ? Reflect.get(found, key) : undefined),
    value,
  )
}
