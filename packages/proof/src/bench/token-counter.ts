// Counts the tokens in a frame and their send times. Reads bytes in the same way for every dialect, so that the reader
// costs the same.
import { STAMP, stamp, type TokenScript } from './token-script.ts'

const TYPE = Buffer.from('"type":"agent.')
const TEXT = Buffer.from('"text":"')
const LABEL = Buffer.from('"label":"')
const QUOTE = 0x22
const FAILED = Buffer.from('failed"')
const WORDS = { token: Buffer.from('token"'), event: Buffer.from('progress"') }

export class TokenCounter {
  /** Frames that held a token. */
  frames = 0
  tokens = 0
  /** Milliseconds of this process's clock. */
  firstAt = 0
  lastAt = 0
  /** Send time of the first token, by the same clock. */
  saidAt = 0
  /** Stamps that went backwards: something came in a wrong order, or twice. */
  disordered = 0
  /** Milliseconds from said to seen, of every token; empty unless asked for. */
  readonly latencies: number[] = []
  readonly #script: TokenScript
  readonly #timed: boolean
  #stamp = 0

  constructor(script: TokenScript, timed: boolean) {
    this.#script = script
    this.#timed = timed
  }

  get complete(): boolean {
    return this.tokens >= this.#script.tokens
  }

  /** Whether the frame held tokens. @throws when the answer failed: what is waited for would never come */
  take(frame: Buffer): boolean {
    const { kind, bytes } = this.#script
    const at = frame.indexOf(TYPE)
    if (at < 0) return false
    const word = WORDS[kind]
    const type = at + TYPE.length
    if (!saysAt(frame, type, word)) {
      if (saysAt(frame, type, FAILED)) throw new Error(`the measured answer failed: ${frame.toString().slice(-500)}`)
      return false
    }
    const field = kind === 'token' ? TEXT : LABEL
    const begin = frame.indexOf(field, type) + field.length
    const end = frame.indexOf(QUOTE, begin)
    const count = (end - begin) / bytes
    this.frames += 1
    this.tokens += count
    this.lastAt = performance.now()
    if (this.firstAt === 0) {
      this.firstAt = this.lastAt
      this.saidAt = this.lastAt - (stamp() - stampAt(frame, begin)) / 1000
    }
    if (this.#timed) this.#time(frame, begin, count)
    return true
  }

  #time(frame: Buffer, begin: number, count: number): void {
    const now = stamp()
    for (let i = 0; i < count; i += 1) {
      const said = stampAt(frame, begin + i * this.#script.bytes)
      if (said < this.#stamp) this.disordered += 1
      this.#stamp = said
      this.latencies.push((now - said) / 1000)
    }
  }
}

const saysAt = (frame: Buffer, at: number, word: Buffer): boolean =>
  frame.compare(word, 0, word.length, at, at + word.length) === 0

const stampAt = (frame: Buffer, from: number): number => Number(frame.toString('latin1', from, from + STAMP))
