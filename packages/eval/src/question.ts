// What a question of the evaluation is: words, the file that they are about, and the truth that an answer is held against.

export const CATEGORIES = [
  'total',
  'average',
  'count',
  'group',
  'top',
  'extreme',
  'filter',
  'period',
  'compare',
  'share',
  'duration',
  'distinct',
  'having',
  'lookup',
  'follow-up',
  'yes-no',
  'list',
  'trend',
  'unanswerable',
] as const
export type Category = (typeof CATEGORIES)[number]
export type Language = 'en' | 'de'

export type DurationUnit = 'seconds' | 'minutes' | 'hours' | 'days' | 'weeks' | 'months' | 'years'

export type Truth =
  /** One figure. `share` is a part of 1 and may be shown as a percentage. */
  | { is: 'figure'; value: number; unit?: 'share' | DurationUnit }
  /** Several figures that the answer has to show, for example both sides of a comparison. */
  | { is: 'figures'; values: number[] }
  /** The name that wins, or each of those that share the first place. */
  | { is: 'winner'; names: string[] }
  /** Lines of a grouped table; no other line may be in it. */
  | { is: 'groups'; lines: GroupLine[]; unit?: 'share' | DurationUnit }
  /** The names in a list, and no others. */
  | { is: 'names'; names: string[] }
  /** Yes or no; the figures that show it count as an answer too. */
  | { is: 'verdict'; yes: boolean; figures: number[] }
  | { is: 'direction'; up: boolean }
  /** This file cannot answer it: asking back or refusing is right. */
  | { is: 'none' }

export interface GroupLine {
  keys: string[]
  value: number
}

export interface Question {
  /** The name of the file's part of the evaluation and a number: it stays when others are added at the end. */
  id: string
  category: Category
  language: Language
  text: string
  /** Questions before it in the same conversation, oldest first. */
  earlier: string[]
  truth: Truth
}

export interface MadeSet {
  name: string
  mime: string
  bytes: Uint8Array
  questions: Question[]
}
