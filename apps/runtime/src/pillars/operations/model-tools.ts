// Tools of this pillar that a model may call.
import { modelTool } from '../../agents/model-tool.ts'
import { coexistenceTool } from './process/coexistence-tool.ts'
import { simulateTool } from './process/simulate-tool.ts'
import { workflowTool } from './process/workflow-tool.ts'

export const modelTools = [
  modelTool(workflowTool, {
    description: 'A procedure or BPMN diagram as a workflow, and what is wrong in it, with step and line.',
  }),
  modelTool(simulateTool, {
    description: 'How long the cases of a procedure take and where they wait: seeded simulation, named assumptions.',
  }),
  modelTool(coexistenceTool, {
    description:
      'Which steps of a procedure people, assisted people or machines should do, with sub-scores and reasons.',
  }),
]
