// Owns a question as words of which each is used once: what nobody has used at the end was not understood. Pure.

/** Words that carry no meaning of their own in a question about a table. */
const FILLERS = new Set(
  (
    'a an the this that these those my our your their its i we you they me us it there here please kindly can could would will ' +
    'shall do does did is are was were be been have has had get give gives tell show shows list find see want need like know ' +
    'let lets what whats which who whos whom how when of in on at for to from with and by per as so all any each every overall ' +
    'altogether entire whole just only also now currently today still yet then ok okay hi hello hey thanks file files table ' +
    'data dataset sheet spreadsheet csv sample column columns field result results answer question figure figures much many ' +
    'customerwise compute calculate work out make draw plot chart graph display visualise visualize up compare compared'
  ).split(' '),
)

export interface Word {
  text: string
  /** As the person wrote it. */
  spelt: string
}

export class QuestionWords {
  readonly words: Word[]
  readonly #used: boolean[]

  constructor(text: string) {
    this.words = splitWords(text)
    this.#used = this.words.map(() => false)
  }

  /** The first place at which these words stand one after the other, unused; −1 for none. */
  find(sequence: readonly WordTest[], from = 0): number {
    for (let at = from; at + sequence.length <= this.words.length; at++) {
      if (sequence.every((test, offset) => this.#fits(at + offset, test))) return at
    }
    return -1
  }

  /** Uses the first such words and says where they stood; −1 when they do not stand there. */
  take(...sequence: WordTest[]): number {
    const at = this.find(sequence)
    if (at >= 0) this.use(at, sequence.length)
    return at
  }

  /** Whether the words beginning exactly at a place are these, unused. */
  standsAt(at: number, sequence: readonly WordTest[]): boolean {
    return at + sequence.length <= this.words.length && sequence.every((test, offset) => this.#fits(at + offset, test))
  }

  use(at: number, count: number): void {
    for (let word = at; word < at + count; word++) this.#used[word] = true
  }

  /** What is left and means something. */
  unused(): string[] {
    return this.words.filter(({ text }, at) => !this.#used[at] && !FILLERS.has(text)).map(({ spelt }) => spelt)
  }

  #fits(at: number, test: WordTest): boolean {
    const word = this.words[at]
    if (!word || this.#used[at]) return false
    return typeof test === 'string' ? word.text === test : test.test(word.text)
  }
}

export type WordTest = string | RegExp

export const splitWords = (text: string): Word[] =>
  (text.normalize('NFKC').match(/\d{4}-\d{2}-\d{2}|\d+(?:[.,]\d+)*|[<>]=?|[\p{L}\p{N}]+/gu) ?? []).map((spelt) => ({
    spelt,
    text: spelt.toLowerCase(),
  }))

/** `invoice` also as `invoices`, `entry` as `entries`, `currency` as `currencies`. */
export const singularOrPlural = (word: string): RegExp => {
  const escaped = word.replace(/[^\p{L}\p{N}]/gu, '')
  return word.endsWith('y') ? new RegExp(`^${escaped.slice(0, -1)}(?:y|ies)$`) : new RegExp(`^${escaped}(?:s|es)?$`)
}
