// Builds Runtime's request for an invocation: message, earlier conversation, files and results. It carries nothing about
// the person. [P1]
import { Refusal } from '@biplane/contracts/refusal'
import type { InvocationState } from '@biplane/contracts/vocabulary/invocation-states'
import { LIMITS, type Limits } from '@biplane/contracts/vocabulary/limits'
import { isAgentId, PILLARS, pillarOfAgent } from '@biplane/contracts/vocabulary/pillars'
import type { Invocation, KnownArtifact, KnownJob } from '@biplane/contracts/wire/agent-events'
import type { MessageFile } from '@biplane/contracts/wire/events'
import { parseCorrection, type ReadingCorrection } from '@biplane/contracts/wire/file-reading'
import { fileId, invocationId } from '@biplane/contracts/wire/ids'
import type { FileAddress } from '../files/file-address.ts'
import { type EarlierMessage, readEarlier } from '../smart-city/earlier-messages.ts'
import type { PostOffice } from '../smart-city/post-office.ts'
import { readWorkInput } from '../smart-city/work-input.ts'
import type { JobRow } from '../store/log-reader.ts'
import type { InvocationRow } from '../store/rows.ts'
import type { StoreReads } from '../store/store-reads.ts'

export interface AgentRequest {
  invocation: Invocation
  /** What stays in Experience: needed when the agent hands over. */
  asked: { text: string; files: MessageFile[]; tenant: string }
}

export interface AgentRequestDeps {
  store: StoreReads
  postOffice: PostOffice
  fileAddress: FileAddress
  limits: Limits
  /** Agents that are closed to whoever is behind a session; asked for guides alone. */
  closedAgents(sessionId: string, project: string | null): Promise<string[]>
  /** An opaque name of a payer, made with a secret. [P1] */
  budgetKey(payer: string): string
  /** Wall-clock milliseconds. */
  now(): number
  /** The clock by which the address of a file expires. */
  steady(): number
}

/** Most characters of earlier messages in a request, newest first: room for two messages of the longest size. */
const HISTORY_CHARS = 64_000

/** The same row gives the same request at every attempt, but for the addresses and the deadline, which expire. [L8] */
export async function buildAgentRequest(deps: AgentRequestDeps, row: InvocationRow): Promise<AgentRequest> {
  const work = readWorkInput(row.input)
  const ids = work.file_uuids
  // Most messages bring none, and a question to the writer is a wait in its queue.
  const files = ids.length === 0 ? [] : await deps.store.query('findFiles', { sessionId: row.sessionId, ids })
  const inOrder = work.file_uuids.flatMap((id) => files.find((file) => file.id === id) ?? [])
  const { invocationMs } = deps.limits
  const closed = isGuide(row) ? await deps.closedAgents(row.sessionId, work.project_id) : []
  const { tenant, text, payer, principal, ...before } = deps.postOffice.reader.together(() => ({
    ...saidSoFar(deps, row),
    artifacts: artifactsBefore(deps, row),
    ...(isGuide(row) ? { jobs: jobsBefore(deps, row) } : {}),
    tenant: deps.postOffice.reader.conversationById(row.conversationId)?.tenant ?? 'local',
    payer: deps.postOffice.reader.payer(row.sessionId),
    principal: deps.postOffice.reader.principal(row.sessionId) ?? row.sessionId,
  }))
  const invocation: Invocation = {
    agent_id: row.agentId,
    invocation_id: invocationId.parse(row.id),
    input: {
      text,
      ...before,
      ...(work.project_id === null ? {} : { project_id: work.project_id }),
      ...(work.plan === undefined ? {} : { plan: work.plan }),
      ...(closed.length > 0 ? { not_available: closed } : {}),
      files: inOrder.map((file) => ({
        file_uuid: fileId.parse(file.id),
        name: file.name,
        mime: file.mime,
        size: file.size,
        sha256: file.sha256,
        url: deps.fileAddress.sign(file.id, deps.steady() + invocationMs),
        ...(work.attached.includes(file.id) ? {} : { earlier: true as const }),
        ...correctionOf(file.reading),
      })),
    },
    capabilities: ['files.read'],
    return_channel: `invocation:${row.id}`,
    session_id: deps.budgetKey(`turn ${principal}`),
    ...(payer !== null && { budget_key: deps.budgetKey(payer) }),
    deadline: new Date(deps.now() + invocationMs).toISOString(),
  }
  const attached = inOrder.filter(({ id }) => work.attached.includes(id))
  const shown = attached.map(({ id, name, mime, size }) => ({ file_uuid: id, name, mime, size }))
  return { invocation, asked: { text, files: shown, tenant } }
}

const isGuide = ({ agentId }: InvocationRow): boolean => agentId.startsWith('guide.')

