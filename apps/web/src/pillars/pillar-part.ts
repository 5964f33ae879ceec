// What the folder of a pillar adds to the page.
import type { PILLARS, Pillar } from '@biplane/contracts/vocabulary/pillars'
import type { ReactNode } from 'react'
import type { Icon } from '../design/icons.tsx'

export interface PillarPart {
  Icon: Icon
  /** In the navigation. */
  name: string
  purpose: string
  /** Before the first message. */
  empty: string
  placeholder: string
  suggestions: readonly string[]
  /** Suggestions once there is a result. */
  next: readonly string[]
  /** Icons of its kinds of results; the others are shown as documents. */
  marks: Readonly<Record<string, Icon>>
}

export interface MadeResult {
  kind: string
  title: string
  data: unknown
}

/** Draws the data of a result; `null` for data of an unknown form. */
export type ResultViewer = (result: Pick<MadeResult, 'title' | 'data'>) => ReactNode

/** One for each kind that the pillar makes. */
export type ResultViewers<Of extends Pillar> = Record<(typeof PILLARS)[Of]['makes'][number], ResultViewer>

/** `null` for what could not be read. */
export const drawn = <T>(read: T | null, draw: (read: T) => ReactNode): ReactNode => (read === null ? null : draw(read))
