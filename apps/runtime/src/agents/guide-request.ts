// Recognises requests to the guide itself: status, running work, summary, goals. Everything else is for a liaison or
// not understood. Pure.
import { asksForFileSummary } from '@biplane/contracts/vocabulary/file-requests'
import { shortRequest } from './short-request.ts'

export type GuideRequest = 'journey' | 'jobs' | 'summary' | 'goal'

const LONGEST = 120
const LONGEST_GOAL = 4_000

const JOURNEY =
  /^(?:and |so |ok(?:ay)? |now )?(?:what(?: is|s)? (?:next|now)|what (?:is|would be) (?:the |my |our )?(?:best )?next step|(?:the )?next steps?|what (?:should|shall|can|do) (?:i|we) do (?:next|now)|where (?:are we|am i|do (?:i|we) stand)|what (?:do|have) (?:i|we) (?:have|got|made|done)(?: so far| until now| already)?|how far (?:are we|am i)|what (?:is|else is) (?:still )?missing|what (?:do you|data do you|data would) (?:still )?(?:need|help)(?: from me| most)?|(?:show me )?(?:the |my |our )?(?:journey|progress|overview))$/

const JOBS =
  /^(?:and |so )?(?:(?:what is|whats) (?:the )?(?:status|running|going on|happening)(?: of .{1,60})?|(?:the |job |my )?(?:status|jobs)(?: of .{1,60})?|(?:is|are) (?:it|they|that|something|anything|everybody|everyone|everything|my jobs?|the jobs?) (?:still )?(?:running|working|done|finished|ready|at work)(?: yet| already)?|what are (?:you|they) (?:doing|working on)(?: right now| now)?|how long (?:will|does) (?:it|that) (?:still )?take|are you done(?: yet)?)$/

const SUMMARY =
  /^(?:please |can you |could you )*(?:summar(?:ise|ize|y)(?: (?:of )?(?:this|that|the|our|it|everything|what we .{1,40}|(?:the|our|this|my) (?:conversation|session|chat|talk|thread)))?(?: so far)?|(?:give me )?(?:a |the )?(?:summary|recap|gist)(?: (?:of|please).{0,60})?|recap|what (?:did|have) (?:we|i|you) (?:talk(?:ed)? about|say|said|discuss(?:ed)?|ask(?:ed)?)(?: so far)?|what happened(?: so far)?|fasse? (?:bitte )?(?:(?:das|alles|es|(?:diese|unsere|die) (?:sitzung|unterhaltung)|(?:dieses|unser|das) gespräch)(?: bisher)? )?zusammen|zusammenfassung)(?: please| bitte)?$/

const DOES =
  'reduce|cut|lower|halve|improve|increase|grow|raise|speed up|shorten|save|avoid|prevent|stop|solve|fix|collect|automate|' +
  'get paid|get rid of|get more|understand why|find out why|bring down'
const GOAL = new RegExp(
  `\\b(?:(?:my|our|the) (?:main |real |biggest )?(?:goal|aim|objective|problem|challenge|ambition) (?:is|here is)|` +
    `(?:i|we) (?:want|need|would like|have|hope|plan|must|are trying|am trying|d like) (?:to )?(?:${DOES})|` +
    `help (?:me|us) (?:to )?(?:${DOES}))\\b`,
)

/** `null` when it asks for none of these. */
export function readGuideRequest(text: string): GuideRequest | null {
  const said = shortRequest(text, LONGEST_GOAL)
  if (GOAL.test(said)) return 'goal'
  if (said.length > LONGEST) return null
  if (JOURNEY.test(said)) return 'journey'
  if (JOBS.test(said)) return 'jobs'
  // A file in short is the content liaison's work.
  return SUMMARY.test(said) && asksForFileSummary(text) === null ? 'summary' : null
}
