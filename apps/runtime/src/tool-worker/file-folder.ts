// A temporary folder with the files that worker processes read, each under its hash; bounded, and removed at the end.
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Refusal } from '@biplane/contracts/refusal'
import { shownName } from '../tools/shown-text.ts'
import { folderPrefix } from './sweep-folders.ts'
import type { WorkerFile } from './tool-workers.ts'

export class FileFolder {
  readonly path: string
  readonly #maxBytes: number
  readonly #now: () => number
  /** By hash; the one that was saved last comes last. */
  readonly #held = new Map<string, { size: number; usedAt: number }>()
  #saved = 0

  /** `now`: a steady clock in milliseconds. */
  constructor(maxBytes: number, now: () => number) {
    this.#maxBytes = maxBytes
    this.#now = now
    this.path = mkdtempSync(folderPrefix())
    mkdirSync(path.join(this.path, 'files'))
  }

  holds(sha256: string): boolean {
    const held = this.#held.get(sha256)
    if (held) held.usedAt = this.#now()
    return held !== undefined
  }

  /** Files that no call used for so long. */
  unusedFor(ms: number): string[] {
    const before = this.#now() - ms
    return [...this.#held].flatMap(([sha256, { usedAt }]) => (usedAt <= before ? [sha256] : []))
  }

  async remove(sha256: string): Promise<void> {
    if (this.#held.delete(sha256)) await rm(this.pathOf(sha256), { force: true })
  }

  pathOf(sha256: string): string {
    return path.join(this.path, 'files', sha256)
  }

  /** `inUse`: files that no call may lose. @throws what reading the file refuses */
  async save(file: WorkerFile, inUse: ReadonlySet<string>): Promise<void> {
    const { sha256, size } = file.facts
    const arriving = path.join(this.path, 'files', `arriving-${++this.#saved}`)
    try {
      if (file.save) await file.save(arriving)
      else await writeFile(arriving, await announced(file))
      await rename(arriving, this.pathOf(sha256))
    } finally {
      await rm(arriving, { force: true })
    }
    this.#held.delete(sha256)
    this.#held.set(sha256, { size, usedAt: this.#now() })
    await this.#makeRoom(inUse)
  }

  async #makeRoom(inUse: ReadonlySet<string>): Promise<void> {
    let bytes = [...this.#held.values()].reduce((sum, { size }) => sum + size, 0)
    for (const [sha256, { size }] of this.#held) {
      if (bytes <= this.#maxBytes) return
      if (inUse.has(sha256)) continue
      bytes -= size
      await this.remove(sha256)
    }
  }

  /** What a process spilled to disk and could not remove because it was killed. */
  async forget(pid: number): Promise<void> {
    await rm(spillFolderOf(this.path, pid), { recursive: true, force: true })
  }

  close(): void {
    rmSync(this.path, { recursive: true, force: true })
  }
}

/** Processes share the files, and none may touch what another one spills. */
export const spillFolderOf = (folder: string, pid: number): string => path.join(folder, `spill-${pid}`)

/** What is kept under a hash must have it: everyone whose file has the same hash is served from it. */
async function announced(file: WorkerFile): Promise<Uint8Array> {
  const bytes = await file.read()
  if (createHash('sha256').update(bytes).digest('hex') === file.facts.sha256) return bytes
  throw new Refusal(
    'UNSUPPORTED_FILE',
    `“${shownName(file.facts.name)}” did not arrive as it was announced: its checksum differs.`,
  )
}
