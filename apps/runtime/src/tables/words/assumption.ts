// What the reading of a question assumed.

/** A choice that the words left open. `others` would have fitted too. */
export interface Assumption {
  part: 'measure' | 'by' | 'where' | 'when' | 'how'
  chosen: string
  others: readonly string[]
  /** One short sentence, for a choice that is not another column. */
  note?: string
}
