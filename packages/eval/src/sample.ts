// The outcomes that the test expects of the sampled questions, one a line, kept beside the code.
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import type { Scored } from './run-questions.ts'

export const SAMPLE_SEED = 14
const FILE = path.join(import.meta.dirname, '../expected-sample.json')
const expected = z.record(z.string(), z.enum(['right', 'asked', 'refused', 'wrong']))

export const readExpected = (): z.infer<typeof expected> => expected.parse(JSON.parse(readFileSync(FILE, 'utf8')))

export function writeExpected(scored: readonly Scored[]): void {
  const outcomes = Object.fromEntries(scored.map(({ question, outcome }) => [question.id, outcome]))
  writeFileSync(FILE, `${JSON.stringify(outcomes, null, 2)}\n`)
}
