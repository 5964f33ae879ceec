// Reads artifacts and changes their review status. A version's content never changes. [A1]
import type { Caller, ExperiencePorts } from '@biplane/contracts/experience-router'
import { Refusal } from '@biplane/contracts/refusal'
import type { ArtifactMove } from '@biplane/contracts/vocabulary/artifact-states'
import type { ArtifactStatus, ArtifactView } from '@biplane/contracts/wire/artifacts'
import { formatListCursor, numberOfCursor, parseListCursor } from '@biplane/contracts/wire/list-cursor'
import type { AuditNotes } from '../audit/audit-trail.ts'
import type { PostOffice } from '../smart-city/post-office.ts'
import type { AfterArtifact } from '../store/list-queries.ts'
import type { QueryOutput } from '../store/queries.ts'
import type { StoreReads } from '../store/store-reads.ts'

type Row = NonNullable<QueryOutput<'getArtifact'>>

const notFound = () => new Refusal('NOT_FOUND', 'There is no such artifact.')

interface Which {
  artifact_id: string
  version: number
}

/** Default number of versions on a page. */
const LISTED = 200

/** @throws BAD_MESSAGE */
function afterArtifact(cursor: string | undefined): { after?: AfterArtifact } {
  const values = parseListCursor(cursor, 4)
  if (values === null) return {}
  const [madeIn = '', createdAt = '', version = '', id = ''] = values
  return { after: { madeIn: numberOfCursor(madeIn), createdAt, version: numberOfCursor(version), id } }
}

export function openArtifactPorts(
  store: StoreReads,
  postOffice: PostOffice,
  audit: AuditNotes,
): Pick<ExperiencePorts, 'artifacts'> {
  const get = async (sessionId: string, id: string, version: number | undefined): Promise<Row> => {
    const row = await store.query('getArtifact', { sessionId, id, ...(version === undefined ? {} : { version }) })
    if (!row) throw notFound()
    return row
  }
  const say = async (caller: Caller, { artifact_id, version }: Which, move: ArtifactMove): Promise<ArtifactView> => {
    const sessionId = caller.session_id
    const row = await get(sessionId, artifact_id, version)
    const { status } = await postOffice.write('setArtifactStatus', { sessionId, id: artifact_id, version, move })
    audit.note({ action: 'artifact.approved', caller, detail: { artifact_id, version, status } })
    return viewOf({ ...row, status })
  }
  return {
    artifacts: {
      async list(caller, { conversation_id, thread_id, pillar, cursor, limit }) {
        if (thread_id !== undefined) postOffice.ownThread(caller, thread_id)
        const rows = await store.query('listArtifacts', {
          sessionId: caller.session_id,
          ...(conversation_id === undefined ? {} : { conversationId: conversation_id }),
          ...(thread_id === undefined ? {} : { threadId: thread_id }),
          ...(pillar === undefined ? {} : { pillar }),
          take: limit ?? LISTED,
          ...afterArtifact(cursor),
        })
        return rows.map((row) => ({
          cursor: formatListCursor([row.madeIn ?? 0, row.createdAt, row.version, row.id]),
          artifact_id: row.id,
          version: row.version,
          kind: row.kind,
          key: row.key,
          title: row.title,
          summary: row.summary,
          status: statusNamed(row.status),
          pillar: row.pillar,
          conversation_id: row.conversationId,
          created_at: row.createdAt,
        }))
      },
      get: async (caller, { artifact_id, version }) => viewOf(await get(caller.session_id, artifact_id, version)),
      review: (caller, which) => say(caller, which, 'review'),
      approve: (caller, which) => say(caller, which, 'approve'),
    },
  }
}

const viewOf = (row: Row): ArtifactView => ({
  artifact_id: row.id,
  version: row.version,
  kind: row.kind,
  key: row.key,
  title: row.title,
  summary: row.summary,
  status: statusNamed(row.status),
  pillar: row.pillar,
  conversation_id: row.conversationId,
  invocation_id: row.invocationId,
  created_at: row.createdAt,
  provenance: row.provenance === null ? null : JSON.parse(row.provenance),
  data: JSON.parse(row.data),
})

function statusNamed(name: string): ArtifactStatus {
  if (name === 'draft' || name === 'review' || name === 'approved') return name
  throw new Error(`no artifact status is called ${name}`)
}