/** Versions that are looked at; of each artifact the newest one travels. */
const VERSIONS = 300
const ARTIFACTS = 100
const JOBS = 20
const ASKED_CHARS = 300

/**
 * What existed when the work began, which for a message that waited is after the work before it: later attempts see the
 * same, whatever was made since. [L8]
 */
function artifactsBefore({ postOffice }: AgentRequestDeps, row: InvocationRow): KnownArtifact[] {
  const newest = new Map<string, KnownArtifact>()
  const began = { in: row.begunIn ?? row.askedIn ?? 0, invocationId: row.id }
  for (const { id, ...head } of postOffice.reader.artifactsBefore(row, began, VERSIONS)) {
    if (newest.size < ARTIFACTS && !newest.has(id)) newest.set(id, { artifact_id: id, ...head })
  }
  return withContents(postOffice, row, [...newest.values()])
}

/** All contents of one request together; Runtime takes 4 MiB, of which the history has its share. */
const CONTENT_CHARS = 1_000_000

/** The newest contents first, as far as they fit. */
function withContents(postOffice: PostOffice, row: InvocationRow, known: KnownArtifact[]): KnownArtifact[] {
  const pillar = isAgentId(row.agentId) ? pillarOfAgent(row.agentId) : null
  const kinds: readonly string[] = isGuide(row) || pillar === null ? [] : PILLARS[pillar].needs.artifactContents
  if (kinds.length === 0) return known
  let chars = 0
  return known.map((artifact) => {
    if (!kinds.includes(artifact.kind) || artifact.version === undefined) return artifact
    const content = postOffice.reader.artifactContent(row.sessionId, artifact.artifact_id, artifact.version)
    const size = content ? content.data.length + (content.provenance?.length ?? 0) : 0
    if (!content || chars + size > CONTENT_CHARS) return artifact
    chars += size
    const { key, provenance, data } = content
    return { ...artifact, key, provenance: provenance === null ? null : JSON.parse(provenance), data: JSON.parse(data) }
  })
}

/** What a guide is asked about: the other work of the thread as it stood when the message came. [L8] */
function jobsBefore({ postOffice }: AgentRequestDeps, row: InvocationRow): KnownJob[] {
  const askedIn = row.askedIn ?? 0
  const most = { jobs: JOBS, chars: ASKED_CHARS }
  return postOffice.reader.jobsBefore(row, askedIn, most).map((job) => ({
    agent_id: job.agentId,
    status: stateAt(job, askedIn),
    // The database counts whole characters; half of one is none.
    asked: job.asked.slice(0, ASKED_CHARS).replace(/\p{Cs}/gu, ''),
  }))
}

/** What is older than the numbers of commits was before all of them. */
const stateAt = (job: JobRow, commit: number): InvocationState => {
  if (job.endedAt !== null && (job.endedIn ?? 0) <= commit) return job.status
  return job.startedAt !== null && (job.begunIn ?? 0) <= commit ? 'running' : 'queued'
}

/**
 * The message, and what was said before it, oldest first. Answers without any text are left out.
 * @throws NOT_FOUND for a message that was deleted before its work began: its end is in the log already [L16]
 */
function saidSoFar(
  { postOffice, limits }: AgentRequestDeps,
  row: InvocationRow,
): Pick<Invocation['input'], 'text' | 'history'> {
  const asked = postOffice.reader.message(row.sessionId, row.messageId)
  const shown = asked && postOffice.reader.shown(asked)
  if (!shown) throw new Refusal('NOT_FOUND', 'The message was deleted.')
  const { historyMessages } = limits
  const before = postOffice.reader.wordsBefore(row.conversationId, asked.branchedAt ?? asked.seq, {
    messages: historyMessages,
    chars: HISTORY_CHARS,
  })
  const said = before.filter(({ content }) => content !== '')
  return { text: shown.content, history: [...said, ...messagesFromElsewhere(postOffice, row, said)].reverse() }
}

/** Messages that precede the conversation, as far as those in it leave room; the newest first. */
function messagesFromElsewhere(
  { reader }: PostOffice,
  { conversationId }: InvocationRow,
  said: readonly EarlierMessage[],
): EarlierMessage[] {
  const input = reader.firstInput(conversationId)
  let chars = said.reduce((sum, { content }) => sum + content.length, 0)
  return (input === null ? [] : readEarlier(input)).toReversed().filter(({ content }, at) => {
    chars += content.length
    return chars <= HISTORY_CHARS && said.length + at < LIMITS.historyMessages
  })
}

/** Only with a correction; most files have none. */
function correctionOf(kept: string | null): { reading?: ReadingCorrection } {
  const reading = parseCorrection(kept)
  return reading === undefined ? {} : { reading }
}
