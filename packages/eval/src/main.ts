// `npm run eval [-- --seed n] [--only word] [--show]`: the whole evaluation, written to docs/evaluation.md when it is whole.
// `npm run eval -- --wtq <folder>`: the development set of WikiTableQuestions. `--update-sample`: the outcomes that tests expect.
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { reportOf, scoreOf } from './report.ts'
import { runQuestions, type Scored } from './run-questions.ts'
import { SAMPLE_SEED, writeExpected } from './sample.ts'
import { madeSets } from './sets.ts'
import { isHeldOut, isSampled } from './split.ts'
import { runWtq, wtqReport } from './wtq/run-wtq.ts'

const REPORT = path.join(import.meta.dirname, '../../../docs/evaluation.md')
const DEFAULT_SEED = 14

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    only: { type: 'string' },
    show: { type: 'boolean' },
    wtq: { type: 'string' },
    limit: { type: 'string' },
    'update-sample': { type: 'boolean' },
  },
})

const wholeNumber = (text: string | undefined, otherwise: number): number => {
  if (text === undefined) return otherwise
  if (!/^\d{1,9}$/.test(text)) throw new Error(`not a whole number: ${text}`)
  return Number(text)
}

/** Held-out questions are counted and never shown. */
function show({ question, outcome, headline }: Scored): void {
  if (outcome === 'right' || isHeldOut(question.id)) return
  const before = question.earlier.map((text) => `${text} → `).join('')
  const truth = JSON.stringify(question.truth).slice(0, 220)
  console.log(
    `${outcome.padEnd(7)} ${question.id}  ${before}${question.text}\n        said: ${headline.slice(0, 260).replaceAll('\n', ' / ')}\n        truth: ${truth}`,
  )
}

if (values.wtq !== undefined) {
  console.log(wtqReport(await runWtq(values.wtq, wholeNumber(values.limit, Number.MAX_SAFE_INTEGER))))
} else if (values['update-sample']) {
  const sets = await madeSets(SAMPLE_SEED)
  const scored = await runQuestions(sets, { fits: ({ id }) => isSampled(id) })
  writeExpected(scored)
  console.log(JSON.stringify(scoreOf(scored)))
} else {
  const seed = wholeNumber(values.seed, DEFAULT_SEED)
  const { only } = values
  const started = performance.now()
  const sets = await madeSets(seed)
  const fits =
    only === undefined
      ? {}
      : { fits: ({ id, category }: Scored['question']) => id.startsWith(only) || category === only }
  const scored = await runQuestions(sets, { ...fits, ...(values.show ? { onScored: show } : {}) })
  const report = reportOf(scored, { seed, files: sets.length, seconds: (performance.now() - started) / 1_000 })
  if (only === undefined && seed === DEFAULT_SEED) writeFileSync(REPORT, report)
  console.log(report)
}
