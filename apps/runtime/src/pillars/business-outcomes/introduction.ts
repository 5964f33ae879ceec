// What the guide tells of this pillar, and when it proposes it. Data: it imports no agent.
import type { PillarIntroduction } from '../pillar-introduction.ts'

const needs =
  'results of the other assistants (late invoices from insights, a workflow from operations), or your own cash flows'

export const introduction: PillarIntroduction = {
  does: 'turns what the others found into a plan: roadmap, costs and benefits, indicators, risks, a proposal',
  needs,
  way: 'plan what to change, what it costs and what it brings',
  skills: [
    'Ask “make a 90-day plan”: roadmap with the critical path, payback, indicators, risks.',
    'Ask “is it worth it?”: net present value, rate of return, payback, sensitivity, Monte Carlo.',
    'Say “invest 50,000 now, get 20,000 a year for 4 years at 8 %”: present value, rate of return, payback.',
    'Ask “what is the IRR of this file?” about a table of amounts and dates.',
    'Say “set discount rate to 12 %”: every assumption is a named cell.',
    'Ask for the KPIs, and “measure the KPIs again” when the files have changed.',
    'Ask for the risks, each with its evidence.',
    'Ask “write a proposal for a pilot” with success criteria, or “export the bundle”.',
    'Ask “what is missing?” for a better plan.',
  ],
  modelTools: ['tables.read', 'insights.ask'],
  journey: {
    begins: [],
    later: ({ made }) =>
      made
        ? { text: 'Every pillar has results. Look at the plan, and approve what holds.', say: null }
        : { text: 'Turn the findings into a plan.', say: 'Make a 90-day plan from the findings' },
  },
}
