// Viewers of the results of this pillar.
import { drawn, type ResultViewers } from '../pillar-part.ts'
import { CoexistenceViewer } from './coexistence-viewer.tsx'
import { LintViewer } from './lint-viewer.tsx'
import { readCoexistence, readLint, readSimulation, readSop, readWorkflow } from './process-data.ts'
import { SimulationViewer } from './simulation-viewer.tsx'
import { SopViewer } from './sop-viewer.tsx'
import { WorkflowViewer } from './workflow-viewer.tsx'

export const viewers: ResultViewers<'operations'> = {
  workflow: ({ title, data }) =>
    drawn(readWorkflow(data), (workflow) => <WorkflowViewer title={title} workflow={workflow} />),
  sop: ({ title, data }) => drawn(readSop(data), (sop) => <SopViewer title={title} sop={sop} />),
  lint_report: ({ data }) => drawn(readLint(data), (lint) => <LintViewer lint={lint} />),
  simulation: ({ data }) => drawn(readSimulation(data), (simulation) => <SimulationViewer simulation={simulation} />),
  coexistence: ({ data }) => drawn(readCoexistence(data), (scores) => <CoexistenceViewer scores={scores} />),
}
