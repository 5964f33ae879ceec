// Target selected by the path of a socket: the guide, or the agent of a pillar.
import type { Pillar } from '@biplane/contracts/vocabulary/pillars'

/** An unknown pillar (`null`) is rejected after the socket opens, with 4004. */
export type PathTarget = { kind: 'guide'; old: boolean } | { kind: 'liaison'; name: string; pillar: Pillar | null }
