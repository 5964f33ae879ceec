// Keeps room on the disk for the log: below one mark of free space uploads are refused, below a lower one sends are. [Q2]
import { statfs } from 'node:fs/promises'
import { Refusal } from '@biplane/contracts/refusal'

export interface DiskRoomDeps {
  /** Folders on the disks that are looked at. */
  folders: readonly string[]
  uploadFreeBytes: number
  sendFreeBytes: number
  /** Monotonic milliseconds. */
  now(): number
}

/** A look costs a system call: sends share one for so long. */
const LOOK_MS = 1_000

export class DiskRoom {
  readonly #deps: DiskRoomDeps
  #promised = 0
  #looked: { at: number; free: Promise<number> } | null = null

  constructor(deps: DiskRoomDeps) {
    this.#deps = deps
  }

  /**
   * Holds room for an upload until what is returned is called: uploads that arrive together are counted together.
   * @throws STORE_UNAVAILABLE
   */
  async admitUpload(bytes: number): Promise<() => void> {
    this.#promised += bytes
    const release = () => {
      this.#promised -= bytes
    }
    const free = await this.#free()
    if (free - this.#promised >= this.#deps.uploadFreeBytes) return release
    release()
    throw new Refusal('STORE_UNAVAILABLE', 'The server is short of disk space and takes no files at the moment.')
  }

  /** @throws STORE_UNAVAILABLE */
  async admitSend(): Promise<void> {
    const now = this.#deps.now()
    if (this.#looked === null || now - this.#looked.at >= LOOK_MS) this.#looked = { at: now, free: this.#free() }
    if ((await this.#looked.free) >= this.#deps.sendFreeBytes) return
    throw new Refusal('STORE_UNAVAILABLE', 'The server is short of disk space and takes no messages at the moment.')
  }

  /** On the fullest disk. One that tells nothing counts as empty: a system without `statfs` must not stop everybody. */
  async #free(): Promise<number> {
    const free = await Promise.all(
      this.#deps.folders.map((folder) =>
        statfs(folder).then(
          ({ bavail, bsize }) => bavail * bsize,
          () => Number.MAX_SAFE_INTEGER,
        ),
      ),
    )
    return Math.min(...free)
  }
}
