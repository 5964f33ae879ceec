// The running Experience of the model test: proxy, scripted agent, clock, and crashes. Knows no rule.
import { type CutProxy, openCutProxy } from '@biplane/proof/cut-proxy'
import { Facts } from '@biplane/proof/facts'
import { Live } from './live.test-support.ts'
import { PIECES, pieceOf } from './model.test-support.ts'

/** One Experience that many runs use one after the other, each with a person of its own. */
export class ModelHouse implements AsyncDisposable {
  readonly live: Live
  readonly proxy: CutProxy
  readonly facts = new Facts()
  /** Pieces that the answer to a text may have. */
  readonly granted = new Map<string, number>()
  /** How wrong the wall clock of this process is. */
  hours = 0
  runs = 0
  readonly #clock = Date.now

  private constructor(live: Live, proxy: CutProxy) {
    this.live = live
    this.proxy = proxy
    Date.now = () => this.#clock() + this.hours * 3_600_000
  }

  static async open(): Promise<ModelHouse> {
    const env = {
      // So small that the log is compacted in the middle of most runs.
      LIMIT_KEPT_EVENTS: '12',
      LIMIT_ATTEMPTS: '1000',
    }
    const live = await Live.open({ env })
    return new ModelHouse(live, await openCutProxy({ target: target(live) }))
  }

  /** A new person's; everything that an earlier one was granted is forgotten. */
  begin(recovery: 'exact' | 'restart'): void {
    this.runs += 1
    this.hours = 0
    this.granted.clear()
    const { granted, facts } = this
    this.live.runtime.script(
      'guide.global',
      async function* ({ invocation }, { signal }) {
        const { text } = invocation.input
        const wake = () => facts.changed()
        signal.addEventListener('abort', wake, { once: true })
        for (let at = 0; at < PIECES; at += 1) {
          await facts.until(() => (granted.get(text) ?? 0) > at || signal.aborted)
          signal.throwIfAborted()
          yield { type: 'agent.token', payload: { text: pieceOf(text, at) } }
        }
      },
      { recovery },
    )
  }

  /** Every reader is cut off in the same turn in which the process dies. */
  async die(how: 'crash' | 'restart'): Promise<void> {
    this.proxy.cutAll('rst')
    await this.live[how]()
    this.proxy.retarget(target(this.live))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    Date.now = this.#clock
    await this.live[Symbol.asyncDispose]()
    await this.proxy.close()
  }
}

const target = (live: Live) => ({ host: '127.0.0.1', port: Number(new URL(live.url).port) })
