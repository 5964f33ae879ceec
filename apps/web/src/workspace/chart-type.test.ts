import { expect, test } from 'vitest'
import { chartTypeOf, withChartType } from './chart-type.ts'

const bars = { mark: { type: 'bar', tooltip: true, cornerRadiusEnd: 3 }, encoding: { x: {} } }

test('draws bars as a line and keeps the numbers', () => {
  expect(withChartType(bars, 'line')).toEqual({
    mark: { type: 'line', tooltip: true, point: true },
    encoding: { x: {} },
  })
  expect(withChartType(bars, 'bar')).toBe(bars)
})

test('changes no chart of several layers', () => {
  expect(chartTypeOf({ layer: [] })).toBeNull()
  expect(chartTypeOf({ mark: 'arc' })).toBeNull()
  expect(chartTypeOf({ mark: 'line' })).toBe('line')
})
