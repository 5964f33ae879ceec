import { expect, test } from 'vitest'
import { sampleText } from '../../../tools/made-file.test-support.ts'
import { lint } from './lint.ts'
import { readSop } from './read-sop.ts'

const ROLES = '## Roles\n\n- **Clerk**: prepares\n- **Manager**: approves\n\n'

/** `rule step@line`, in the order in which they were found. */
function found(procedure: string, roles = ROLES): string[] {
  const read = readSop(`# Test\n\n${roles}${procedure}`)
  if (!read) throw new Error('there are steps')
  return lint(read.model, read.lines).findings.map(({ rule, step, line }) => `${rule} ${step}@${line}`)
}

const SOUND = '## Work\n\nTime: 2 days\n\n1. The clerk opens the case.\n2. The manager reads the case.\n'

test('a sound procedure has no finding, and every rule was checked', () => {
  expect(found(SOUND)).toEqual([])
  const read = readSop(SOUND)
  expect(read && lint(read.model, read.lines).rules).toHaveLength(9)
})

test('[O2] the planted weaknesses of the sample are found, each on its line', () => {
  const read = readSop(sampleText('refund-sop.md'))
  if (!read) throw new Error('the sample has steps')
  const lines = sampleText('refund-sop.md').split('\n')
  const { findings } = lint(read.model, read.lines)
  expect(findings.map(({ rule, step }) => `${rule} ${step}`)).toEqual([
    'no_owner 2.5',
    'no_owner 3.3',
    'missing_exception 2.5',
    'missing_exception 3.1',
    'vague 1.2',
    'vague 3.3',
    'no_time 5.1',
    'no_time 5.3',
    'unknown_owner 3.2',
  ])
  for (const { line, text } of findings) expect(lines[(line ?? 0) - 1]).toContain(text.replace(/\?$/, ''))
})

test.each([
  ['nobody owns a passive step', '1. The clerk opens the case.\n2. The case is copied.', 'no_owner 1.2@13'],
  [
    'a reference to nothing is a dead end',
    '1. The clerk opens the case.\n2. The clerk goes to section 9.',
    'dead_end 1.2@13',
  ],
  [
    'an answer that changes nothing is a dead end',
    '1. **Decision:** is it good?\n   - Owner: Clerk\n   - If yes: → end\n   - If no: → end',
    'dead_end 1.1@12',
  ],
  [
    'a step that is jumped over is never reached',
    '1. The clerk goes to step 3.\n2. The manager reads the case.\n3. The clerk closes the case.',
    'unreachable 1.2@13',
  ],
  ['a ring without a way out', '1. The clerk opens the case.\n2. The clerk goes to step 1.', 'endless_loop 1.1@12'],
  [
    'a check without an otherwise',
    '1. The clerk checks the case.\n2. The manager reads the case.',
    'missing_exception 1.1@12',
  ],
  ['a word that can mean anything', '1. The clerk answers in a timely way.', 'vague 1.1@12'],
  [
    'whoever prepares must not approve',
    '1. The clerk prepares the payment.\n2. The clerk approves it.\n   - Exception: back',
    'separation_of_duties 1.2@13',
  ],
  ['an owner who is no role', '1. The intern opens the case.', 'unknown_owner 1.1@12'],
])('%s', (_what, steps, expected) => {
  expect(found(`## Work\n\nTime: 2 days\n\n${steps}\n`)).toEqual([expected])
})

test('a time limit is missing where neither the step nor its section has one', () => {
  expect(found('## Work\n\n1. The clerk opens the case.\n2. The clerk closes it within 2 hours.\n')).toEqual([
    'no_time 1.1@10',
  ])
})

test('what the procedure itself forbids is found when the same person does both', () => {
  const clash = (manager: string) =>
    found(
      `## Work\n\nTime: 2 days\n\n1. The clerk calls the customer.\n2. The ${manager} signs off the case; the person who calls the customer must not sign off the case.\n`,
    )
  expect(clash('manager')).toEqual([])
  expect(clash('clerk')).toEqual(['separation_of_duties 1.2@13'])
})

test('a check that a decision of the same section follows is no finding, and a loop with an exit is none', () => {
  expect(
    found(
      '## Work\n\nTime: 2 days\n\n1. The clerk checks the case.\n2. **Decision:** is it complete? If not, the clerk goes to step 1.\n3. The manager reads the case.\n',
    ),
  ).toEqual([])
})
