// SECURITY.md names the test that shows each requirement: here every name is looked for in its file.
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

const ROOT = path.resolve(import.meta.dirname, '../../..')
const REQUIREMENTS = 43

const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8')

/** The rows of the table of requirements: their number, and what shows them. */
const rows = read('SECURITY.md')
  .split('\n')
  .flatMap((line) => {
    const [, number, , shown] = /^\| (\d+) \|([^|]+)\|(.+)\|$/.exec(line) ?? []
    return number === undefined || shown === undefined ? [] : [{ number: Number(number), shown }]
  })

/** Each “words” of a row belong to the last `file` before them. */
function evidenceOf(shown: string): { file: string; words: string }[] {
  const found: { file: string; words: string }[] = []
  let file: string | null = null
  for (const [, path, words] of shown.matchAll(/`([^`]+\.[a-z]+)`|“([^”]+)”/g)) {
    if (path !== undefined) file = path
    else if (file !== null && words !== undefined) found.push({ file, words })
  }
  return found
}

test('every requirement has a row', () => {
  expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: REQUIREMENTS }, (_, i) => i + 1))
})

test.each(rows)('requirement $number is shown by what is there, or says that it is open', ({ shown }) => {
  const evidence = evidenceOf(shown)
  if (evidence.length === 0) expect(shown).toContain('**open**')
  for (const { file, words } of evidence) {
    expect([file, existsSync(path.join(ROOT, file))]).toEqual([file, true])
    expect([file, words, read(file).includes(words)]).toEqual([file, words, true])
  }
})
