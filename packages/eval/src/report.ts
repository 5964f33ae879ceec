// Figures of a run as Markdown. Every figure of docs/evaluation.md comes from here.
import type { Outcome } from './compare-answer.ts'
import { CATEGORIES } from './question.ts'
import type { Scored } from './run-questions.ts'
import { isHeldOut } from './split.ts'

/** A wrong answer costs as much as so many refusals. */
export const WRONG_COSTS = 10

export interface Score {
  questions: number
  right: number
  asked: number
  refused: number
  wrong: number
}

export const scoreOf = (scored: readonly Scored[]): Score => {
  const count = (outcome: Outcome) => scored.filter((one) => one.outcome === outcome).length
  return {
    questions: scored.length,
    right: count('right'),
    asked: count('asked'),
    refused: count('refused'),
    wrong: count('wrong'),
  }
}

/** 100 is everything right; an open question or a refusal takes one question off, a wrong answer ten. */
export const weighed = ({ questions, asked, refused, wrong }: Score): number =>
  100 * (1 - (asked + refused + WRONG_COSTS * wrong) / questions)

const percent = (part: number, whole: number): string => (whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`)

function line(name: string, score: Score): string {
  const { questions, right, asked, refused, wrong } = score
  return `| ${name} | ${questions} | ${right} | ${asked} | ${refused} | ${wrong} | ${percent(right, questions)} | ${percent(wrong, questions)} | ${questions === 0 ? '–' : weighed(score).toFixed(1)} |`
}

const HEAD = [
  '| part | questions | right | asked | refused | wrong | right | wrong | weighed |',
  '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
]

const table = (parts: readonly (readonly [string, readonly Scored[]])[]): string =>
  [...HEAD, ...parts.map(([name, inside]) => line(name, scoreOf(inside)))].join('\n')

export interface RunFacts {
  seed: number
  files: number
  seconds: number
}

export function reportOf(scored: readonly Scored[], { seed, files, seconds }: RunFacts): string {
  const of = (fits: (one: Scored) => boolean) => scored.filter(fits)
  const times = scored.map(({ ms }) => ms).toSorted((a, b) => a - b)
  const at = (part: number) => Math.round(times[Math.min(times.length - 1, Math.floor(part * times.length))] ?? 0)
  return [
    '# Evaluation of answers about tables',
    'Written by `npm run eval`; do not edit. The questions are in everyday words, the files are made by seeded generators in `packages/eval`, and the truth of every question is computed from the generators’ rows by other code than the product’s. No model takes part.',
    `Seed ${seed}, ${files} files, ${scored.length} questions, ${Math.round(seconds)} s. A question took ${at(0.5)} ms (median), ${at(0.95)} ms (95th percentile).`,
    `*Asked*: the answer is an open question with a prefilled plan. *Refused*: there is no answer. *Weighed*: 100 less one question for each asked or refused one and ${WRONG_COSTS} for each wrong one, in percent of the questions. For a question that the file cannot answer, asking or refusing is right.`,
    '## All\n',
    table([
      ['all', scored],
      ['English', of(({ question }) => question.language === 'en')],
      ['German', of(({ question }) => question.language === 'de')],
      ['open to tuning', of(({ question }) => !isHeldOut(question.id))],
      ['held out', of(({ question }) => isHeldOut(question.id))],
    ]),
    '## By category\n',
    table(CATEGORIES.map((category) => [category, of(({ question }) => question.category === category)])),
    '## By file\n',
    table([...new Set(scored.map(({ file }) => file))].map((file) => [file, of((one) => one.file === file)])),
  ]
    .join('\n\n')
    .concat('\n')
}
