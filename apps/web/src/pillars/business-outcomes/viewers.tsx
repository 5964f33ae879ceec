// Viewers of the results of this pillar.
import { drawn, type ResultViewers } from '../pillar-part.ts'
import { BundleViewer } from './bundle-viewer.tsx'
import { FinancialsViewer } from './financials-viewer.tsx'
import { KpisViewer } from './kpis-viewer.tsx'
import { readBundle, readFinancials, readKpis, readProposal, readRisks, readRoadmap } from './plan-data.ts'
import { ProposalViewer } from './proposal-viewer.tsx'
import { RisksViewer } from './risks-viewer.tsx'
import { RoadmapViewer } from './roadmap-viewer.tsx'

export const viewers: ResultViewers<'business_outcomes'> = {
  roadmap: ({ data }) => drawn(readRoadmap(data), (roadmap) => <RoadmapViewer roadmap={roadmap} />),
  financials: ({ data }) => drawn(readFinancials(data), (financials) => <FinancialsViewer financials={financials} />),
  kpis: ({ data }) => drawn(readKpis(data), (kpis) => <KpisViewer kpis={kpis} />),
  risks: ({ data }) => drawn(readRisks(data), (risks) => <RisksViewer risks={risks} />),
  proposal: ({ title, data }) =>
    drawn(readProposal(data), (proposal) => <ProposalViewer title={title} proposal={proposal} />),
  bundle: ({ data }) => drawn(readBundle(data), (bundle) => <BundleViewer bundle={bundle} />),
}
