// Owns the charts: Vega-Lite with its data inside, plain enough to be drawn without any expression or request.
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
      ...(lying
        ? { y: { ...names, axis: { labelLimit: 180 } }, x: lengths }
        : { x: { ...names, axis: { labelAngle: 0 } }, y: lengths }),
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
      x: { field: 'label', type: 'ordinal', sort: null, title: axis, axis: { labelOverlap: true } },
      y: { field: 'value', type: 'quantitative', title: measure, axis: { format: ',~s' } },
      tooltip: [
        { field: 'label', type: 'nominal', title: axis },
        { field: 'value', type: 'quantitative', title: measure, format: ',.2f' },
      ],
    },
  }
}
