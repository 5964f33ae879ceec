// Accepts a send: idempotent, routed, and stored before the client gets its answer. [L1, L6, L9, L12]
import type { Caller, Target } from '@biplane/contracts/experience-router'
import { Refusal } from '@biplane/contracts/refusal'
import type { Limits } from '@biplane/contracts/vocabulary/limits'
import {
  type AgentId,
  agentTypeOf,
  classOf,
  isAgentId,
  resolveAgent,
  runsPlans,
} from '@biplane/contracts/vocabulary/pillars'
import type { Accepted, SendInput } from '@biplane/contracts/wire/commands'
import type { MessageFile, RoutingDecision } from '@biplane/contracts/wire/events'
import type { AuditNotes } from '../audit/audit-trail.ts'
import { contentHash } from '../smart-city/content-hash.ts'
import { boundedEarlier, type EarlierMessage } from '../smart-city/earlier-messages.ts'
import type { PostOffice } from '../smart-city/post-office.ts'
import { THREAD_FILES, workFiles } from '../smart-city/work-files.ts'
import { writeWorkInput } from '../smart-city/work-input.ts'
import type { AcceptedSend } from '../store/commands/accept-send.ts'
import type { DueOccurrence } from '../store/commands/schedules.ts'
import type { ConversationRow } from '../store/log-reader.ts'
import type { StoreReads } from '../store/store-reads.ts'
import { currentConversation, namedConversation, pathInto, readTarget } from './conversation-target.ts'
import type { FairTurns } from './fair-turns.ts'
import { type RoutingInput, releasesLiaison, routeAgent } from './route-agent.ts'

export interface SendDeps {
  store: StoreReads
  postOffice: PostOffice
  /** @throws RATE_LIMITED */
  admit(caller: Caller, text: string): Promise<void>
  /** Queues long texts by principal, so that they do not delay the short text of another person. */
  turns: FairTurns
  /** Whether this principal may use this agent. */
  mayUse(caller: Caller, agent: string, project: string | null): boolean
  /** Told of a message that is being kept, and of what was made of it. */
  accepting(kept: Promise<AcceptedSend>): Promise<AcceptedSend>
  onAccepted(sent: AcceptedSend): void
  /** A new id, greater than all before it. */
  newId(): string
  audit: AuditNotes
  owner: string
  limits: Limits
}

/** Where a message may go: what a door pins, or nothing for the doors that route. */
export type SendTarget = Target | { kind: 'routed' }

/** A send, and the history that a client sends with the first message of a conversation, or the schedule that sends it. */
export type SendWithEarlier = SendInput & { earlier?: readonly EarlierMessage[]; occurrence?: DueOccurrence }

/**
 * @throws FORBIDDEN (an agent), BAD_MESSAGE, CONFLICT, BUSY, TOO_LARGE, RATE_LIMITED, NOT_FOUND (a file), INVALID_PILLAR,
 * AGENT_UNAVAILABLE, STORE_UNAVAILABLE: then nothing was kept
 */
export async function sendMessage(
  deps: SendDeps,
  caller: Caller,
  target: SendTarget,
  input: SendWithEarlier,
): Promise<Accepted> {
  const named = namedConversation(deps.postOffice, caller, target, input)
  const path = pathOf(target, named)
  if (input.message.length > deps.limits.textChars) {
    throw new Refusal('TOO_LARGE', `A message has at most ${deps.limits.textChars} characters.`, { path: 'message' })
  }
  const choice = readChoice(input.context?.agent, path)
  await deps.admit(caller, input.message)
  return deps.turns.pass(caller.principal.id, input.message.length, () =>
    keep(deps, { caller, input, path, named, choice }),
  )
}

interface Admitted {
  caller: Caller
  input: SendWithEarlier
  path: RoutingInput['path']
  /** The conversation that the sender named. */
  named: ConversationRow | null
  choice: AgentId | null
}

/** Routes what was admitted, and keeps it. */
async function keep(deps: SendDeps, { caller, input, path, named, choice }: Admitted): Promise<Accepted> {
  const { reader } = deps.postOffice
  const threadId = named?.threadId ?? input.thread_id ?? reader.currentThread(caller.session_id)?.id
  if (threadId !== undefined) deps.postOffice.ownThread(caller, threadId)
  const files = await attachedFiles(deps.store, caller, input.file_uuids ?? [])
  const surface = input.context?.surface ?? null
  // Only a door that routes asks who holds the turn.
  const held = path.pins === 'nothing' ? reader.heldBy(caller.session_id, threadId) : null
  const question: RoutingInput = {
    path,
    surface,
    choice,
    heldBy: held !== null && isAgentId(held) ? held : null,
    text: input.message,
    attachments: files.length,
    names: await knownNames(deps, { caller, threadId, text: input.message, attached: files }),
    project: input.context?.project_id ?? null,
    allows: (agent) => deps.mayUse(caller, agent, input.context?.project_id ?? null),
  }
  const routing = routeAgent(question)
  if (!deps.mayUse(caller, routing.agent_id, question.project)) {
    throw new Refusal('FORBIDDEN', `You may not use ${routing.agent_id}.`)
  }
  if (input.context?.plan !== undefined && !runsPlans(routing.agent_id)) {
    throw new Refusal('BAD_MESSAGE', `context.plan: ${routing.agent_id} does not run plans`, {
      path: 'context.plan',
    })
  }
  const attached = files.map(({ file_uuid }) => file_uuid)
  const conversationId = named?.id ?? (await conversationFor(deps.postOffice, caller, routing, threadId))
  const kept = deps.postOffice.write('acceptSend', {
    sessionId: caller.session_id,
    conversationId,
    pinned: path.pins !== 'nothing',
    named: named !== null,
    messageId: input.message_id ?? deps.newId(),
    contentHash: hashOf(input, choice ?? (path.pins === 'agent' ? path.agent : null)),
    // Releases before this one left out the agent that a path selects.
    formerHash: path.pins === 'agent' && choice === null ? hashOf(input, null) : null,
    text: input.message,
    files,
    surface,
    routing,
    invocationId: deps.newId(),
    answerMessageId: deps.newId(),
    input: writeWorkInput({
      project_id: input.context?.project_id ?? null,
      surface,
      file_uuids: filesFor(deps.postOffice, threadId, routing, attached),
      attached,
      hops: 0,
      ...(input.context?.plan === undefined ? {} : { plan: input.context.plan }),
      ...(input.earlier?.length ? { earlier: boundedEarlier(input.earlier) } : {}),
    }),
    whenBusy: input.when_busy ?? 'enqueue',
    mostQueued: deps.limits.queuedPerConversation,
    owner: deps.owner,
    via: null,
    replaces: input.replaces ?? null,
    releases: releasesLiaison(question),
    ...(input.occurrence && { occurrence: input.occurrence }),
  })
  const sent = await deps.accepting(kept)
  deps.onAccepted(sent)
  if (!sent.repeated) noteAccepted(deps, caller, sent, routing)
  return sent.accepted
}

