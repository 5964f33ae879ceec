// Manifest of the pillar that makes plans and investment figures.
import { definePillar } from './define-pillar.ts'

/** Terms of an investment: they decide with any attachment, and are the same in every language. */
const INVESTMENT =
  'npv irr xirr xnpv payback breakeven kapitalwert barwert zinsfuß rendite amortisation amortisationsdauer amortisier'

export const businessOutcomes = definePillar({
  label: 'Business outcomes',
  orchestratorKey: 'business_outcomes',
  orchestrator: 'BusinessOutcomesOrchestrator',
  liaison: 'liaison.business_outcomes',
  agentType: 'business_outcomes_liaison',
  aliases: ['liaison.experience', 'experience_liaison'],
  purpose: {
    description: 'Makes plans and figures of an investment: roadmaps, cash flows, indicators, risks.',
    examples: ['Make a roadmap of this', 'What is the net present value?'],
  },
  callWhen: 'Ask for plans, roadmaps and business cases built on earlier results.',
  makes: ['roadmap', 'financials', 'kpis', 'risks', 'proposal', 'bundle'],
  runsPlans: false,
  needs: {
    artifactContents: [
      'table',
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
    ],
  },
  routing: {
    strong:
      'roadmap roi kpi okr budget milestone invest proposal pilot busines strateg stakeholder ' +
      'benefit initiativ outcom fund poc gantt',
    weak: 'plan goal risk cost saving value target objective timeline priorit finance financial return impact',
    sameInEveryLanguage: `roi kpi okr poc gantt ${INVESTMENT}`,
    decisive: INVESTMENT,
    phrases: [
      [/\b(proof of concept|business case|return on investment|success criteria|go[- ]to[- ]market)\b/, 2.5],
      [/\b((?:30|60|90)[- ]days? plan|plan for (?:the )?next (?:quarter|year|month))\b/, 2.5],
      [/\b(discount rate|net present value|rate of return|monte carlo|sensitivity|critical path|assumptions?)\b/, 2.5],
      [/\b(is it worth|worth (?:it|doing)|pay(?:s)? off)\b/, 2],
      // Asks for a figure of an investment, with any attachment.
      [/\b(pay back|break even|pays? (?:for )?itself(?: back)?)\b/, 3],
      [/\b((?:get|got|have|see|recover) (?:our|my|the|your) (?:money|investment|cash) back)\b/, 3],
      [/\b((?:a|per|each|every) (?:year|month|quarter) (?:for|over) \d)/, 2],
    ],
  },
})
