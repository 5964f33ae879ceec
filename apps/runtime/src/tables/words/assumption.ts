// What the reading of a question assumed.

/** A choice that the words left open. `others` would have fitted too. */
export interface Assumption {
  part: 'measure' | 'by' | 'where' | 'when' | 'how'
  chosen: string
  others: readonly string[]
  /** For a choice that is not another column. */
  note?: AssumptionNote
}

/** What an answer rests on, for each language to say in one short sentence. */
export type AssumptionNote =
  /** Of a column that does not add up the highest or lowest row counts. */
  | { is: 'single_value'; column: string; highest: boolean }
  /** Rows in which the column is empty are left out. */
  | { is: 'without'; column: string }
  | { is: 'lowest_is_best'; column: string }
  | { is: 'read_as'; said: string; meant: string }
  /** Invoices of these statuses are counted as open. */
  | { is: 'open_status'; statuses: readonly string[] }
  /** Rows with a number above zero, or of zero or less. */
  | { is: 'above_zero'; column: string; above: boolean }
  | { is: 'spent_below_zero' }
  | { is: 'newest_period'; period: string }
  | { is: 'held_against'; value: number }
  | { is: 'product'; left: string; right: string }
  | { is: 'price_added'; column: string }
  | { is: 'averaged'; column: string }
  | { is: 'class_averages'; column: string }
  | { is: 'currencies_apart' }
