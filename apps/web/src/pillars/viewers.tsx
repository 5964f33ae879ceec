// Draws a result by the viewers of the pillars; loaded on first use. An unknown form is shown as such.
import { PROCESS_STRINGS } from '../strings/process-strings.ts'
import { viewers as businessOutcomes } from './business-outcomes/viewers.tsx'
import { viewers as operations } from './operations/viewers.tsx'
import type { MadeResult, ResultViewer } from './pillar-part.ts'

const VIEWERS = new Map<string, ResultViewer>([...Object.entries(operations), ...Object.entries(businessOutcomes)])

export default function PillarViewer({ kind, title, data }: MadeResult) {
  return (
    VIEWERS.get(kind)?.({ title, data }) ?? (
      <p className="px-4 pb-4 text-[0.8125rem] text-warn">{PROCESS_STRINGS.unreadable}</p>
    )
  )
}
