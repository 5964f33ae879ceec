// Forecast methods for a series, and a backtest for each. Pure; no method has hidden state.
import { linearRegression } from 'simple-statistics'

export interface Method {
  name: string
  /** Values that it needs before it can say anything. */
  needs: number
  /** What it expects `ahead` steps after the last of the values. */
  expect(values: readonly number[], ahead: number): number
}

const last = (values: readonly number[], back = 1): number => values[values.length - back] ?? 0
const mean = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0) / Math.max(1, values.length)

/** From the plainest on: a later one must be better to be taken. `season` is how many periods a year has; 1 for years. */
export const methodsFor = (season: number): Method[] => [
  { name: 'the last value again', needs: 1, expect: (values) => last(values) },
  { name: 'the mean of the last three', needs: 3, expect: (values) => mean(values.slice(-3)) },
  {
    name: 'the straight line through all of them',
    needs: 4,
    expect: (values, ahead) => {
      const { m, b } = linearRegression(values.map((value, at) => [at, value]))
      return b + m * (values.length - 1 + ahead)
    },
  },
  {
    name: 'the level with older values weighing less (α = 0.5)',
    needs: 4,
    expect: (values) => values.slice(1).reduce((level, value) => 0.5 * value + 0.5 * level, values[0] ?? 0),
  },
  ...(season > 1
    ? [
        {
          name: 'the same period of the year before',
          needs: season + 1,
          expect: (values: readonly number[], ahead: number) => last(values, season - ((ahead - 1) % season)),
        },
        {
          name: 'the same period of the year before, moved by the change over the year',
          needs: 2 * season,
          expect: (values: readonly number[], ahead: number) =>
            last(values, season - ((ahead - 1) % season)) +
            mean(values.slice(-season)) -
            mean(values.slice(-2 * season, -season)),
        },
      ]
    : []),
]

export interface Tested {
  method: Method
  /** Mean of how far off it was, over the tested periods, one step ahead. */
  error: number
  /** In percent of what came; `null` where something that came was 0. */
  errorPercent: number | null
  tested: number
}

/** At most so many of the last periods are expected from what was known before each of them. */
const TESTED = 6
const FEWEST_TESTED = 2

/** The best first; among equals the plainer one. */
export function backTest(values: readonly number[], season: number): Tested[] {
  return methodsFor(season)
    .flatMap((method) => {
      const tested = Math.min(TESTED, values.length - method.needs)
      if (tested < FEWEST_TESTED) return []
      const misses = Array.from({ length: tested }, (_, back) => {
        const at = values.length - 1 - back
        const came = values[at] ?? 0
        return { came, miss: Math.abs(method.expect(values.slice(0, at), 1) - came) }
      })
      const percent = misses.every(({ came }) => came !== 0)
        ? mean(misses.map(({ came, miss }) => (100 * miss) / Math.abs(came)))
        : null
      return [{ method, error: mean(misses.map(({ miss }) => miss)), errorPercent: percent, tested }]
    })
    .sort((a, b) => a.error - b.error)
}
