// Interface of a fault scenario: a seeded experiment that counts losses, and a known-bad variant in which the same
// counting must find some.
import type { Seeded } from '../seeded.ts'

export interface FigureContext {
  random: Seeded
  /** How large: the size of every run, or that of a long one. */
  size(usual: number, soak: number): number
  /** A line for the person who waits. */
  say(text: string): void
}

export interface Measured {
  /** What was done and seen, by name. */
  counts: Record<string, number>
  /** What broke the promise, in words; none when it was kept. */
  faults: string[]
  /** It did not come to its end. */
  broke?: true
}

export interface Skipped {
  /** Why this machine cannot make the experiment. */
  skipped: string
}

export interface Figure {
  /** Short and stable: `--only <name>`. */
  name: string
  /** The promise, with the number of its rule. */
  promise: string
  /** It measures memory, or how fast the machine is: nothing else runs beside it. */
  alone?: true
  run(context: FigureContext): Promise<Measured | Skipped>
  /** A reader, writer or limit that is known to be bad: a run that finds no fault in it proves nothing. */
  control: { bad: string; run(context: FigureContext): Promise<Measured | Skipped> }
}

/** Counts with their faults: every named count that must be zero and is not. */
export const mustBeZero = (counts: Record<string, number>, ...names: string[]): Measured => ({
  counts,
  faults: names.filter((name) => counts[name] !== 0).map((name) => `${name}: ${counts[name]}`),
})
