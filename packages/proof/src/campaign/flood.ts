// A producer that writes as much as Experience accepts in one conversation (many labels in one answer, or long answers
// in sequence), and a reader of it.
import { type Person, Product, type ProductOptions } from '../product/product.test-support.ts'
import type { Script } from '../script.ts'
import { openScriptedRuntime, type ScriptedRuntime } from '../scripted-runtime.ts'
import type { DoorAddress } from './door-connections.ts'
import { conversationOf, DoorReader } from './door-readers.ts'

const KEY = 'a-key-that-is-long-enough-for-production-0123456789'
export const LABEL_BYTES = 16_000
/** Messages that wait in the conversation, so that the producer never waits for a question. */
const AHEAD = 8
/** After so many events somebody may look. */
const LOOK_EVENTS = 50

interface Parts {
  runtime: ScriptedRuntime
  product: Product
  address: DoorAddress
}

/** What its agent is asked for: so many labels beside a word, or an answer of so many bytes. */
export const labels = (count: number): string => `${count} labels`
export const answer = (bytes: number): string => `${bytes} bytes`

const flooding: Script = async function* ({ invocation }) {
  const [count = '', what] = invocation.input.text.split(' ')
  const x = 'x'.repeat(LABEL_BYTES)
  if (what === 'labels') {
    for (let i = 0; i < Number(count); i += 1) yield { type: 'agent.progress', payload: { progress: 0, label: x } }
    yield { type: 'agent.token', payload: { text: 'done' } }
  } else {
    for (let left = Number(count); left > 0; left -= x.length) {
      yield { type: 'agent.token', payload: { text: x.slice(0, left) } }
    }
  }
}

export async function openFlood({ env, ...rest }: ProductOptions): Promise<Flood> {
  const runtime = await openScriptedRuntime({ key: KEY })
  runtime.script('guide.global', flooding)
  const product = await Product.open({ ...rest, runtime: { url: runtime.url, key: KEY }, env: { ...LOOSE, ...env } })
  const { token, conversationId } = await conversationOf(product)
  return new Flood({ runtime, product, address: { url: product.url, token, conversationId, after: 0 } })
}

const LOOSE = {
  NODE_ENV: 'production',
  LIMIT_CONNECTIONS_PER_PRINCIPAL: '1000',
  // A reader that is far behind is still told every event, and no picture in its place.
  LIMIT_KEPT_EVENTS: '1000000',
}

export class Flood implements AsyncDisposable {
  readonly product: Product
  readonly address: DoorAddress
  /** Reads all of it, as fast as it comes. */
  readonly honest: DoorReader
  readonly #runtime: ScriptedRuntime
  readonly #anna: Person
  #asked = 0
  #ended = 0
  #looked = 0

  constructor({ runtime, product, address }: Parts) {
    this.#runtime = runtime
    this.product = product
    this.address = address
    this.honest = new DoorReader('standard', address)
    this.#anna = product.returning(address.token)
  }

  /** Resolves with the seconds when the honest reader has all the answers; `look` is called again and again meanwhile. */
  async pour(messages: readonly string[], look: () => Promise<void> = async () => {}): Promise<number> {
    const begun = performance.now()
    const [before, waiting] = [this.#ended, [...messages]]
    while (this.#ended < before + messages.length) {
      while (this.#asked < this.#ended + AHEAD) {
        const message = waiting.shift()
        if (message === undefined) break
        await this.#anna.send(message, `m-${this.#asked}`)
        this.#asked += 1
      }
      const { length } = this.honest.seen
      const ended = this.#ended
      await this.honest.until(({ seen }) => seen.length >= length + LOOK_EVENTS || this.#ends() > ended)
      await look()
    }
    return (performance.now() - begun) / 1000
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.honest[Symbol.asyncDispose]()
    await this.#anna[Symbol.asyncDispose]()
    await this.product[Symbol.asyncDispose]()
    await this.#runtime.close()
  }

  /** Only what is new is looked at. */
  #ends(): number {
    const { seen } = this.honest
    for (; this.#looked < seen.length; this.#looked += 1) {
      if (seen[this.#looked]?.says.startsWith('{"type":"agent_complete"')) this.#ended += 1
    }
    return this.#ended
  }
}
