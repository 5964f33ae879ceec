// Previews a routing decision. Runs nothing and stores nothing. [D2.10]
import type { ExperiencePorts } from '@biplane/contracts/experience-router'
import { Refusal } from '@biplane/contracts/refusal'
import { isAgentId, resolveAgent } from '@biplane/contracts/vocabulary/pillars'
import type { PostOffice } from '../smart-city/post-office.ts'
import type { StoreReads } from '../store/store-reads.ts'
import { routeAgent } from './route-agent.ts'
import { attachedFiles, knownNames, type SendDeps } from './send-message.ts'

export function openRoutingPorts(
  store: StoreReads,
  postOffice: PostOffice,
  mayUse: SendDeps['mayUse'],
): Pick<ExperiencePorts, 'routing'> {
  return {
    routing: {
      async preview(caller, { message, file_uuids, context }) {
        const choice = context?.agent === undefined ? null : resolveAgent(context.agent)
        if (choice === undefined)
          throw new Refusal('BAD_MESSAGE', 'context.agent: is no agent', { path: 'context.agent' })
        const files = await attachedFiles(store, caller, file_uuids ?? [])
        const threadId = store.reader.currentThread(caller.session_id)?.id
        const held = store.reader.heldBy(caller.session_id, threadId)
        const project = context?.project_id ?? null
        const decision = routeAgent({
          path: { pins: 'nothing' },
          surface: context?.surface ?? null,
          choice,
          heldBy: held !== null && isAgentId(held) ? held : null,
          text: message,
          attachments: files.length,
          names: await knownNames({ store, postOffice }, { caller, threadId, text: message, attached: files }),
          project,
          allows: (agent) => mayUse(caller, agent, project),
        })
        if (!mayUse(caller, decision.agent_id, project)) {
          throw new Refusal('FORBIDDEN', `You may not use ${decision.agent_id}.`)
        }
        return decision
      },
    },
  }
}
