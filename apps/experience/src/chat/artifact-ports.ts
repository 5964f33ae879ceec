// Owns the reading and approving of durable results. A version never changes; approving says something about it.
import type { ExperiencePorts } from '@biplane/contracts/experience-router'
import { Refusal } from '@biplane/contracts/refusal'
import type { ArtifactStatus, ArtifactView } from '@biplane/contracts/wire/artifacts'
import type { QueryOutput } from '../store/queries.ts'
import type { Store } from '../store/store.ts'

type Row = NonNullable<QueryOutput<'getArtifact'>>

const notFound = () => new Refusal('NOT_FOUND', 'There is no such artifact.')

export function openArtifactPorts(store: Store): Pick<ExperiencePorts, 'artifacts'> {
  const get = async (sessionId: string, id: string, version: number | undefined): Promise<Row> => {
    const row = await store.query('getArtifact', { sessionId, id, ...(version === undefined ? {} : { version }) })
    if (!row) throw notFound()
    return row
  }
  return {
    artifacts: {
      async list(caller, { conversation_id, pillar }) {
        const rows = await store.query('listArtifacts', {
          sessionId: caller.session_id,
          ...(conversation_id === undefined ? {} : { conversationId: conversation_id }),
          ...(pillar === undefined ? {} : { pillar }),
        })
        return rows.map((row) => ({
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
      async approve(caller, { artifact_id, version }) {
        const row = await get(caller.session_id, artifact_id, version)
        await store.query('setArtifactStatus', {
          sessionId: caller.session_id,
          id: artifact_id,
          version,
          status: 'approved',
        })
        return viewOf({ ...row, status: 'approved' })
      },
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
