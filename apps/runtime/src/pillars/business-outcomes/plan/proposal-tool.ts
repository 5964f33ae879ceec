// Tools that write a plan: the pilot proposal, and the bundle for export.
import type { BundleData } from '@biplane/contracts/wire/plan-artifacts'
import { z } from 'zod'
import { bundleDraft, proposalDraft } from '../../../tools/artifact-shapes.ts'
import { defineTool } from '../../../tools/define-tool.ts'
import { counted } from '../../../tools/shown-text.ts'
import type { ToolFile } from '../../../tools/tool-file.ts'
import { missingIn, openEvidence } from './evidence.ts'
import { makeFinancials } from './financials.ts'
import { makeKpis } from './indicators.ts'
import { planArgs } from './plan-args.ts'
import { planProvenance } from './plan-provenance.ts'
import { type Plan, writeProposal } from './proposal.ts'
import { findRisks } from './risks.ts'
import { makeRoadmap } from './roadmap.ts'

function planOf(ask: z.infer<typeof planArgs>, file: ToolFile): Plan {
  const evidence = openEvidence(file)
  const roadmap = makeRoadmap(evidence, ask.changes)
  const financials = makeFinancials(evidence, ask)
  const share = financials.assumptions.find(({ name }) => name === 'collected_share')?.value ?? 0
  return {
    evidence,
    roadmap,
    financials,
    kpis: makeKpis(evidence, share, ask.measured),
    risks: findRisks(evidence, roadmap, financials),
    missing: missingIn(evidence),
  }
}

const PROPOSAL = { name: 'outcomes.proposal', version: '1' }

export const proposalTool = defineTool({
  ...PROPOSAL,
  args: planArgs,
  result: z.object({ artifact: proposalDraft }),
  async run(ask, file) {
    const plan = planOf(ask, file)
    const data = writeProposal(plan)
    const provenance = planProvenance(
      PROPOSAL,
      { evidence: plan.evidence, file },
      {
        expression: 'the numbers of roadmap, financials, indicators and risks, written down',
        steps: data.criteria.map(({ name, baseline, target, measure }) => ({
          label: name,
          expression: measure,
          result: `${baseline} → ${target}`,
        })),
      },
    )
    const summary = `${counted(data.criteria.length, 'success criterion', 'success criteria')}, ${plan.roadmap.length_days} days`
    return {
      artifact: {
        kind: 'proposal' as const,
        key: 'proposal',
        title: 'Proposal for a proof of concept',
        summary,
        provenance,
        data,
      },
    }
  },
})

const BUNDLE = { name: 'outcomes.bundle', version: '1' }

export const bundleTool = defineTool({
  ...BUNDLE,
  args: planArgs,
  result: z.object({ artifact: bundleDraft }),
  async run(ask, file) {
    const plan = planOf(ask, file)
    const { evidence, roadmap, financials, kpis, risks } = plan
    const json = { evidence, roadmap, financials, kpis, risks }
    const documents: BundleData['documents'] = [
      { name: 'proposal.md', mime: 'text/markdown', text: writeProposal(plan).markdown },
      { name: 'plan.json', mime: 'application/json', text: `${JSON.stringify(json, null, 2)}\n` },
    ]
    const provenance = planProvenance(
      BUNDLE,
      { evidence, file },
      {
        expression: 'the proposal as Markdown, and every number of the plan as JSON',
        steps: documents.map(({ name, mime, text }) => ({
          label: name,
          expression: mime,
          result: `${text.length.toLocaleString('en')} characters`,
        })),
      },
    )
    return {
      artifact: {
        kind: 'bundle' as const,
        key: 'plan-bundle',
        title: 'The plan to take along',
        summary: documents.map(({ name }) => name).join(', '),
        provenance,
        data: { documents },
      },
    }
  },
})
