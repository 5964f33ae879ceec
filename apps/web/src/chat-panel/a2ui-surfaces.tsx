// Renders the A2UI surfaces of an answer. Loaded on first use. Surfaces are rebuilt from the log at each change, so a
// reloaded page shows the same. [U1, L14]
import { A2uiSurface, type ReactComponentImplementation } from '@a2ui/react/v0_9'
import { type A2uiMessage, A2uiMessageSchema, MessageProcessor, type SurfaceModel } from '@a2ui/web_core/v0_9'
import { useEffect, useMemo, useRef } from 'react'
import { STRINGS } from '../strings.ts'
import { CATALOGUE } from './a2ui-catalogue.tsx'
import { isDrawable, surfaceIdOf, wordsOf } from './a2ui-check.ts'

interface SurfacesProps {
  /** The answer's A2UI messages, in the order of the log. */
  ui: readonly Record<string, unknown>[]
  /** The person has gone on: what was asked is not asked any more. */
  over: boolean
  /** What the person says by an action. */
  say: (words: string) => void
}

export default function Surfaces({ ui, over, say }: SurfacesProps) {
  const saying = useRef<(words: string) => void>(() => {})
  useEffect(() => {
    saying.current = over ? () => {} : say
  })
  const { surfaces, refused } = useMemo(() => build(ui, (words) => saying.current(words)), [ui])
  return (
    <>
      {surfaces.map((surface) => (
        <fieldset
          key={surface.id}
          disabled={over}
          aria-label={over ? STRINGS.ui.over : STRINGS.ui.label}
          className={`mt-3 min-w-0 rounded-xl border border-line bg-sunken p-3.5 text-[0.875rem] ${over ? 'opacity-75' : ''}`}
        >
          <A2uiSurface surface={surface} />
        </fieldset>
      ))}
      {refused && <p className="mt-2 text-[0.8125rem] text-warn">{STRINGS.ui.refused}</p>}
    </>
  )
}

/** Everything anew: a second `createSurface` of one id is an error to the renderer, so the earlier one is deleted first. */
function build(ui: SurfacesProps['ui'], say: (words: string) => void) {
  const processor = new MessageProcessor<ReactComponentImplementation>([CATALOGUE], ({ name, context }) => {
    const words = wordsOf(name, context)
    if (words !== null) say(words)
  })
  let refused = false
  for (const message of ui) {
    const read = isDrawable(message) ? A2uiMessageSchema.safeParse(message) : null
    if (!read?.success) {
      refused = true
      continue
    }
    const surfaceId = surfaceIdOf(message)
    try {
      if ('createSurface' in message && surfaceId !== null && processor.model.getSurface(surfaceId)) {
        processor.processMessages([{ version: 'v0.9', deleteSurface: { surfaceId } }])
      }
      processor.processMessages([plainly(read.data)])
    } catch {
      // A surface that was never made, a child that holds its parent: the rest is drawn.
      refused = true
    }
  }
  return {
    surfaces: [...processor.model.surfacesMap.values()].filter(hasRoot),
    refused,
  }
}

type Read = ReturnType<typeof A2uiMessageSchema.parse>

/** A surface has no theme of an agent's, and its data goes nowhere by itself. */
function plainly(message: Read): A2uiMessage {
  const version = 'v0.9'
  if ('createSurface' in message) {
    const { surfaceId, catalogId } = message.createSurface
    return { version, createSurface: { surfaceId, catalogId } }
  }
  if ('updateDataModel' in message) {
    const { surfaceId, path = '/', value } = message.updateDataModel
    return { version, updateDataModel: { surfaceId, path, value } }
  }
  if ('deleteSurface' in message) return { version, deleteSurface: message.deleteSurface }
  const { surfaceId, components } = message.updateComponents
  return { version, updateComponents: { surfaceId, components } }
}

const hasRoot = (surface: SurfaceModel<ReactComponentImplementation>) =>
  surface.componentsModel.get('root') !== undefined
