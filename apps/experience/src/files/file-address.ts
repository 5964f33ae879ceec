// Signed addresses under which Runtime reads a file: they expire and fit that file only. [R8]
import { createHmac, timingSafeEqual } from 'node:crypto'

export class FileAddress {
  readonly #base: () => string
  readonly #key: string

  /** `base` is where Runtime reaches Experience, asked when it is needed: the port may be chosen late. */
  constructor(base: () => string, key: string) {
    this.#base = base
    this.#key = key
  }

  /** `expires` by the clock that `verify` is asked with: one that no jump of the wall clock touches. */
  sign(fileId: string, expires: number): string {
    const address = new URL(`/internal/files/${encodeURIComponent(fileId)}`, this.#base())
    address.searchParams.set('expires', String(expires))
    address.searchParams.set('signature', this.#signature(fileId, String(expires)))
    return address.href
  }

  /** Whether this address was made here, for this file, and is still good. */
  verify(fileId: string, expires: string, signature: string, now: number): boolean {
    const expected = Buffer.from(this.#signature(fileId, expires))
    const given = Buffer.from(signature)
    return given.length === expected.length && timingSafeEqual(given, expected) && Number(expires) > now
  }

  #signature(fileId: string, expires: string): string {
    return createHmac('sha256', this.#key).update(`file\n${fileId}\n${expires}`).digest('base64url')
  }
}
