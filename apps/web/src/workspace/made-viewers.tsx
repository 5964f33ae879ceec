// Maps each kind of operations and outcomes result to its viewer. An unknown form is shown as such.
import { assertNever } from '@biplane/contracts/vocabulary/assert-never'
import type { ReactNode } from 'react'
import { PROCESS_STRINGS } from '../strings/process-strings.ts'
import { BundleViewer } from './bundle-viewer.tsx'
import { CoexistenceViewer } from './coexistence-viewer.tsx'
import { FinancialsViewer } from './financials-viewer.tsx'
import { KpisViewer } from './kpis-viewer.tsx'
import { LintViewer } from './lint-viewer.tsx'
import type { MadeViewerProps } from './made-kinds.ts'
import { readBundle, readFinancials, readKpis, readProposal, readRisks, readRoadmap } from './plan-data.ts'
import { readCoexistence, readLint, readSimulation, readSop, readWorkflow } from './process-data.ts'
import { RisksViewer } from './risks-viewer.tsx'
import { RoadmapViewer } from './roadmap-viewer.tsx'
import { SimulationViewer } from './simulation-viewer.tsx'
import { ProposalViewer, SopViewer } from './sop-viewer.tsx'
import { WorkflowViewer } from './workflow-viewer.tsx'

export default function MadeViewers(props: MadeViewerProps) {
  return bodyOf(props) ?? <p className="px-4 pb-4 text-[0.8125rem] text-warn">{PROCESS_STRINGS.unreadable}</p>
}

function bodyOf({ kind, title, data }: MadeViewerProps): ReactNode {
  const drawn = <T,>(read: T | null, draw: (read: T) => ReactNode): ReactNode => (read === null ? null : draw(read))
  switch (kind) {
    case 'workflow':
      return drawn(readWorkflow(data), (workflow) => <WorkflowViewer title={title} workflow={workflow} />)
    case 'sop':
      return drawn(readSop(data), (sop) => <SopViewer title={title} sop={sop} />)
    case 'lint_report':
      return drawn(readLint(data), (lint) => <LintViewer lint={lint} />)
    case 'simulation':
      return drawn(readSimulation(data), (simulation) => <SimulationViewer simulation={simulation} />)
    case 'coexistence':
      return drawn(readCoexistence(data), (scores) => <CoexistenceViewer scores={scores} />)
    case 'roadmap':
      return drawn(readRoadmap(data), (roadmap) => <RoadmapViewer roadmap={roadmap} />)
    case 'financials':
      return drawn(readFinancials(data), (financials) => <FinancialsViewer financials={financials} />)
    case 'kpis':
      return drawn(readKpis(data), (kpis) => <KpisViewer kpis={kpis} />)
    case 'risks':
      return drawn(readRisks(data), (risks) => <RisksViewer risks={risks} />)
    case 'proposal':
      return drawn(readProposal(data), (proposal) => <ProposalViewer title={title} proposal={proposal} />)
    case 'bundle':
      return drawn(readBundle(data), (bundle) => <BundleViewer bundle={bundle} />)
    default:
      return assertNever(kind, 'kind')
  }
}
