// Runs one agent in tests: with the real tool workers and files, without the rest of the engine. Not part of the
// product.
import { Refusal } from '@biplane/contracts/refusal'
import { a2uiMessage } from '@biplane/contracts/wire/a2ui'
import { agentEventBody, type Invocation, invocation, type Usage } from '@biplane/contracts/wire/agent-events'
import type { Agent, AgentSays } from '../engine/define-agent.ts'
import type { ToolWorkers } from '../tool-worker/tool-workers.ts'
import { openToolWorkers } from '../tool-worker/worker-scheduler.ts'
import type { MadeFile } from '../tools/made-file.test-support.ts'

export interface Said {
  events: AgentSays[]
  /** All pieces of the spoken answer. */
  text: string
}

export interface Asking {
  text: string
  files?: MadeFile[]
  history?: Invocation['input']['history']
  artifacts?: Invocation['input']['artifacts']
  jobs?: Invocation['input']['jobs']
  plan?: Invocation['input']['plan']
  notAvailable?: string[]
  signal?: AbortSignal
  /** Whose share of the language model it takes. */
  budgetKey?: string
  /** Files that are announced and cannot be read any more, by id. */
  gone?: string[]
  /** What the agent says of its cost while it works. */
  onSpent?: (usage: Usage) => void
  /** Before each event is taken. */
  onEvent?: (event: AgentSays) => void
}

/** As the product has it: tools in processes. */
export const openAgentWorkers = (): ToolWorkers => openToolWorkers()

/** Runs the agent to its end. Every event is checked against the contract. */
export async function ask(
  agent: Agent,
  tools: ToolWorkers,
  {
    text,
    files = [],
    history = [],
    artifacts,
    jobs,
    plan,
    notAvailable,
    budgetKey,
    gone = [],
    signal,
    onSpent,
    onEvent,
  }: Asking,
): Promise<Said> {
  const request = invocation.parse({
    agent_id: agent.id,
    invocation_id: 'invocation-1',
    input: {
      text,
      history,
      files: files.map(({ bytes: _, ...facts }) => ({ ...facts, url: 'http://127.0.0.1/file' })),
      ...(artifacts ? { artifacts } : {}),
      ...(jobs ? { jobs } : {}),
      ...(plan ? { plan } : {}),
      ...(notAvailable ? { not_available: notAvailable } : {}),
    },
    return_channel: 'invocation:invocation-1',
    ...(budgetKey !== undefined && { budget_key: budgetKey }),
    deadline: '2030-01-01T00:00:00Z',
  })
  const run = agent.run(request.input, {
    invocation: request,
    signal: signal ?? new AbortController().signal,
    tools,
    readFile: async (wanted) => {
      const file = files.find(({ file_uuid }) => file_uuid === wanted.file_uuid)
      if (!file || gone.includes(file.file_uuid)) throw new Refusal('NOT_FOUND', 'That file is not here any more.')
      return file.bytes
    },
    spent: (usage) => onSpent?.(usage),
    pace: async () => {},
  })
  const events: AgentSays[] = []
  for await (const event of run) {
    onEvent?.(event)
    agentEventBody.parse(event)
    events.push(event)
  }
  return { events, text: spoken(events) }
}

export const spoken = (events: readonly AgentSays[]): string =>
  events.map((event) => (event.type === 'agent.token' ? event.payload.text : '')).join('')

export const artifactsOf = ({ events }: Said) =>
  events.flatMap((event) => (event.type === 'agent.artifact' ? [event.payload] : []))

export const handoffOf = ({ events }: Said) =>
  events.flatMap((event) => (event.type === 'agent.handoff_proposed' ? [event.payload] : []))[0] ?? null

/** A2UI messages, in the order in which they were said. */
export const uiOf = ({ events }: Said) =>
  events.flatMap((event) => (event.type === 'agent.ui' ? [a2uiMessage.parse(event.payload.message)] : []))

/** What each button under the answer says when it is clicked. */
export const buttonsOf = (said: Said) =>
  uiOf(said).flatMap((message) =>
    'updateComponents' in message
      ? message.updateComponents.components.flatMap((one) => (one.component === 'Button' ? [one.action.event] : []))
      : [],
  )

/** Rows that the answer links to. */
export const linkedRows = ({ text }: Said): number[] =>
  [...text.matchAll(/\]\(#row:(\d+)\)/g)].map(([, row]) => Number(row))

/** Rows that stand in any table of the answer, where a link can jump to. */
export const shownRows = (said: Said): Set<number> =>
  new Set(
    artifactsOf(said).flatMap((artifact) =>
      artifact.kind === 'table' ? artifact.data.rows.flatMap(({ row }) => (row === null ? [] : [row])) : [],
    ),
  )
