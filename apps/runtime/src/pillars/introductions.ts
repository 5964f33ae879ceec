// Lists what each pillar tells about itself.
import type { Pillar } from '@biplane/contracts/vocabulary/pillars'
import { introduction as businessOutcomes } from './business-outcomes/introduction.ts'
import { introduction as content } from './content/introduction.ts'
import { introduction as insights } from './insights/introduction.ts'
import { introduction as operations } from './operations/introduction.ts'
import type { PillarIntroduction } from './pillar-introduction.ts'

export const INTRODUCTIONS: Record<Pillar, PillarIntroduction> = {
  content,
  insights,
  operations,
  business_outcomes: businessOutcomes,
}
