// `pnpm check`, citations: every rule id that a test, comment or document cites is defined in PROTOCOL.md, SECURITY.md or
// BENCHMARKS.md, no rule is defined twice, and every rule of PROTOCOL.md is cited by a test. Then the check is asked about
// planted faults, so that a check that finds nothing is not taken for one that passes.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { citationsIn, definedIds, foreignCitationsIn } from './citation-rules.mjs'
import { ROOT } from './set-up.mjs'

const PROTOCOL = 'packages/contracts/PROTOCOL.md'
/** Tests, the suites that tests call, and the checks of imports, which prove P1 to P3. */
const TEST = /\.test(?:-support)?\.tsx?$|^packages\/proof\/|^scripts\/border/
/** This check's own examples. */
const SELF = /^scripts\/citation/
/** Fewer citations than this mean that the files were not found. */
const MIN_CITATIONS = 500

const read = (file) => readFileSync(path.join(ROOT, file), 'utf8')

function sources() {
  const globs = ['*.ts', '*.tsx', '*.mjs', '*.md', '*.sql', '*.prisma', '*.css', '*.yml']
  const { stdout } = spawnSync('git', ['ls-files', '-co', '--exclude-standard', ...globs], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  return stdout
    .split('\n')
    .filter((file) => file !== '' && !SELF.test(file) && existsSync(path.join(ROOT, file)))
    .map((file) => ({ file, text: read(file) }))
}

/** Every fault of `files` against the documents, in words. */
function faultsOf(files, documents) {
  const { rules, others, twice } = definedIds(documents)
  const faults = twice.map((id) => `${PROTOCOL} defines [${id}] twice`)
  const tested = new Set()
  let count = 0
  for (const { file, text } of files) {
    for (const { line, text: words } of foreignCitationsIn(text))
      faults.push(`${file}:${line} cites what is not here: ${words}`)
    for (const { id, line } of citationsIn(text)) {
      count++
      if (!rules.has(id) && !others.has(id)) faults.push(`${file}:${line} cites [${id}], which no document defines`)
      if (TEST.test(file)) tested.add(id)
    }
  }
  for (const id of rules) if (!tested.has(id)) faults.push(`no test cites [${id}] of ${PROTOCOL}`)
  return { faults, count }
}

function checkProduct() {
  const documents = { protocol: read(PROTOCOL), security: read('SECURITY.md'), benchmarks: read('BENCHMARKS.md') }
  const { faults, count } = faultsOf(sources(), documents)
  for (const fault of faults) console.error(fault)
  console.log(`${count} citations, ${faults.length} faults`)
  if (count < MIN_CITATIONS) console.error(`only ${count} citations were found: the files were not read`)
  return count >= MIN_CITATIONS && faults.length === 0
}

const PLANTED_DOCUMENTS = {
  protocol: '### D1 Credentials\n- **[D1.1]** One.\n- **[L1]** Two.\n- **[L2]** Three.\n- **[L2]** Three again.',
  security: '| 1 | origins | a test |',
  benchmarks: '## W1 Send',
}
const PLANTED_TEST = 'a.test.ts'
const PLANTED = [
  ["test('[D1.1, L1] x')", 'no test cites [L2]'],
  ["test('[D9.9] x')", 'cites [D9.9]'],
  ["test('[L1-L3] x')", 'cites [L3]'],
  ["test('[SECURITY 2] x')", 'cites [SECURITY 2]'],
  ['// [PROTOCOL 3.4]', 'cites what is not here'],
  ['// As document 001 says.', 'cites what is not here'],
  ["describe('[7] a model')", 'cites what is not here'],
  ["test('[L1] x')", 'defines [L2] twice'],
]
const VALID = "test('[D1, D1.1] [L1-L2] [W1] [SECURITY 1]', () => rows[0])"

function checkPlanted() {
  const planted = (text) => faultsOf([{ file: PLANTED_TEST, text }], PLANTED_DOCUMENTS).faults
  const missed = PLANTED.filter(([text, words]) => !planted(text).some((fault) => fault.includes(words)))
  const wrong = planted(VALID).filter((fault) => !fault.includes('twice'))
  for (const [text] of missed) console.error(`not caught: ${text}`)
  for (const fault of wrong) console.error(`caught although it is valid: ${fault}`)
  console.log(`${PLANTED.length} planted faults, ${PLANTED.length - missed.length} caught`)
  return missed.length === 0 && wrong.length === 0
}

const holds = [checkProduct(), checkPlanted()]
process.exit(holds.every(Boolean) ? 0 : 1)
