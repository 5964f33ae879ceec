// Draws the same numbers as another kind of chart. Pure. Only a chart of one mark is changed: layers and facets say more than
// their marks.

export const CHART_TYPES = ['bar', 'line', 'area', 'point'] as const
export type ChartType = (typeof CHART_TYPES)[number]

type Spec = Record<string, unknown>

/** `null` for a chart whose kind cannot be changed. */
export function chartTypeOf({ mark }: Spec): ChartType | null {
  const name = typeof mark === 'object' && mark !== null && 'type' in mark ? mark.type : mark
  return CHART_TYPES.find((type) => type === name) ?? null
}

export function withChartType(spec: Spec, type: ChartType): Spec {
  const { mark } = spec
  if (chartTypeOf(spec) === type) return spec
  // What belongs to the look of one mark (a bar's corners) is not taken along.
  const tooltip = typeof mark === 'object' && mark !== null && 'tooltip' in mark ? { tooltip: mark.tooltip } : {}
  return { ...spec, mark: { type, ...tooltip, ...(type === 'line' ? { point: true } : {}) } }
}
