// Provenance of plan results: the results that they rest on, and the calculation.
import type { Provenance } from '@biplane/contracts/wire/artifacts'
import type { Assumption } from '@biplane/contracts/wire/process-artifacts'
import type { Step } from '../../../tools/artifact-shapes.ts'
import { versioned } from '../../../tools/define-tool.ts'
import type { FileFacts } from '../../../tools/file-facts.ts'
import type { Evidence } from './evidence.ts'

export function planProvenance(
  tool: { name: string; version: string },
  { evidence, file }: { evidence: Evidence; file: FileFacts },
  { expression, steps }: { expression: string; steps: Step[] },
): Provenance {
  const sources = evidence.sources.map(({ title, kind }) => ({ label: 'Made of', expression: kind, result: title }))
  return {
    tool: versioned(tool),
    file: null,
    rows_considered: evidence.sources.length,
    expression: `${expression}; evidence SHA-256 ${file.sha256.slice(0, 12)}…`,
    steps: [...sources, ...steps],
  }
}

/** One line for each named cell. */
export const assumptionSteps = (assumptions: readonly Assumption[]): Step[] =>
  assumptions.map(({ label, name, value, unit, source }) => ({
    label,
    expression: `${name} (${source})`,
    result: `${value.toLocaleString('en')} ${unit}`,
  }))
