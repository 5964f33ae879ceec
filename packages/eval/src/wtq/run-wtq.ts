// Asks the development set of WikiTableQuestions: coverage is the part that is answered, precision the part of it that is right.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { openProduct } from '../ask-product.ts'
import { csv } from '../write-files.ts'
import { denotation, isCorrect } from './denotation.ts'
import { predictedValues } from './predicted.ts'
import { readWtq, readWtqTable } from './read-wtq.ts'

export interface WtqScore {
  questions: number
  answered: number
  right: number
}

export async function runWtq(folder: string, limit = Number.MAX_SAFE_INTEGER): Promise<WtqScore> {
  const product = openProduct()
  const score: WtqScore = { questions: 0, answered: 0, right: 0 }
  try {
    for (const { text, table, truth } of readWtq(folder).slice(0, limit)) {
      const cells = readWtqTable(readFileSync(path.join(folder, table), 'utf8'))
      // Written again with the usual quotes: the data set's own escapes are not what is measured.
      const file = { name: 'table.csv', ...csv(cells) }
      const predicted = predictedValues(await product.ask(file, text, []))
      score.questions++
      if (predicted === null) continue
      score.answered++
      if (
        isCorrect(
          truth,
          predicted.map((value) => denotation(value)),
        )
      )
        score.right++
    }
    return score
  } finally {
    await product.close()
  }
}

export function wtqReport({ questions, answered, right }: WtqScore): string {
  const percent = (part: number, whole: number) => (whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`)
  return `WikiTableQuestions development set: ${questions} questions, ${answered} answered, ${right} right; coverage ${percent(answered, questions)}, precision ${percent(right, answered)}`
}
