// Runtime's side of the proof: shows its own with the 101 response and serves a caller only after the caller's.
import type { IncomingMessage } from 'node:http'
import type { WebSocket, WebSocketServer } from 'ws'
import { deriveKey } from './internal-key.ts'
import {
  CALLER_NONCE,
  isNonce,
  isProof,
  LISTENER_NONCE,
  LISTENER_PROOF,
  type LinkNonces,
  newNonce,
  proofOf,
} from './link-proof.ts'

/** A caller that proves nothing within this time is disconnected. */
const PROOF_MS = 5_000

export class LinkListener {
  readonly #key: string
  readonly #nonces = new WeakMap<IncomingMessage, LinkNonces>()

  constructor(wss: WebSocketServer, internalKey: string) {
    this.#key = deriveKey(internalKey, 'runtime-link')
    wss.on('headers', (headers, request) => {
      const nonces = this.#nonces.get(request)
      if (!nonces) return
      const proof = proofOf('listener', nonces, this.#key)
      headers.push(`${LISTENER_NONCE}: ${nonces.listener}`, `${LISTENER_PROOF}: ${proof}`)
    })
  }

  /** Whether this upgrade request announces a proof; then `serve` has to be called once it is a socket. */
  announces(request: IncomingMessage): boolean {
    const caller = request.headers[CALLER_NONCE]
    if (!isNonce(caller)) return false
    this.#nonces.set(request, { caller, listener: newNonce() })
    return true
  }

  /** Calls `begin` after the caller's first frame, if that is its proof; ends the socket otherwise. */
  serve(socket: WebSocket, request: IncomingMessage, begin: () => void): void {
    const nonces = this.#nonces.get(request)
    const deadline = setTimeout(() => socket.terminate(), PROOF_MS)
    socket.once('close', () => clearTimeout(deadline))
    socket.once('message', (data, binary) => {
      clearTimeout(deadline)
      if (nonces && !binary && isProof(data.toString(), 'caller', nonces, this.#key)) begin()
      else socket.terminate()
    })
  }
}
