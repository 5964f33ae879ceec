// Kinds of results that operations and outcomes make.
const MADE_KINDS = [
  'workflow',
  'sop',
  'lint_report',
  'simulation',
  'coexistence',
  'roadmap',
  'financials',
  'kpis',
  'risks',
  'proposal',
  'bundle',
] as const

export type MadeKind = (typeof MADE_KINDS)[number]

export const isMadeKind = (kind: string): kind is MadeKind => MADE_KINDS.some((made) => made === kind)

export interface MadeViewerProps {
  kind: MadeKind
  title: string
  data: unknown
}
