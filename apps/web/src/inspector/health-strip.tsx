// Health figures above the inspector.
import type { PlatformHealth } from '@biplane/contracts/wire/commands'
import type { ReactNode } from 'react'
import { INSPECTOR_STRINGS } from '../strings/inspector-strings.ts'
import { Status } from './plain-table.tsx'

const words = INSPECTOR_STRINGS.health

export function HealthStrip({ health }: { health: PlatformHealth }) {
  const { status, database, runtime, connections, running, queued } = health
  return (
    <dl
      aria-label={words.label}
      className="mt-5 grid grid-cols-2 gap-px overflow-hidden rounded-2xl border border-line bg-line side:grid-cols-6"
    >
      <Figure name={words.status}>
        <Status status={status} />
      </Figure>
      <Figure name={words.database}>{database.writable ? words.writable : words.readOnly}</Figure>
      <Figure name={words.runtime}>{runtime.reachable ? words.agents(runtime.agents) : words.unreachable}</Figure>
      <Figure name={words.connections}>{connections}</Figure>
      <Figure name={words.running}>{running}</Figure>
      <Figure name={words.queued}>{queued}</Figure>
    </dl>
  )
}

const Figure = ({ name, children }: { name: string; children: ReactNode }) => (
  <div className="bg-card px-4 py-3">
    <dt className="text-xs text-ink-3">{name}</dt>
    <dd className="font-semibold tabular-nums">{children}</dd>
  </div>
)
