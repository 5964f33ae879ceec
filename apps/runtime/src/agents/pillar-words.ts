// Collects what the folders of the pillars tell about themselves. English only.
import { PILLAR_NAMES, type Pillar } from '@biplane/contracts/vocabulary/pillars'
import { introduction as businessOutcomes } from '../pillars/business-outcomes/introduction.ts'
import { introduction as content } from '../pillars/content/introduction.ts'
import { introduction as insights } from '../pillars/insights/introduction.ts'
import { introduction as operations } from '../pillars/operations/introduction.ts'
import type { PillarIntroduction } from '../pillars/pillar-introduction.ts'
import { labelOf } from './hand-over.ts'
import { bullets } from './plain-markdown.ts'

export const PILLAR_WORDS: Record<Pillar, PillarIntroduction> = {
  content,
  insights,
  operations,
  business_outcomes: businessOutcomes,
}

/** One line for each liaison. */
export const introductions = (): string =>
  bullets(PILLAR_NAMES.map((pillar) => `The **${labelOf(pillar)} assistant** ${PILLAR_WORDS[pillar].does}.`))
