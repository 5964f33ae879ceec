// What a pillar's folder tells the guide and the models about it.

export interface PillarIntroduction {
  /** After “the … assistant”. */
  does: string
  /** Data that helps. */
  needs: string
  /** Its part in the way to a goal. */
  way: string
  skills: string[]
  /** Names of the tools that a model may call for it, besides those of every pillar. */
  modelTools: readonly string[]
  journey: PillarJourney
}

/** When the guide proposes a pillar as the next step. The pillars are asked in their order, first for `step`, then for `later`. */
export interface PillarJourney {
  /** Kinds of results with which it can begin. */
  begins: readonly string[]
  step?(state: PillarState): PillarStep | null
  later?(state: PillarState): PillarStep | null
}

export interface PillarState {
  /** It has results in this session. */
  made: boolean
  /** A result with which it can begin is there. */
  ready: boolean
  /** The session has no results of any pillar. */
  empty: boolean
  /** Number of attached files. */
  files: number
}

export interface PillarStep {
  /** What to do, in one sentence. */
  text: string
  /** What the person would say to take it; `null` when something has to be attached first. */
  say: string | null
}
