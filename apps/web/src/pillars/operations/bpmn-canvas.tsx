// Draws a BPMN diagram in the colours of the page. Loaded when first needed; it only shows: nothing in a diagram is run or fetched.
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer'
import 'bpmn-js/dist/assets/diagram-js.css'
import 'bpmn-js/dist/assets/bpmn-js.css'
import { useEffect, useRef } from 'react'

/** What a person can do with a diagram that is drawn. */
export interface DrawnDiagram {
  fit(): void
  fullScreen(): Promise<void>
  /** 1 is as it was; larger is closer. */
  zoomBy(factor: number): void
  /** The diagram as an SVG document. */
  svg(): Promise<string>
}

interface BpmnCanvasProps {
  xml: string
  onDrawn: (diagram: DrawnDiagram) => void
  onFail: () => void
}

/** As much of the library's canvas as is used. */
interface Canvas {
  zoom(to?: number | 'fit-viewport', centre?: 'auto'): number
  viewbox(): { inner: Box }
  viewbox(box: Box): void
}

interface Box {
  x: number
  y: number
  width: number
  height: number
}

/** Below this scale text is unreadable: then the start is shown, and the rest can be dragged into view. */
const READABLE = 0.55
const MARGIN = 24

/** Follow the theme of the page; a saved picture has no page and takes the second colour. */
const COLOURS = {
  defaultFillColor: 'var(--card, #ffffff)',
  defaultStrokeColor: 'var(--ink, #1f2328)',
  defaultLabelColor: 'var(--ink, #1f2328)',
}

function open(canvas: Canvas, { clientWidth, clientHeight }: HTMLElement): void {
  canvas.zoom('fit-viewport', 'auto')
  if (canvas.zoom() >= READABLE) return
  const { inner } = canvas.viewbox()
  const size = { width: clientWidth / READABLE, height: clientHeight / READABLE }
  canvas.viewbox({ x: inner.x - MARGIN, y: inner.y + (inner.height - size.height) / 2, ...size })
}

export default function BpmnCanvas({ xml, onDrawn, onFail }: BpmnCanvasProps) {
  const host = useRef<HTMLDivElement>(null)
  const told = useRef({ onDrawn, onFail })
  useEffect(() => {
    told.current = { onDrawn, onFail }
  })

  useEffect(() => {
    const box = host.current
    if (!box) return
    let left = false
    const viewer = new NavigatedViewer<{ canvas: Canvas }>({ container: box, bpmnRenderer: COLOURS })
    const canvas = viewer.get('canvas')
    const fit = () => void canvas.zoom('fit-viewport', 'auto')
    viewer.importXML(xml).then(
      () => {
        if (left) return
        if (box.clientWidth > 0) open(canvas, box)
        told.current.onDrawn({
          fit,
          fullScreen: () => box.requestFullscreen(),
          zoomBy: (factor) => void canvas.zoom(canvas.zoom() * factor, 'auto'),
          svg: async () => (await viewer.saveSVG()).svg,
        })
      },
      () => {
        if (!left) told.current.onFail()
      },
    )
    // In a view that is not shown there is no room to fit into.
    let shown = box.clientWidth > 0
    let wasFull = false
    const frame = new ResizeObserver(() => {
      // Into full screen and back the diagram is fitted anew.
      const full = document.fullscreenElement === box
      if (box.clientWidth > 0 && (!shown || full !== wasFull)) open(canvas, box)
      wasFull = full
      shown = box.clientWidth > 0
    })
    frame.observe(box)
    return () => {
      left = true
      frame.disconnect()
      viewer.destroy()
    }
  }, [xml])

  return <div ref={host} className="h-96 w-full bg-card fullscreen:h-dvh" />
}
