// `pnpm check`, words: heads, comments, test names and strings avoid the words and patterns of word-rules.mjs. What older
// text still has is counted per package in word-counts.json; a count may only fall (`--write` stores lower ones). Also
// checks the subjects of commits. Then the check is asked about planted faults.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { ROOT } from './set-up.mjs'
import { faultsIn } from './word-rules.mjs'

const COUNTS = path.join(ROOT, 'scripts/word-counts.json')
/** Lists of what must not be written. */
const SELF = /^scripts\/(?:words|word-rules|style-counts)\.mjs$/
/** Words of people and of the seeds' files, not of this repository. */
const DATA = /\/(?:sample|recorded-clients)\/|\.d\.ts$/
const PACKAGE = /^(?:apps|packages)\/[^/]+|^[^/]+/
const MIN_FILES = 500
const SHOWN = 12
/** The last commit before subjects were checked. */
const SUBJECTS_SINCE = '853d3c4970e3163cdac35d5ecb3dac75d55dd484'
const MAX_SUBJECT = 72
const SUBJECT = /^(?:feat|fix|perf|refactor|test|docs|style|chore|ci|build|revert)(?:\([a-z0-9,/ -]+\))?!?: \S/

const git = (...args) => spawnSync('git', args, { cwd: ROOT, encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 })
const lines = ({ stdout }) => stdout.split('\n').filter((line) => line !== '')

/** Files that the last commits changed come first, because a new fault is in one of them. */
function sourceFiles() {
  const recent = new Set([
    ...lines(git('status', '--short')).map((line) => line.slice(3)),
    ...lines(git('log', '-8', '--format=', '--name-only')),
  ])
  return lines(git('ls-files', '-co', '--exclude-standard', '*.ts', '*.tsx', '*.mjs'))
    .filter((file) => !SELF.test(file) && !DATA.test(file) && existsSync(path.join(ROOT, file)))
    .sort((a, b) => Number(recent.has(b)) - Number(recent.has(a)))
}

function checkProduct() {
  const allowed = existsSync(COUNTS) ? JSON.parse(readFileSync(COUNTS, 'utf8')) : {}
  const files = sourceFiles()
  const found = {}
  for (const file of files) {
    const [name] = PACKAGE.exec(file) ?? ['']
    for (const { rule, line, text } of faultsIn(file, readFileSync(path.join(ROOT, file), 'utf8'))) {
      found[name] ??= {}
      found[name][rule] ??= []
      found[name][rule].push(`${file}:${line} ${text.slice(0, 100)}`)
    }
  }
  const counts = {}
  let faults = 0
  for (const [name, rules] of Object.entries(found).sort()) {
    for (const [rule, places] of Object.entries(rules).sort()) {
      const limit = allowed[name]?.[rule] ?? 0
      counts[name] ??= {}
      counts[name][rule] =
        process.argv.includes('--write') && limit > 0 ? Math.min(limit, places.length) : places.length
      if (places.length <= limit) continue
      faults++
      console.error(`${name}: ${rule}: ${places.length}, at most ${limit}. Rewrite one of those that you changed:`)
      for (const place of places.slice(0, SHOWN)) console.error(`    ${place}`)
    }
  }
  if (process.argv.includes('--write')) writeFileSync(COUNTS, `${JSON.stringify(counts, null, 2)}\n`)
  console.log(`${files.length} files, ${faults} counts above the limit`)
  if (files.length < MIN_FILES) console.error(`only ${files.length} files were found`)
  return faults === 0 && files.length >= MIN_FILES
}

/** Commits since the named one. A shallow clone without it has nothing to compare, and says so. */
function checkSubjects() {
  if (git('cat-file', '-e', SUBJECTS_SINCE).status !== 0) {
    console.log('commit subjects: not checked, the history is not here')
    return true
  }
  const subjects = lines(git('log', '--no-merges', '--format=%s', `${SUBJECTS_SINCE}..HEAD`))
  const faults = subjects.filter((subject) => !isSubject(subject))
  for (const fault of faults)
    console.error(`commit subject: not “type(scope): what” in ${MAX_SUBJECT} characters: ${fault}`)
  console.log(`${subjects.length} commit subjects, ${faults.length} faults`)
  return faults.length === 0
}

const isSubject = (subject) => subject.length <= MAX_SUBJECT && SUBJECT.test(subject)

const PLANTED = [
  ['// Owns the heart.', 'head begins'],
  ["test('whoever leaves is not told', () => {})", 'clause without a subject'],
  ["test('[D6.2] who comes late', () => {})", 'without a verb'],
  ["test.each([[1]])('of %s', () => {})", 'without a verb'],
  ['describe(`nobody`, () => {})', 'clause without a subject'],
  ['const x = 1\n// A pillar that\n// is none.', 'negation'],
  ["throw new Error('after: is no cursor')", 'negation'],
  ["log.error({}, 'failed by a mistake of ours')", 'private words'],
  ['/** What the reader is told. */\nexport const x = 1', 'verb of speech'],
  [`test('${'long '.repeat(20)}', () => {})`, 'above 80'],
]
const VALID = [
  '// Composition root. Wires every module.\nimport x from "no-one"\nconst isNo = x.nobody',
  "test('[L6] is idempotent', () => {})\nthrow new Error('The session is no longer valid.')",
]
const SUBJECTS = [
  ['fix(edge): report the cause of a cancel', true],
  ['Read once more: a failed figure is named too', false],
  [`docs: ${'x'.repeat(70)}`, false],
]

function checkPlanted() {
  const missed = PLANTED.filter(
    ([text, rule]) => !faultsIn('planted.ts', text).some((fault) => fault.rule.includes(rule)),
  )
  const wrong = VALID.flatMap((text) => faultsIn('planted.ts', text))
  const misjudged = SUBJECTS.filter(([subject, valid]) => isSubject(subject) !== valid)
  for (const [text] of missed) console.error(`not caught: ${text}`)
  for (const { rule, text } of wrong) console.error(`caught although it is valid: ${rule}: ${text}`)
  for (const [subject] of misjudged) console.error(`misjudged: ${subject}`)
  console.log(`${PLANTED.length} planted faults, ${PLANTED.length - missed.length} caught`)
  return missed.length + wrong.length + misjudged.length === 0
}

const holds = [checkProduct(), checkSubjects(), checkPlanted()]
process.exit(holds.every(Boolean) ? 0 : 1)
