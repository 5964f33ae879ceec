// Introduces the assistants of all pillars. English only.
import { PILLAR_NAMES } from '@biplane/contracts/vocabulary/pillars'
import { INTRODUCTIONS } from '../pillars/introductions.ts'
import { labelOf } from './hand-over.ts'
import { bullets } from './plain-markdown.ts'

/** One line for each assistant. */
export const introduceAll = (): string =>
  bullets(PILLAR_NAMES.map((pillar) => `The **${labelOf(pillar)} assistant** ${INTRODUCTIONS[pillar].does}.`))
