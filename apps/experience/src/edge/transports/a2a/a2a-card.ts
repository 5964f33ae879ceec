// The agent card of A2A: where the agents are reached, and what each is for. Public, and the same for everybody. [AT1]
import { GUIDE_GLOBAL, PILLARS, pillarOfAgent } from '@biplane/contracts/vocabulary/pillars'
import { z } from 'zod'
import { type NamedAgent, OFFERED_AGENTS } from '../agent-spelling.ts'

const skill = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  tags: z.array(z.string()),
  examples: z.array(z.string()),
})
export const agentCard = z.object({
  name: z.string(),
  description: z.string(),
  version: z.string(),
  supportedInterfaces: z.array(
    z.object({ url: z.string(), protocolBinding: z.literal('JSONRPC'), protocolVersion: z.literal('1.0') }),
  ),
  capabilities: z.object({
    streaming: z.boolean(),
    pushNotifications: z.boolean(),
    extendedAgentCard: z.boolean(),
  }),
  securitySchemes: z.object({
    bearer: z.object({ httpAuthSecurityScheme: z.object({ scheme: z.string(), description: z.string() }) }),
  }),
  securityRequirements: z.array(z.object({ schemes: z.object({ bearer: z.object({ list: z.array(z.string()) }) }) })),
  defaultInputModes: z.array(z.string()),
  defaultOutputModes: z.array(z.string()),
  skills: z.array(skill),
})
export type AgentCard = z.infer<typeof agentCard>

/** The card of one agent, or of all of them. `address` is where clients reach this server. */
export function cardOf(address: string, named: NamedAgent | null): AgentCard {
  const skills = named ? [skillOf(named.agent)] : OFFERED_AGENTS.map(skillOf)
  const [first] = skills
  return {
    name: named ? `Biplane: ${first?.name}` : 'Biplane',
    description: named
      ? (first?.description ?? '')
      : 'Answers questions about your files: a guide, and a liaison for each field.',
    version: '1.0.0',
    supportedInterfaces: [
      { url: `${address}/a2a${named ? `/${named.agent}` : ''}`, protocolBinding: 'JSONRPC', protocolVersion: '1.0' },
    ],
    capabilities: { streaming: true, pushNotifications: false, extendedAgentCard: false },
    securitySchemes: {
      bearer: { httpAuthSecurityScheme: { scheme: 'Bearer', description: 'An API key, or the token of a session.' } },
    },
    securityRequirements: [{ schemes: { bearer: { list: [] } } }],
    defaultInputModes: ['text/plain', 'text/csv', 'application/pdf', 'application/json'],
    defaultOutputModes: ['text/plain', 'application/json'],
    skills,
  }
}

function skillOf(agent: NamedAgent['agent']): z.infer<typeof skill> {
  const pillar = pillarOfAgent(agent)
  if (agent === GUIDE_GLOBAL || pillar === null) {
    return {
      id: agent,
      name: 'Guide',
      description: 'Finds the liaison who can help, and hands the question over.',
      tags: ['guide'],
      examples: ['What can you do?'],
    }
  }
  const { label, purpose } = PILLARS[pillar]
  return { id: agent, name: label, tags: [pillar], description: purpose.description, examples: [...purpose.examples] }
}
