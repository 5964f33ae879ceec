// A TCP proxy that breaks connections as networks do: at an exact byte, by FIN, RST or silence. Never parses the
// traffic, and counts only cuts that happened.
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { type ConnectionPlan, type CutHow, Link } from './cut-link.ts'
import { Facts } from './facts.ts'

export interface Target {
  host: string
  port: number
}

export interface CutProxyOptions {
  target: Target
  /** 0, the default, takes a free one. */
  port?: number
  /** What happens to the connection with this index (0, 1, 2 …); unharmed when absent or `undefined`. */
  plan?: (connectionIndex: number) => ConnectionPlan | undefined
}

/** Opens the proxy on loopback. */
export async function openCutProxy({ target, port = 0, plan }: CutProxyOptions): Promise<CutProxy> {
  const proxy = new CutProxy(target, plan ?? (() => undefined))
  await proxy.listen(port)
  return proxy
}

export class CutProxy implements AsyncDisposable {
  /** Cuts that happened: the connection was alive and was ended by us. */
  cuts = 0
  /** Connections whose plan held a cut. `cuts` below this says that a plan missed. */
  planned = 0
  /** Connections accepted so far. */
  connections = 0
  /** Bytes handed on so far, over all connections. */
  readonly bytes = { toServer: 0, toClient: 0 }
  readonly #facts = new Facts()
  readonly #links = new Set<Link>()
  readonly #server: Server
  #plan: (connectionIndex: number) => ConnectionPlan | undefined
  #target: Target
  #dark = false

  constructor(target: Target, plan: (connectionIndex: number) => ConnectionPlan | undefined) {
    this.#target = target
    this.#plan = plan
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => this.#accept(client))
  }

  /** The port on 127.0.0.1 to give to clients. */
  get port(): number {
    const address: AddressInfo | string | null = this.#server.address()
    if (address === null || typeof address === 'string') throw new Error('the proxy is closed')
    return address.port
  }

  /** Connections that are alive now. */
  get open(): number {
    return this.#links.size
  }

  /** Connections that have bytes which a black hole keeps from passing. */
  get held(): number {
    return [...this.#links].filter((link) => link.holding).length
  }

  listen(port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(port, '127.0.0.1', resolve)
    })
  }

  /** Resolves when a fact about this proxy is true, for example `() => proxy.cuts === 3`. */
  until(holds: () => boolean): Promise<void> {
    return this.#facts.until(holds)
  }

  /** Cuts every open connection now; says how many there were. */
  cutAll(how: CutHow): number {
    return [...this.#links].filter((link) => link.cut(how)).length
  }

  /** While on, nothing passes in either direction, not even an end. What was sent is held, as TCP would. */
  blackHole(on: boolean): void {
    this.#dark = on
    this.#facts.changed()
  }

  /**
   * The connections that are open now fall silent, without an end; later ones work. Says how many. `which` is asked with
   * the first line that the client sent.
   */
  silenceOpen(which: (opening: string) => boolean = () => true): number {
    const silenced = [...this.#links].filter((link) => which(link.opening))
    for (const link of silenced) link.silence()
    return silenced.length
  }

  /** From now on everything passes: black holes end, hung handshakes go on, and no plan applies any more. */
  heal(): void {
    this.#plan = () => undefined
    for (const link of this.#links) link.heal()
    this.blackHole(false)
  }

  /** Later connections go there: a restarted process has a new port, its clients keep this one. */
  retarget(target: Target): void {
    this.#target = target
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    for (const link of this.#links) link.destroy()
    await closed
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #accept(client: Socket): void {
    const plan = this.#plan(this.connections) ?? {}
    this.connections += 1
    if (plan.cut) this.planned += 1
    const link = new Link(client, plan, {
      target: () => this.#target,
      dark: () => this.#dark,
      facts: this.#facts,
      passed: (way, count) => {
        this.bytes[way] += count
      },
      cut: () => {
        this.cuts += 1
      },
      over: () => this.#links.delete(link),
    })
    this.#links.add(link)
    link.start()
    this.#facts.changed()
  }
}
