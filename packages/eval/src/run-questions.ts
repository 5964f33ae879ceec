// Asks every question once and notes what came back.
import { openProduct } from './ask-product.ts'
import { type Outcome, outcomeOf } from './compare-answer.ts'
import type { MadeSet, Question } from './question.ts'
import { shownAnswer } from './shown-answer.ts'

export interface Scored {
  question: Question
  file: string
  outcome: Outcome
  headline: string
  ms: number
}

export interface RunOptions {
  fits?: (question: Question) => boolean
  onScored?: (scored: Scored) => void
}

export async function runQuestions(
  sets: readonly MadeSet[],
  { fits = () => true, onScored = () => {} }: RunOptions = {},
): Promise<Scored[]> {
  const product = openProduct()
  const scored: Scored[] = []
  try {
    for (const set of sets)
      for (const question of set.questions.filter(fits)) {
        const started = performance.now()
        const shown = shownAnswer(await product.ask(set, question.text, question.earlier))
        const one: Scored = {
          question,
          file: set.name,
          outcome: outcomeOf(question, shown),
          headline: shown.headline,
          ms: performance.now() - started,
        }
        scored.push(one)
        onScored(one)
      }
    return scored
  } finally {
    await product.close()
  }
}
