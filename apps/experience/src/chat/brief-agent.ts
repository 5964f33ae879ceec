// Owns what Runtime is told of an invocation: the words, the conversation so far, the files; nothing of the person. [P1]
import type { Limits } from '@biplane/contracts/vocabulary/limits'
import { type Invocation, invocation as invocationSchema } from '@biplane/contracts/wire/agent-events'
import type { MessageFile } from '@biplane/contracts/wire/events'
import type { FileAddress } from '../files/file-address.ts'
import type { PostOffice } from '../smart-city/post-office.ts'
import { readWorkInput } from '../smart-city/work-input.ts'
import type { InvocationRow } from '../store/rows.ts'
import type { Store } from '../store/store.ts'

export interface Brief {
  invocation: Invocation
  /** What stays in Experience: needed when the agent hands over. */
  asked: { text: string; files: MessageFile[]; tenant: string }
}

export interface BriefDeps {
  store: Store
  postOffice: PostOffice
  fileAddress: FileAddress
  limits: Limits
  /** Wall-clock milliseconds. */
  now(): number
}

/** Characters of earlier messages that travel; the newest ones first. */
const HISTORY_CHARS = 200_000

/** The same row gives the same brief at every attempt, but for the addresses and the deadline, which expire. [L8] */
export async function briefAgent(deps: BriefDeps, row: InvocationRow): Promise<Brief> {
  const work = readWorkInput(row.input)
  const files = await deps.store.query('findFiles', { sessionId: row.sessionId, ids: work.file_uuids })
  const inOrder = work.file_uuids.flatMap((id) => files.find((file) => file.id === id) ?? [])
  const deadline = deps.now() + deps.limits.invocationMs
  const invocation = invocationSchema.parse({
    agent_id: row.agentId,
    invocation_id: row.id,
    input: {
      text: work.text,
      history: historyBefore(deps, row),
      ...(work.project_id === null ? {} : { project_id: work.project_id }),
      files: inOrder.map((file) => ({
        file_uuid: file.id,
        name: file.name,
        mime: file.mime,
        size: file.size,
        sha256: file.sha256,
        url: deps.fileAddress.sign(file.id, deadline),
      })),
    },
    capabilities: ['files.read'],
    return_channel: `invocation:${row.id}`,
    deadline: new Date(deadline).toISOString(),
  })
  const attached = inOrder.filter(({ id }) => work.attached.includes(id))
  const shown = attached.map(({ id, name, mime, size }) => ({ file_uuid: id, name, mime, size }))
  const conversation = deps.postOffice.reader.conversationById(row.conversationId)
  return { invocation, asked: { text: work.text, files: shown, tenant: conversation?.tenant ?? 'local' } }
}

/** What was said before this message, oldest first. Answers without any text are left out. */
function historyBefore(
  { postOffice, limits }: BriefDeps,
  row: InvocationRow,
): { role: 'user' | 'assistant'; content: string }[] {
  const asked = postOffice.reader.message(row.sessionId, row.messageId)
  if (!asked) return []
  const before = postOffice.reader.messagesBefore(row.conversationId, asked.seq, limits.historyMessages)
  const history: { role: 'user' | 'assistant'; content: string }[] = []
  let chars = 0
  for (const { role, content } of before) {
    chars += content.length
    if (chars > HISTORY_CHARS) break
    if (content !== '') history.unshift({ role, content })
  }
  return history
}
