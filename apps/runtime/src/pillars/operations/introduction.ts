// What the guide tells of this pillar, and when it proposes it. Data: it imports no agent.
import type { PillarIntroduction } from '../pillar-introduction.ts'

const needs = 'a procedure with numbered steps (Markdown, text, Word) or a BPMN diagram'

export const introduction: PillarIntroduction = {
  does: 'turns procedures into workflows and back, checks them, simulates them, and says which steps machines could do',
  needs,
  way: 'look at how the work is done, step by step',
  skills: [
    'Attach a procedure and ask “draw the workflow”: BPMN, Mermaid, and what is wrong in it, line by line.',
    'Ask “check this procedure for gaps”: owners, dead ends, loops, time limits, separated duties.',
    'Ask “simulate it” (“with 2,000 cases and seed 7”): how long cases take, and where they wait.',
    'Ask “which steps can be automated?”: people and machines, and the future-state procedure.',
    'Attach a BPMN diagram and ask “write it as an SOP”.',
    'Type the steps, one numbered line each, and I draw them.',
    'Say “build a new procedure by questions”; answer today or next week.',
    'Ask for the outline of a Markdown document.',
  ],
  modelTools: [
    'content.search',
    'content.outline',
    'operations.workflow',
    'operations.simulate',
    'operations.coexistence',
  ],
  journey: {
    begins: ['outline', 'sop', 'workflow'],
    step: ({ made, ready }) => {
      if (made) return null
      return ready
        ? { text: 'Let the operations assistant look at your procedure.', say: 'Draw the workflow of this procedure' }
        : { text: `Attach ${needs}, or describe how the work is done.`, say: null }
    },
  },
}
