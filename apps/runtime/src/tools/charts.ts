// Charts as Vega-Lite with inline data, without expressions or requests.
import type { ChartData } from '@biplane/contracts/wire/artifacts'

export interface BarChart {
  /** One bar each, in the order in which they are shown. */
  bars: { label: string; value: number }[]
  /** What the bars are, for example `Days late`. */
  axis: string
  /** What their length is, for example `Open amount (EUR)`. */
  measure: string
  /** Long names read better beside a bar than under it. */
  lying: boolean
}

const SCHEMA = 'https://vega.github.io/schema/vega-lite/v6.json'

export function barChart({ bars, axis, measure, lying }: BarChart): ChartData['spec'] {
  const names = { field: 'label', type: 'nominal', sort: null, title: axis }
  const lengths = { field: 'value', type: 'quantitative', title: measure, axis: { format: ',~s' } }
  return {
    $schema: SCHEMA,
    description: `${measure} by ${axis.toLowerCase()}`,
    width: 'container',
    height: lying ? { step: 24 } : 240,
    data: { values: bars },
    mark: { type: 'bar', cornerRadiusEnd: 3 },
    encoding: {
      ...(lying ? { y: { ...names }, x: lengths } : { x: { ...names, axis: { labelAngle: 0 } }, y: lengths }),
      tooltip: [
        { field: 'label', type: 'nominal', title: axis },
        { field: 'value', type: 'quantitative', title: measure, format: ',.2f' },
      ],
    },
  }
}

export interface LineChart {
  points: { label: string; value: number }[]
  axis: string
  measure: string
}

/** Periods in order: their labels sort as text, so no date is parsed in the page. */
export function lineChart({ points, axis, measure }: LineChart): ChartData['spec'] {
  return {
    $schema: SCHEMA,
    description: `${measure} by ${axis.toLowerCase()}`,
    width: 'container',
    height: 240,
    data: { values: points },
    mark: { type: 'line', point: true },
    encoding: {
      x: { field: 'label', type: 'ordinal', sort: null, title: axis, axis: { labelAngle: 0, labelOverlap: true } },
      y: { field: 'value', type: 'quantitative', title: measure, axis: { format: ',~s' } },
      tooltip: [
        { field: 'label', type: 'nominal', title: axis },
        { field: 'value', type: 'quantitative', title: measure, format: ',.2f' },
      ],
    },
  }
}

export interface StackedChart {
  points: { label: string; part: string; value: number }[]
  axis: string
  parts: string
  measure: string
  /** Periods lie along the bottom in their order; names read better beside their bars. */
  lying: boolean
}

/** What each bar consists of. */
export function stackedChart({ points, axis, parts, measure, lying }: StackedChart): ChartData['spec'] {
  const names = { field: 'label', type: 'nominal', sort: null, title: axis }
  const lengths = { field: 'value', type: 'quantitative', title: measure, axis: { format: ',~s' } }
  return {
    $schema: SCHEMA,
    description: `${measure} by ${axis.toLowerCase()} and ${parts.toLowerCase()}`,
    width: 'container',
    height: lying ? { step: 24 } : 240,
    data: { values: points },
    mark: { type: 'bar' },
    encoding: {
      ...(lying ? { y: names, x: lengths } : { x: names, y: lengths }),
      color: { field: 'part', type: 'nominal', title: parts },
      tooltip: [
        { field: 'label', type: 'nominal', title: axis },
        { field: 'part', type: 'nominal', title: parts },
        { field: 'value', type: 'quantitative', title: measure, format: ',.2f' },
      ],
    },
  }
}

export interface ScatterChart {
  points: { x: number; y: number }[]
  x: string
  y: string
}

export const scatterChart = ({ points, x, y }: ScatterChart): ChartData['spec'] => ({
  $schema: SCHEMA,
  description: `${y} against ${x}`,
  width: 'container',
  height: 280,
  data: { values: points },
  mark: { type: 'point', filled: true, opacity: 0.5 },
  encoding: {
    x: { field: 'x', type: 'quantitative', title: x, scale: { zero: false }, axis: { format: ',~s' } },
    y: { field: 'y', type: 'quantitative', title: y, scale: { zero: false }, axis: { format: ',~s' } },
    tooltip: [
      { field: 'x', type: 'quantitative', title: x, format: ',.2f' },
      { field: 'y', type: 'quantitative', title: y, format: ',.2f' },
    ],
  },
})

export interface ForecastChart {
  points: { label: string; value: number; low: number; high: number; kind: 'past' | 'expected' }[]
  axis: string
  measure: string
}

/** What was, what is expected, and how far off such an expectation has been. */
export const forecastChart = ({ points, axis, measure }: ForecastChart): ChartData['spec'] => {
  const x = { field: 'label', type: 'ordinal', sort: null, title: axis, axis: { labelOverlap: true } }
  return {
    $schema: SCHEMA,
    description: `${measure} by ${axis.toLowerCase()}, with what is expected`,
    width: 'container',
    height: 240,
    data: { values: points },
    layer: [
      {
        mark: { type: 'errorbar' },
        encoding: {
          x,
          y: { field: 'low', type: 'quantitative', title: measure, scale: { zero: false } },
          y2: { field: 'high' },
        },
      },
      {
        mark: { type: 'line', point: true },
        encoding: {
          x,
          y: { field: 'value', type: 'quantitative', title: measure, axis: { format: ',~s' } },
          color: { field: 'kind', type: 'nominal', title: null },
          tooltip: [
            { field: 'label', type: 'nominal', title: axis },
            { field: 'value', type: 'quantitative', title: measure, format: ',.2f' },
            { field: 'kind', type: 'nominal', title: 'Kind' },
          ],
        },
      },
    ],
  }
}

export interface HeatChart {
  cells: { row: string; column: string; value: number }[]
  rows: string
  columns: string
  measure: string
}

export const heatChart = ({ cells, rows, columns, measure }: HeatChart): ChartData['spec'] => ({
  $schema: SCHEMA,
  description: `${measure} by ${rows.toLowerCase()} and ${columns.toLowerCase()}`,
  width: 'container',
  height: { step: 22 },
  data: { values: cells },
  mark: { type: 'rect' },
  encoding: {
    y: { field: 'row', type: 'ordinal', sort: null, title: rows },
    x: { field: 'column', type: 'ordinal', sort: null, title: columns },
    color: { field: 'value', type: 'quantitative', title: measure },
    tooltip: [
      { field: 'row', type: 'nominal', title: rows },
      { field: 'column', type: 'nominal', title: columns },
      { field: 'value', type: 'quantitative', title: measure, format: ',.1f' },
    ],
  },
})
