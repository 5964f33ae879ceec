// Wall clock of one process under test: jumps on command while timers run normally. Needs Debian's libfaketime, loaded
// at the process start.
import { existsSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

const LIBRARIES = '/usr/lib'
const LIBRARY = 'faketime/libfaketimeMT.so.1'
/** The library looks into its file so often; at each look at the clock would be a file that is read for every timer. */
const LOOKS_S = 1
const POLL_MS = 50
/** How far a clock may be from where it was set: a process says the time of its last whole second. */
const CLOSE_MS = 10_000

/** `null` where it is not installed. */
export function findFakeClockLibrary(): string | null {
  const folders = existsSync(LIBRARIES) ? readdirSync(LIBRARIES) : []
  return folders.map((folder) => path.join(LIBRARIES, folder, LIBRARY)).find((file) => existsSync(file)) ?? null
}

export class FakeClock {
  readonly #library: string
  readonly #file: string

  /** `file` is where it keeps what it was set to. */
  constructor(library: string, file: string) {
    this.#library = library
    this.#file = file
    this.#set(0)
  }

  /** For the process whose clock it is. */
  get env(): Record<string, string> {
    return {
      LD_PRELOAD: this.#library,
      FAKETIME_TIMESTAMP_FILE: this.#file,
      FAKETIME_CACHE_DURATION: String(LOOKS_S),
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      // Times of files are the machine's.
      NO_FAKE_STAT: '1',
    }
  }

  /** Sets it to so far from the machine's clock; resolves when the process at `url` says that time. */
  async jump(offsetMs: number, url: string): Promise<void> {
    this.#set(offsetMs)
    while (Math.abs((await clockOf(url)) - (Date.now() + offsetMs)) > CLOSE_MS) await delay(POLL_MS)
  }

  #set(offsetMs: number): void {
    // Never half written: it is read at any moment.
    writeFileSync(`${this.#file}.next`, `${offsetMs < 0 ? '-' : '+'}${Math.abs(offsetMs) / 1000}`)
    renameSync(`${this.#file}.next`, this.#file)
  }
}

/** What a server says that the time is, whatever else it answers. */
async function clockOf(url: string): Promise<number> {
  const response = await fetch(url)
  await response.body?.cancel()
  return Date.parse(response.headers.get('date') ?? '')
}
