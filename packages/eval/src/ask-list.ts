// Collects the questions of one file while its truth is at hand.
import type { Category, DurationUnit, GroupLine, Language, Question, Truth } from './question.ts'

type Unit = 'share' | DurationUnit
export type Pairs = readonly (readonly [string | readonly string[], number])[]

export class AskList {
  readonly questions: Question[] = []
  readonly #set: string
  #language: Language = 'en'

  constructor(set: string) {
    this.#set = set
  }

  german(): this {
    this.#language = 'de'
    return this
  }

  /** `text` may be several: the last one is asked, after the others. */
  add(category: Category, text: string | readonly string[], truth: Truth): this {
    const turns = typeof text === 'string' ? [text] : text
    this.questions.push({
      id: `${this.#set}-${String(this.questions.length + 1).padStart(2, '0')}`,
      category,
      language: this.#language,
      text: turns.at(-1) ?? '',
      earlier: turns.slice(0, -1),
      truth,
    })
    return this
  }

  figure(category: Category, text: string | readonly string[], value: number, unit?: Unit): this {
    return this.add(category, text, unit === undefined ? { is: 'figure', value } : { is: 'figure', value, unit })
  }

  figures(category: Category, text: string | readonly string[], ...values: number[]): this {
    return this.add(category, text, { is: 'figures', values })
  }

  winner(category: Category, text: string | readonly string[], names: readonly string[]): this {
    return this.add(category, text, { is: 'winner', names: [...names] })
  }

  groups(category: Category, text: string | readonly string[], pairs: Pairs, unit?: Unit): this {
    const lines = pairs.map(
      ([keys, value]): GroupLine => ({ keys: typeof keys === 'string' ? [keys] : [...keys], value }),
    )
    return this.add(category, text, unit === undefined ? { is: 'groups', lines } : { is: 'groups', lines, unit })
  }

  names(category: Category, text: string | readonly string[], names: readonly string[]): this {
    return this.add(category, text, { is: 'names', names: [...names] })
  }

  verdict(text: string | readonly string[], yes: boolean, ...figures: number[]): this {
    return this.add('yes-no', text, { is: 'verdict', yes, figures })
  }

  none(text: string | readonly string[]): this {
    return this.add('unanswerable', text, { is: 'none' })
  }
}
