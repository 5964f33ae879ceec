// Lists what each pillar adds to the page.
import type { Pillar } from '@biplane/contracts/vocabulary/pillars'
import { part as businessOutcomes } from './business-outcomes/part.ts'
import { part as content } from './content/part.ts'
import { part as insights } from './insights/part.ts'
import { part as operations } from './operations/part.ts'
import type { PillarPart } from './pillar-part.ts'

export const PILLAR_PARTS: Record<Pillar, PillarPart> = {
  content,
  insights,
  operations,
  business_outcomes: businessOutcomes,
}
