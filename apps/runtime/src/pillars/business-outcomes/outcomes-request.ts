// Parses a request to the business outcomes liaison by rules; `null` is “not understood”. Pure.
import { inOrder } from '../../agents/words-in-order.ts'

export type OutcomesRequest =
  | 'plan'
  | 'roadmap'
  | 'financials'
  | 'kpis'
  | 'measure'
  | 'risks'
  | 'proposal'
  | 'bundle'
  | 'missing'

/** A pattern, or two that stand in this order. */
type Pattern = RegExp | readonly [RegExp, RegExp]

const INDICATORS = /\b(?:kpis?|indicators?|metrics?)\b/

/** In the order in which they are tried: the more exact wish first. */
const WISHES: [Pattern, OutcomesRequest][] = [
  [/\b(?:export|bundle|download|take (?:it )?along|as json)\b/, 'bundle'],
  [[/\b(?:measure|re-?run|again|re-?compute)\b/, INDICATORS], 'measure'],
  [[INDICATORS, /\b(?:again|re-?run|now)\b/], 'measure'],
  [/\b(?:proof of concept|poc|proposal|propose|success criteria|pilot)\b/, 'proposal'],
  [/\b(?:what(?:'s| is)? (?:still )?missing|what (?:else )?do you need|what would help)\b/, 'missing'],
  [/\bplan\b/, 'plan'],
  [[/\bbusiness case\b/, /\broadmap\b/], 'plan'],
  [/\b(?:road ?map|gantt|milestones?|critical path|timeline|schedule|dependenc\w*)\b/, 'roadmap'],
  [
    /\b(?:npv|irr|roi|pay ?back|break ?even|financ\w*|business case|return on|worth|costs?|benefits?|savings?|budget|sensitivity|monte carlo|invest\w*|assumptions?)\b/,
    'financials',
  ],
  [/\b(?:kpis?|indicators?|metrics?|okrs?|targets?)\b/, 'kpis'],
  [/\brisks?\b/, 'risks'],
  [/\b(?:goals?|objectives?|priorit\w*|strateg\w*|outcomes?|initiatives?)\b/, 'plan'],
]

export const readOutcomesRequest = (said: string): OutcomesRequest | null => {
  const text = said.slice(0, 2_000).toLowerCase().replace(/\s+/g, ' ')
  return WISHES.find(([pattern]) => fits(pattern, text))?.[1] ?? null
}

const fits = (pattern: Pattern, text: string): boolean =>
  pattern instanceof RegExp ? pattern.test(text) : inOrder(text, ...pattern)
