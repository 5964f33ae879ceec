// Interface of an agent: a name, a recovery mode, and a generator of events. An agent never sees a socket, a person, a
// token, or another agent. [P1]
import type { AgentId } from '@biplane/contracts/vocabulary/pillars'
import type { AgentEventBody, Invocation, InvocationFile, Usage } from '@biplane/contracts/wire/agent-events'
import type { ToolWorkers } from '../tool-worker/tool-workers.ts'

/** What an agent may emit. Its beginning and its end are said by the engine. */
export type AgentSays = Exclude<
  AgentEventBody,
  { type: 'agent.started' | 'agent.completed' | 'agent.failed' | 'agent.cancelled' }
>

export interface AgentContext {
  invocation: Invocation
  /** Fires on cancel, on a newer attempt, and at the deadline. Everything that waits must take it. */
  signal: AbortSignal
  /**
   * The content of a file of this invocation.
   * @throws UNSUPPORTED_FILE, TOO_LARGE, NOT_FOUND, CANCELLED
   */
  readFile(file: InvocationFile): Promise<Uint8Array>
  /** Writes the content to a file as it comes; for tools that read files in pieces. @throws as `readFile` */
  saveFile?(file: InvocationFile, path: string): Promise<void>
  /** Where tools run: away from the event loop, the same for every agent. */
  tools: ToolWorkers
  /** Notes what the work has cost so far: it counts when the run ends otherwise than by returning it. [E1] */
  spent(usage: Usage): void
  /** Waits as long as a person needs to read one piece; no time at all for what readers already have. */
  pace(): Promise<void>
}

export interface Agent {
  id: AgentId
  title: string
  /**
   * `exact`: the same invocation always emits the same events, so a lost run is executed again and continued.
   * `restart`: it may not, so what was shown is superseded. [L8]
   */
  recovery: 'exact' | 'restart'
  /** What a person can ask of it, one sentence each; listed when it does not understand. */
  skills: string[]
  /** Ends by returning; a `Refusal` thrown is its typed failure, anything else a bug. */
  run(input: Invocation['input'], context: AgentContext): AsyncGenerator<AgentSays, Usage | undefined>
}

export const defineAgent = (agent: Agent): Agent => agent

/** Says a text piece by piece, at the pace at which a person can read and stop it. */
export async function* speak(text: string, context: AgentContext): AsyncGenerator<AgentSays> {
  for (const piece of pieces(text)) {
    await context.pace()
    yield { type: 'agent.token', payload: { text: piece } }
  }
}

/** Words with the space that follows them: the same text always falls into the same pieces. Linear, also on blanks alone. */
export const pieces = (text: string): string[] => text.match(/\S+\s*|\s+/gu) ?? []
