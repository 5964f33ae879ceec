// Table of live connections: transport, realm, session, health.
import { fileSize } from '../design/format.ts'
import { INSPECTOR_STRINGS } from '../strings/inspector-strings.ts'
import { trpc } from '../transport/trpc.ts'
import { Id, PlainTable } from './plain-table.tsx'

const words = INSPECTOR_STRINGS.connection
const POLL_MS = 3_000

export function ConnectionTable() {
  const { data } = trpc.platform.connections.useQuery(undefined, { refetchInterval: POLL_MS })
  if (!data) return <p className="text-[0.875rem] text-ink-3">{INSPECTOR_STRINGS.loading}</p>
  const ago = (ms: number) => INSPECTOR_STRINGS.ago(Math.round(ms / 1_000))
  return (
    <PlainTable
      label={INSPECTOR_STRINGS.tabs.connections}
      heads={Object.values(words)}
      rows={data.map((c) => ({
        key: c.connection_id,
        cells: [
          [c.door, c.pillar ?? c.agent_type].filter((part) => part !== null).join(' · '),
          c.realm,
          c.tenant ?? '–',
          <Id key="session" id={c.session_id} />,
          ago(c.age_ms),
          ago(c.idle_ms),
          `${c.sent} / ${c.received}`,
          fileSize(c.unsent_bytes),
          c.round_trip_ms === null ? '–' : `${Math.round(c.round_trip_ms)} ms`,
          c.errors,
        ],
      }))}
    />
  )
}