/** A conversation that is named decides who may answer there, also where the transport would route. */
function pathOf(target: SendTarget, named: ConversationRow | null): RoutingInput['path'] {
  if (target.kind !== 'routed') return readTarget(target).path
  return named === null ? { pins: 'nothing' } : pathInto(named)
}

const hashOf = ({ message, file_uuids, replaces, context }: SendInput, agent: AgentId | null): string =>
  contentHash({ text: message, files: file_uuids ?? [], agent, replaces, plan: context?.plan })

/** Who asked, and what was routed where and why: the words that decided are in the log, not here. */
function noteAccepted({ audit }: SendDeps, caller: Caller, { accepted }: AcceptedSend, routing: RoutingDecision): void {
  const { conversation_id, invocation_id } = accepted
  const { agent_id, source, confidence } = routing
  const candidates = routing.candidates.map(({ agent_id: id, score }) => `${id} ${score}`).join(', ')
  audit.note({
    action: 'message.accepted',
    caller,
    detail: { conversation_id, invocation_id, agent_id, source, confidence, candidates },
  })
}

/** The person's own choice, as far as the door leaves one. */
function readChoice(spelling: string | undefined, path: RoutingInput['path']): AgentId | null {
  if (spelling === undefined) return null
  const agent = resolveAgent(spelling)
  if (!agent) throw new Refusal('BAD_MESSAGE', 'context.agent: is no agent', { path: 'context.agent' })
  if (path.pins === 'guide' && classOf(agent) !== 'guide') {
    throw new Refusal('BAD_MESSAGE', 'context.agent: this door leads to a guide', { path: 'context.agent' })
  }
  if (path.pins === 'agent' && agent !== path.agent) {
    throw new Refusal('BAD_MESSAGE', `context.agent: this door leads to ${path.agent}`, { path: 'context.agent' })
  }
  return agent
}

async function conversationFor(
  postOffice: PostOffice,
  caller: Caller,
  routing: RoutingDecision,
  threadId: string | undefined,
): Promise<string> {
  const agentType = isAgentId(routing.agent_id) ? agentTypeOf(routing.agent_id) : null
  if (!agentType) throw new Refusal('AGENT_UNAVAILABLE', `There is no agent ${routing.agent_id} here.`)
  return (await currentConversation(postOffice, caller, agentType, threadId)).id
}

function filesFor(
  { reader }: PostOffice,
  threadId: string | undefined,
  { agent_id }: RoutingDecision,
  attached: string[],
): string[] {
  if (!isAgentId(agent_id)) return attached
  const ofThread = () => (threadId === undefined ? [] : reader.fileIds(threadId, THREAD_FILES))
  return workFiles({ agent: agent_id, attached, ofThread })
}

export interface NamesIn {
  caller: Caller
  threadId: string | undefined
  text: string
  attached: readonly MessageFile[]
}

/** The names of the files in scope are asked for only where the text could hold one. */
export async function knownNames(
  { store, postOffice }: Pick<SendDeps, 'store' | 'postOffice'>,
  { caller, threadId, text, attached }: NamesIn,
): Promise<string[]> {
  const names = attached.map(({ name }) => name)
  if (threadId === undefined || !/[._-]/.test(text)) return names
  const ids = postOffice.reader.fileIds(threadId, THREAD_FILES)
  const rows = ids.length === 0 ? [] : await store.query('findFiles', { sessionId: caller.session_id, ids })
  return [...new Set([...names, ...rows.map(({ name }) => name)])]
}

/** @throws NOT_FOUND for a file that is not the caller's as for one that does not exist [L10] */
export async function attachedFiles(store: StoreReads, caller: Caller, ids: readonly string[]): Promise<MessageFile[]> {
  if (ids.length === 0) return []
  const rows = await store.query('findFiles', { sessionId: caller.session_id, ids: [...ids] })
  return ids.map((id, i) => {
    const row = rows.find((file) => file.id === id)
    if (!row) throw new Refusal('NOT_FOUND', 'There is no such file.', { path: `file_uuids.${i}` })
    return { file_uuid: row.id, name: row.name, mime: row.mime, size: row.size }
  })
}
