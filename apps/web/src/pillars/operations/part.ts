// The page's words and icons for this pillar.
import { FindingsIcon, OperationsIcon, OutlineIcon } from '../../design/icons.tsx'
import type { PillarPart } from '../pillar-part.ts'

export const part: PillarPart = {
  Icon: OperationsIcon,
  name: 'Operations',
  purpose: 'Processes and procedures: steps, owners, gaps, waiting, what machines could do.',
  empty:
    'Attach a procedure or a BPMN diagram, or type the steps. I draw the workflow, check it line by line, and simulate it.',
  placeholder: 'Describe a process …',
  suggestions: ['Draw the workflow', 'Check it for gaps', 'Build a new procedure by questions'],
  next: ['Simulate it', 'Which steps can be automated?', 'Check it for gaps'],
  marks: {
    workflow: OperationsIcon,
    sop: OutlineIcon,
    lint_report: FindingsIcon,
    simulation: OperationsIcon,
    coexistence: OperationsIcon,
  },
}
