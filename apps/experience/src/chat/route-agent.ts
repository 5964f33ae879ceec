// Chooses the agent for a message: a pure function of what is known when it arrives. The decision is recorded with the
// message. [U1]
import { pillarNamed, readIntent, scorePillars } from '@biplane/contracts/vocabulary/intent'
import {
  type AgentId,
  classOf,
  GUIDE_GLOBAL,
  isAgentId,
  nameOf,
  PILLARS,
  pillarOfSurface,
  type Surface,
} from '@biplane/contracts/vocabulary/pillars'
import type { RoutingDecision } from '@biplane/contracts/wire/events'

export interface RoutingInput {
  /** What the door pins: nothing, the class, or the agent. */
  path: { pins: 'nothing' } | { pins: 'guide' } | { pins: 'agent'; agent: AgentId }
  surface: Surface | null
  /** The person's own choice. */
  choice: AgentId | null
  /** The liaison that holds the routing doors since a handoff. */
  heldBy: AgentId | null
  text: string
  /** How many files came with it. */
  attachments: number
  /** Names of files that are known: their words say nothing of who is meant. */
  names?: readonly string[]
  project: string | null
  /** Whether this person's roles, and the project, allow an agent. */
  allows(agent: AgentId): boolean
}

/** Sure enough to go past the guide. */
const DIRECT = 0.75

const RELEASE = /\b(?:back to|ask|talk to|return to) (?:the |your )?guide\b/i

/** Whether the words ask to leave the liaison that holds the conversation. */
export const asksForGuide = (text: string): boolean => RELEASE.test(text)

/** Whether a person at a door that routes leaves the liaison that holds it: in words, or by choosing a guide. [U5] */
export const releasesLiaison = ({ path, choice, heldBy, text }: RoutingInput): boolean =>
  path.pins === 'nothing' && heldBy !== null && (choice === null ? asksForGuide(text) : classOf(choice) === 'guide')

/**
 * Who answers, and why. A text in a language that nobody knows here falls back to surface and files. Nobody is routed to an
 * agent that is closed to them: the guide answers instead. What a person or a path asks for by name is not changed; whether
 * it is allowed is for the caller to ask.
 */
export function routeAgent(input: RoutingInput): RoutingDecision {
  const decision = decideAgent(input)
  const { agent_id, source } = decision
  if (source === 'user' || source === 'path' || !isAgentId(agent_id) || input.allows(agent_id)) return decision
  if (source === 'sticky') return routeAgent({ ...input, heldBy: null })
  const where = input.project === null ? '' : ' in this project'
  const reason = `the ${nameOf(agent_id)} is not available to you${where}`
  return { ...decision, agent_id: GUIDE_GLOBAL, source: 'router', reason, confidence: 0.5 }
}

function decideAgent(input: RoutingInput): RoutingDecision {
  const { path, choice, heldBy, surface } = input
  const candidates = scorePillars(input.text, input.attachments, input.names)
    .filter(({ score, pillar }) => score > 0 && input.allows(PILLARS[pillar].liaison))
    .map(({ pillar, score }) => ({ agent_id: PILLARS[pillar].liaison as string, score }))
  const decide = (agent: AgentId, source: RoutingDecision['source'], reason: string, confidence = 1) => ({
    agent_id: agent,
    source,
    reason,
    confidence,
    candidates,
  })

  if (path.pins === 'agent') return decide(path.agent, 'path', `this is the ${nameOf(path.agent)}'s own conversation`)
  if (choice) return decide(choice, 'user', 'you chose it')
  if (path.pins === 'nothing' && asksForGuide(input.text)) {
    return decide(guideOf(surface), 'user', 'you asked for the guide')
  }
  if (path.pins === 'nothing' && heldBy) {
    return decide(heldBy, 'sticky', `the ${nameOf(heldBy)} has this until you ask for the guide`)
  }
  const here = surface ? pillarOfSurface(surface) : null
  if (surface && here) return decide(guideOf(surface), 'surface', `you are in ${PILLARS[here].label}`)
  if (path.pins === 'guide') return decide(GUIDE_GLOBAL, 'path', "this is the guide's own conversation")
  return byWords(input, decide)
}

function byWords(
  { text, attachments, names }: RoutingInput,
  decide: (agent: AgentId, source: 'router', reason: string, confidence: number) => RoutingDecision,
): RoutingDecision {
  const named = attachments === 0 ? pillarNamed(text) : null
  // It may be the answer to what the guide asked, who alone knows about what.
  if (named) return decide(GUIDE_GLOBAL, 'router', `you named ${PILLARS[named].label}`, 0.5)
  const intent = readIntent(scorePillars(text, attachments, names))
  switch (intent.kind) {
    case 'clear': {
      const { pillar, terms } = intent.best
      const reason = reasonOf(terms)
      if (intent.confidence >= DIRECT) return decide(PILLARS[pillar].liaison, 'router', reason, intent.confidence)
      return decide(GUIDE_GLOBAL, 'router', `it may be about ${PILLARS[pillar].label}: ${reason}`, intent.confidence)
    }
    case 'tie': {
      const labels = intent.between.map(({ pillar }) => PILLARS[pillar].label)
      return decide(GUIDE_GLOBAL, 'router', `it could be about ${labels.join(' or ')}`, 0.5)
    }
    case 'none':
      return decide(GUIDE_GLOBAL, 'router', 'nothing in it names a subject', 0.3)
  }
}

/** The words that decided, for a person: `you said "overdue" and "by region"`. */
export function reasonOf(terms: string[]): string {
  const [file] = terms.filter((term) => term.startsWith('the attached'))
  const words = terms.filter((term) => !term.startsWith('the attached')).slice(0, 3)
  const said = words.map((word) => `“${word}”`).join(' and ')
  if (file === undefined) return `you said ${said}`
  const attached = file.replace('the attached', file.endsWith('files') ? 'you attached' : 'you attached a')
  return words.length === 0 ? attached : `${attached} and said ${said}`
}

const guideOf = (surface: Surface | null): AgentId => {
  const pillar = surface && pillarOfSurface(surface)
  return pillar ? `guide.${pillar}` : GUIDE_GLOBAL
}
