// Interface of a workload: rows of figures, each beside its baseline, and the targets.
import type { Numbers } from './rounds.ts'

export interface BenchContext {
  rounds: number
  /** How large: as usual, or small for a quick look. */
  size(usual: number, quick: number): number
  /** Whether a start that downloads everything is measured as well. */
  coldStore: boolean
  /** A line for the person who waits. */
  say(text: string): void
}

export interface Row {
  name: string
  /** The figure over that of its baseline; `null` for a baseline, or where there is none. */
  ratio: number | null
  numbers: Numbers
}

export interface Target {
  /** In the words of the specification. */
  target: string
  measured: string
  reached: boolean
}

export interface Report {
  rows: Row[]
  targets: Target[]
  /** What was otherwise than it should be, in words. */
  notes?: string[]
}

export interface Workload {
  /** `W1` … */
  id: string
  title: string
  /** How it is measured, in a sentence or two. */
  how: string
  run(context: BenchContext): Promise<Report>
}

/** A target that is a lower bound. */
export const atLeast = (target: string, bound: number, measured: number, unit = ''): Target => ({
  target,
  measured: `${measured.toFixed(2)}${unit}`,
  reached: measured >= bound,
})

/** A target that is an upper bound. */
export const atMost = (target: string, bound: number, measured: number, unit = ''): Target => ({
  target,
  measured: `${measured.toFixed(2)}${unit}`,
  reached: measured <= bound,
})
