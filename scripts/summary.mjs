// Counts tests over all packages and names those that failed, from the files that their runners wrote.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { ROOT } from './set-up.mjs'

const read = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null)

const packages = () =>
  ['apps', 'packages']
    .flatMap((group) => readdirSync(path.join(ROOT, group)).map((name) => path.join(group, name)))
    .concat('prisma')

/** Passed and failed tests of every package; one without a result counts as a failure. */
export function countTests() {
  const counts = packages()
    .filter((name) => existsSync(path.join(ROOT, name, 'package.json')))
    .map((name) => {
      const result = read(path.join(ROOT, name, 'node_modules/.cache/test-results.json'))
      if (!result) return { name, passed: 0, failed: 1, failures: [failure(name, 'no result')] }
      // A file that cannot be loaded has no tests to fail.
      const broken = result.testResults.filter(
        ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
      )
      const failures = [
        ...broken.map((file) => failure(path.relative(ROOT, file.name), file.message)),
        ...result.testResults.flatMap((file) =>
          file.assertionResults
            .filter(({ status }) => status === 'failed')
            .map((test) => failure(`${path.relative(ROOT, file.name)} > ${test.fullName}`, ...test.failureMessages)),
        ),
      ]
      return { name, passed: result.numPassedTests, failed: failures.length, failures }
    })
  return { counts, ...sum(counts) }
}

export function countChecks() {
  const result = read(path.join(ROOT, 'node_modules/.cache/check-results.json'))
  return result ?? { passed: 0, failed: 1, failures: [failure('the checks', 'no result')] }
}

/** Playwright's counts; a test that passes only on retry has failed. */
export function countBrowser() {
  const result = read(path.join(ROOT, 'node_modules/.cache/browser-results.json'))
  if (!result) return { passed: 0, failed: 1, failures: [failure('the story in a browser', 'no result')] }
  const { expected, unexpected, flaky } = result.stats
  const failures = specsOf(result).flatMap(({ file, title, tests }) =>
    tests
      .filter(({ status }) => status === 'unexpected' || status === 'flaky')
      .map(({ results }) =>
        failure(`${file} > ${title}`, ...results.flatMap(({ errors }) => errors.map(({ message }) => message))),
      ),
  )
  return { passed: expected, failed: unexpected + flaky, failures }
}

/** What the fault campaign counted: figures and their controls. What a machine cannot try is reported and counts as neither. */
export function countFigures() {
  const result = read(path.join(ROOT, 'node_modules/.cache/prove-results.json'))
  return result ?? { passed: 0, failed: 1, skipped: 0, failures: [failure('the fault campaign', 'no result')] }
}

/** The suites that ran on Node 24 as well; nothing where npm does not bring it for this machine. */
export function countNode24() {
  return read(path.join(ROOT, 'node_modules/.cache/node24-results.json')) ?? { passed: 0, failed: 0, failures: [] }
}

/** Scenarios of the MCP suite and calls of its inspector; nothing where Node 24 does not come with npm. */
export function countConformance() {
  const result = read(path.join(ROOT, 'node_modules/.cache/conformance-results.json'))
  return result ?? { passed: 0, failed: 1, failures: [failure('the conformance suite', 'no result')] }
}

const specsOf = ({ specs = [], suites = [] }) => [...specs, ...suites.flatMap(specsOf)]

/** What failed, and what it said. */
const failure = (name, ...messages) => ({ name, said: messages.join('\n') })

export const sum = (counts) => ({
  passed: counts.reduce((total, { passed }) => total + passed, 0),
  failed: counts.reduce((total, { failed }) => total + failed, 0),
  failures: counts.flatMap(({ failures = [] }) => failures),
})
