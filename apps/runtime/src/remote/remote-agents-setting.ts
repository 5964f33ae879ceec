// Parses REMOTE_AGENTS: agent ids and their addresses. Pure.
import { type AgentId, agentTypeOf, resolveAgent } from '@biplane/contracts/vocabulary/pillars'

export interface RemoteAgentSetting {
  id: AgentId
  /** Of its `POST /run`. */
  url: string
}

/**
 * `liaison.content=http://127.0.0.1:9000/run,liaison.insights=https://…`, separated by commas or spaces.
 * @throws Error in words for the operator
 */
export function readRemoteAgents(text: string): RemoteAgentSetting[] {
  const settings = text
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .map(readEntry)
  const ids = new Set(settings.map(({ id }) => id))
  if (ids.size < settings.length) throw new Error('names one agent twice')
  return settings
}

function readEntry(entry: string): RemoteAgentSetting {
  const at = entry.indexOf('=')
  const name = at < 0 ? entry : entry.slice(0, at)
  const address = at < 0 ? '' : entry.slice(at + 1)
  const id = resolveAgent(name)
  if (!id || agentTypeOf(id) === null) {
    throw new Error(`“${shown(name)}” is no agent that a conversation exists for; write agent=address`)
  }
  const url = URL.canParse(address) ? new URL(address) : null
  if (!url || !/^https?:$/.test(url.protocol)) throw new Error(`${id} needs an http:// or https:// address`)
  if (url.username !== '' || url.password !== '') throw new Error(`${id} has a password in its address`)
  url.hash = ''
  return { id, url: url.href }
}

const shown = (text: string) => text.slice(0, 60)
