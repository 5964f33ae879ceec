// The page's words and icons for this pillar.
import { FindingsIcon, OutcomesIcon, OutlineIcon } from '../../design/icons.tsx'
import type { PillarPart } from '../pillar-part.ts'

export const part: PillarPart = {
  Icon: OutcomesIcon,
  name: 'Outcomes',
  purpose: 'Plans, costs and benefits of what you want to change.',
  empty: 'I make a plan of what the others found: roadmap, payback, indicators, risks. Ask what is still missing.',
  placeholder: 'Ask about a plan …',
  suggestions: ['Make a 90-day plan', 'What is missing?'],
  next: ['Is it worth it?', 'Write a proposal for a pilot', 'Export the bundle'],
  marks: {
    roadmap: OutcomesIcon,
    financials: OutcomesIcon,
    kpis: OutcomesIcon,
    risks: FindingsIcon,
    proposal: OutlineIcon,
  },
}
