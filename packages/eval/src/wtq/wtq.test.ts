import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { denotation, isCorrect, normalize } from './denotation.ts'
import { readWtq, readWtqTable } from './read-wtq.ts'
import { runWtq, wtqReport } from './run-wtq.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'eval-wtq-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test.each([
  ['Citroën', 'citroen'],
  ['“Hello”', 'hello'],
  ['1990–91', '1990-91'],
  ['Paris[2]', 'paris'],
  ['Paris †*', 'paris'],
  ['[3]', ''],
  ['[note]', '[note]'],
  ['Anna (aged 30) (captain)', 'anna'],
  ['(all)', '(all)'],
  ['  two   words. ', 'two words'],
  ['"a" and "b"', '"a" and "b"'],
])('normalises %s to %s', (text, normalized) => {
  expect(normalize(text)).toBe(normalized)
})

const correct = (truth: string[], predicted: string[]) =>
  isCorrect(
    truth.map((text) => denotation(text)),
    predicted.map((text) => denotation(text)),
  )

test.each([
  [['4'], ['4.0'], true],
  [['4'], ['4.1'], false],
  [['2004-05-xx'], ['2004-5-xx'], true],
  [['2004-05-01'], ['2004-05-02'], false],
  [['a', 'b'], ['B', 'A'], true],
  [['a', 'b'], ['a'], false],
  [['a'], ['a', 'b'], false],
  [['a'], ['a', 'a'], true],
])('holds %j against %j: %s', (truth, predicted, same) => {
  expect(correct(truth, predicted)).toBe(same)
})

test('prefers the canonical value of the tagged file', () => {
  expect(isCorrect([denotation('five', '5')], [denotation('5')])).toBe(true)
  expect(correct(['five'], ['5'])).toBe(false)
})

test('reads cells with escaped quotes and line breaks', () => {
  expect(readWtqTable('"a","b \\"c\\""\n"1","two\nlines"\n')).toEqual([
    ['a', 'b "c"'],
    ['1', 'two\nlines'],
  ])
})

function made(questions: string): void {
  mkdirSync(path.join(folder, 'data'), { recursive: true })
  mkdirSync(path.join(folder, 'csv/200-csv'), { recursive: true })
  writeFileSync(path.join(folder, 'data/random-split-1-dev.tsv'), `id\tutterance\tcontext\ttargetValue\n${questions}`)
  const rows = [
    ['Year', 'City', 'Country', 'Athletes'],
    ['1996', 'Atlanta', 'United States', '10,318'],
    ['2000', 'Sydney', 'Australia', '10,651'],
    ['2004', 'Athens', 'Greece', '10,625'],
  ]
  writeFileSync(
    path.join(folder, 'csv/200-csv/1.csv'),
    `${rows.map((cells) => cells.map((cell) => `"${cell}"`).join(',')).join('\n')}\n`,
  )
}

test('asks a folder in the official layout and counts', async () => {
  made(
    [
      'nu-0\twhat is the average number of athletes?\tcsv/200-csv/1.csv\t10531.333333333334',
      'nu-1\thow many rows are there?\tcsv/200-csv/1.csv\t3',
      'nu-2\twho lit the flame?\tcsv/200-csv/1.csv\tMuhammad Ali',
      'nu-3\thow many cities are listed?\tcsv/200-csv/1.csv\t99',
    ].join('\n'),
  )
  expect(readWtq(folder)).toHaveLength(4)
  const score = await runWtq(folder)
  expect(score.questions).toBe(4)
  expect(score.answered).toBeLessThan(4)
  expect(score.right).toBeGreaterThanOrEqual(1)
  expect(score.right).toBeLessThan(score.answered)
  expect(wtqReport(score)).toContain('4 questions')
})

test('refuses a table outside of the data set', () => {
  made('nu-0\tx\tcsv/../../secret.csv\t1')
  expect(() => readWtq(folder)).toThrow('not a table of the data set')
})
