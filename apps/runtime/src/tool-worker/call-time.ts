// How long a call has worked: the processor time of its process, else the time of the clock. On a busy machine the two
// differ, and a file is not to blame for what the machine did meanwhile, nor for what its process loads for all calls.

export interface CallClock {
  /** The processor time that a process has used; `null` where the system has no such figure. */
  processorMs(pid: number): number | null
  /** A steady clock in milliseconds. */
  now(): number
}

export class CallTime {
  readonly #clock: CallClock
  readonly #pid: number
  readonly #began: number
  readonly #before: number | null
  /** A process that is gone has no figure any more: the last one counts. */
  #worked = 0
  #pausedAt: number | null = null
  #paused = 0

  constructor(pid: number, clock: CallClock) {
    this.#clock = clock
    this.#pid = pid
    this.#began = clock.now()
    this.#before = clock.processorMs(pid)
  }

  /** Of all threads of the process. */
  get workedMs(): number {
    return (this.#pausedAt ?? this.#usedMs) - this.#paused
  }

  /** What the process does from now on is not the call's work. */
  pause(): void {
    this.#pausedAt ??= this.#usedMs
  }

  resume(): void {
    if (this.#pausedAt === null) return
    this.#paused += this.#usedMs - this.#pausedAt
    this.#pausedAt = null
  }

  /** By the clock, with what is not the call's work. */
  get passedMs(): number {
    return this.#clock.now() - this.#began
  }

  get #usedMs(): number {
    if (this.#before === null) return this.passedMs
    const now = this.#clock.processorMs(this.#pid)
    if (now !== null) this.#worked = now - this.#before
    return this.#worked
  }
}
