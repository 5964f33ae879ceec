// A disk after power loss: synced data is there; of later writes all, none or some. Assumes that the disk honours syncs
// and that renames are ordered, as in a journaling file system.
import path from 'node:path'
import type { Seeded } from '../../seeded.ts'
import { StoredFile } from './stored-file.ts'
import type { Step } from './trace.ts'

/**
 * `synced`: nothing but what was synced; a name, too, is there only when its folder was synced after it was given.
 * `written`: everything, as after the end of a process. `torn`: what was synced, and some of the rest, sector by sector.
 */
export const SURVIVALS = ['synced', 'written', 'torn'] as const
export type Survival = (typeof SURVIVALS)[number]

const SECTORS = [512, 4_096]

/** What each path stands for. */
type Names = Map<string, StoredFile | 'folder'>
type Naming = (names: Names) => void

export class Disk {
  readonly #root: string
  readonly #synced: Names = new Map()
  readonly #written: Names = new Map()
  #unsynced: { at: number; path: string; naming: Naming }[] = []

  /** `root` is there and empty. */
  constructor(root: string) {
    this.#root = root
  }

  apply(step: Step): void {
    if (step.call === 'write' || step.call === 'truncate') this.#file(step.path).change(step)
    else if (step.call === 'sync') this.#sync(step.path, step.begun)
    else if (step.call !== 'send') {
      const naming = this.#namingOf(step)
      if (!naming) return
      naming(this.#written)
      this.#unsynced.push({ at: step.at, path: step.path, naming })
    }
  }

  /** The files that are there after a power loss at this moment, by their path within the root. */
  survivors(survival: Survival, random: Seeded): Map<string, Buffer> {
    const tearing = { sector: random.pick(SECTORS), odds: random.next(), random }
    const names = survival === 'written' ? this.#written : new Map(this.#synced)
    if (survival === 'torn') {
      for (const { naming } of this.#unsynced.slice(0, random.int(0, this.#unsynced.length))) naming(names)
    }
    const files = new Map<string, Buffer>()
    for (const [name, entry] of names) {
      if (entry === 'folder' || !this.#isReachable(name, names)) continue
      files.set(path.relative(this.#root, name), survival === 'torn' ? entry.torn(tearing) : entry[survival])
    }
    return files
  }

  #namingOf(step: Extract<Step, { call: 'open' | 'mkdir' | 'link' | 'unlink' | 'rename' }>): Naming | null {
    switch (step.call) {
      case 'open': {
        if (!this.#written.has(step.path)) {
          const file = new StoredFile()
          return (names) => names.set(step.path, file)
        }
        if (step.empties) this.#file(step.path).change({ at: step.at, size: 0 })
        return null
      }
      case 'mkdir':
        return (names) => names.set(step.path, 'folder')
      case 'link': {
        const file = this.#file(step.from)
        return (names) => names.set(step.path, file)
      }
      case 'unlink':
        return (names) => names.delete(step.path)
      case 'rename': {
        const file = this.#file(step.from)
        return (names) => {
          names.delete(step.from)
          names.set(step.path, file)
        }
      }
    }
  }

  #sync(name: string, begun: number): void {
    if (name !== this.#root && this.#written.get(name) !== 'folder') {
      this.#file(name).sync(begun)
      return
    }
    const isSynced = (change: { at: number; path: string }) => change.at < begun && path.dirname(change.path) === name
    for (const { naming } of this.#unsynced.filter(isSynced)) naming(this.#synced)
    this.#unsynced = this.#unsynced.filter((change) => !isSynced(change))
  }

  #file(name: string): StoredFile {
    const entry = this.#written.get(name)
    if (!(entry instanceof StoredFile)) throw new Error(`the trace speaks of a file that it never made: ${name}`)
    return entry
  }

  #isReachable(name: string, names: Names): boolean {
    const folder = path.dirname(name)
    return folder === this.#root || (names.has(folder) && this.#isReachable(folder, names))
  }
}
