// Owns the counting of tests over all packages, from the files that their runners wrote.
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
      if (!result) return { name, passed: 0, failed: 1, why: 'no result' }
      // A file that cannot be loaded has no tests to fail.
      const broken = result.testResults.filter(
        ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
      )
      return { name, passed: result.numPassedTests, failed: result.numFailedTests + broken.length }
    })
  return { counts, ...sum(counts) }
}

export const countChecks = () =>
  read(path.join(ROOT, 'node_modules/.cache/check-results.json')) ?? { passed: 0, failed: 1 }

/** Playwright's counts. */
export function countBrowser() {
  const result = read(path.join(ROOT, 'node_modules/.cache/browser-results.json'))
  if (!result) return { passed: 0, failed: 1 }
  const { expected, unexpected, flaky } = result.stats
  return { passed: expected, failed: unexpected + flaky }
}

/** What the fault campaign counted: figures and their controls. What a machine cannot try is said, and counts as neither. */
export function countFigures() {
  return read(path.join(ROOT, 'node_modules/.cache/prove-results.json')) ?? { passed: 0, failed: 1, skipped: 0 }
}

export const sum = (counts) => ({
  passed: counts.reduce((total, { passed }) => total + passed, 0),
  failed: counts.reduce((total, { failed }) => total + failed, 0),
})
