// Renders a Vega-Lite specification. Loaded on first use. Interprets expressions instead of compiling them, fetches
// nothing, and drops what the specification asks of the surrounding page. [SECURITY 25]
import { useEffect, useRef } from 'react'
import embed, { type EmbedOptions, type Result, type VisualizationSpec } from 'vega-embed'
import { expressionInterpreter } from 'vega-interpreter'
import type { ChartPicture } from './chart-tools.tsx'

interface VegaChartProps {
  spec: Record<string, unknown>
  onFail: () => void
  /** Once it is drawn: its picture; `null` when it is gone. */
  onDrawn?: (picture: ChartPicture | null) => void
}

export default function VegaChart({ spec, onFail, onDrawn }: VegaChartProps) {
  const host = useRef<HTMLDivElement>(null)
  const fail = useRef(onFail)
  const told = useRef(onDrawn)
  useEffect(() => {
    fail.current = onFail
    told.current = onDrawn
  })

  useEffect(() => {
    const box = host.current
    const whole = drawable(spec)
    if (!box) return
    if (!whole) return fail.current()
    let drawn: Result | null = null
    let begun = false
    let left = false
    const draw = (width: number) => {
      begun = true
      embed(box, { ...whole, width }, optionsFor(box, width)).then(
        (result) => {
          if (left) return result.finalize()
          drawn = result
          told.current?.(pictureOf(result))
          if (box.clientWidth > 0) result.view.width(box.clientWidth).runAsync()
        },
        () => {
          if (!left) fail.current()
        },
      )
    }
    // A chart in a view that is not shown has no width: it is drawn when it comes into sight, and follows its frame.
    const frame = new ResizeObserver(([entry]) => {
      const width = Math.floor(entry?.contentRect.width ?? 0)
      if (width === 0) return
      if (!begun) draw(width)
      else drawn?.view.width(width).runAsync()
    })
    frame.observe(box)
    return () => {
      left = true
      frame.disconnect()
      told.current?.(null)
      drawn?.finalize()
      box.replaceChildren()
    }
  }, [spec])

  return <div ref={host} className="min-h-72 w-full [&_svg]:max-w-full" />
}

/** Twice the size on the screen, for print and slides. */
const PICTURE_SCALE = 2

const pictureOf = ({ view }: Result): ChartPicture => ({
  async png() {
    const canvas = await view.toCanvas(PICTURE_SCALE)
    return new Promise((resolve, reject) =>
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/png'),
    )
  },
  svg: async () => new Blob([await view.toSVG()], { type: 'image/svg+xml' }),
})

/** Pixels. */
const NARROW = 440

const refuse = () => Promise.reject(new Error('a chart fetches nothing'))

/** `usermeta` could overrule these options from inside the data, and addresses could fetch: neither is let through. */
function drawable({ usermeta: _overrules, ...spec }: Record<string, unknown>): VisualizationSpec | null {
  const whole = { height: 220, ...spec, autosize: { type: 'fit-x', contains: 'padding' } }
  return isVegaLite(whole) ? whole : null
}

/** What is drawn at all; the rest of the form is checked by the renderer, which fails without harm. */
const isVegaLite = (spec: object): spec is VisualizationSpec =>
  ['mark', 'layer', 'concat', 'hconcat', 'vconcat', 'repeat', 'facet'].some((form) => form in spec)

function optionsFor(box: HTMLElement, width: number): EmbedOptions {
  const colour = (name: string) => {
    const probe = document.createElement('span')
    probe.style.color = `var(--${name})`
    box.append(probe)
    const value = getComputedStyle(probe).color
    probe.remove()
    return value
  }
  const ink = colour('ink-2')
  const faint = colour('ink-3')
  const line = colour('line')
  const font = getComputedStyle(box).fontFamily
  const text = {
    labelFont: font,
    titleFont: font,
    labelColor: ink,
    titleColor: faint,
    labelFontSize: 12,
    titleFontSize: 12,
  }
  return {
    mode: 'vega-lite',
    renderer: 'svg',
    actions: false,
    defaultStyle: false,
    ast: true,
    expr: expressionInterpreter,
    loader: { load: refuse, sanitize: refuse, http: refuse, file: refuse },
    tooltip: { theme: 'page', disableDefaultStyle: true },
    config: {
      background: 'transparent',
      font,
      view: { stroke: null },
      axis: {
        ...text,
        titleFontWeight: 'normal',
        gridColor: line,
        domainColor: line,
        tickColor: line,
        labelPadding: 6,
      },
      // In a narrow frame names side by side would run into each other: their words stand under each other.
      // Letters that people know: a billion is B, not G.
      axisQuantitative: {
        labelExpr: "datum.value === 0 ? '0' : replace(datum.label, 'G', 'B')",
        tickCount: width < NARROW ? 4 : 6,
      },
      axisYDiscrete: { labelLimit: Math.max(90, Math.round(width * 0.38)) },
      axisXDiscrete: width < NARROW ? { labelExpr: "split(datum.label, ' ')" } : {},
      legend: { ...text, titleFontWeight: 'normal' },
      title: { font, color: ink, fontSize: 13, fontWeight: 600, anchor: 'start' },
      mark: { color: colour('accent') },
      bar: { color: colour('accent'), cornerRadiusEnd: 3 },
      range: { category: [colour('accent'), colour('warn'), colour('good'), colour('bad'), faint] },
    },
  }
}
