// The operators' page: health, connections, invocations with timelines, capabilities, audit. Loaded on first use. Other
// users see the reason and the work of their own session.
import { Tabs } from 'radix-ui'
import { useState } from 'react'
import { Button } from '../design/buttons.tsx'
import { INSPECTOR_STRINGS as words } from '../strings/inspector-strings.ts'
import { refusalIn } from '../transport/refusal-in.ts'
import { trpc } from '../transport/trpc.ts'
import { AuditTable } from './audit-table.tsx'
import { CapabilityTable } from './capability-table.tsx'
import { ConnectionTable } from './connection-table.tsx'
import { HealthStrip } from './health-strip.tsx'
import { AllInvocations, OwnInvocations } from './invocation-table.tsx'
import { Timeline } from './timeline.tsx'

const POLL_MS = 5_000

export default function InspectorPage() {
  const { data: session } = trpc.session.get.useQuery()
  const isOperator = session?.principal.roles.includes('operator') ?? false
  const health = trpc.platform.health.useQuery(undefined, {
    enabled: isOperator,
    refetchInterval: ({ state }) => (state.error ? false : POLL_MS),
  })
  // Roles may have been taken away since.
  const forbidden = (session && !isOperator) || refusalIn(health.error)?.code === 'FORBIDDEN'
  return (
    <div className="min-h-0 grow overflow-y-auto">
      <div className="mx-auto max-w-6xl px-4 py-6 side:px-6">
        <h1 className="font-display text-2xl font-semibold">{words.title}</h1>
        <p className="text-[0.875rem] text-ink-2">{words.intro}</p>
        {forbidden ? (
          <Forbidden />
        ) : health.data ? (
          <>
            <HealthStrip health={health.data} />
            <Parts />
          </>
        ) : health.isError ? (
          <div role="alert" className="mt-5 flex items-center gap-3 text-[0.875rem]">
            {words.failed}
            <Button onClick={() => void health.refetch()}>{words.refresh}</Button>
          </div>
        ) : (
          <p role="status" className="mt-5 text-[0.875rem] text-ink-3">
            {words.loading}
          </p>
        )}
      </div>
    </div>
  )
}

function Forbidden() {
  return (
    <>
      <section className="mt-5 max-w-3xl rounded-2xl border border-line bg-card p-4 shadow-card">
        <h2 className="font-semibold">{words.forbiddenTitle}</h2>
        <p className="mt-1 text-[0.875rem] text-ink-2">{words.forbidden}</p>
      </section>
      <h2 className="mt-6 mb-2 font-semibold">{words.own}</h2>
      <OwnInvocations />
    </>
  )
}

const PARTS = ['invocations', 'connections', 'capabilities', 'audit'] as const

function Parts() {
  const [chosen, setChosen] = useState<string | null>(null)
  if (chosen !== null) return <Timeline invocation_id={chosen} back={() => setChosen(null)} />
  return (
    <Tabs.Root defaultValue="invocations" className="mt-5">
      <Tabs.List aria-label={words.parts} className="flex gap-1 overflow-x-auto border-b border-line">
        {PARTS.map((part) => (
          <Tabs.Trigger
            key={part}
            value={part}
            className="-mb-px min-h-10 border-b-2 border-transparent px-3 text-[0.875rem] whitespace-nowrap text-ink-2 hover:text-ink data-[state=active]:border-accent data-[state=active]:font-semibold data-[state=active]:text-ink"
          >
            {words.tabs[part]}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      <Tabs.Content value="invocations" className="pt-3 outline-none">
        <AllInvocations choose={setChosen} />
      </Tabs.Content>
      <Tabs.Content value="connections" className="pt-3 outline-none">
        <ConnectionTable />
      </Tabs.Content>
      <Tabs.Content value="capabilities" className="pt-3 outline-none">
        <CapabilityTable />
      </Tabs.Content>
      <Tabs.Content value="audit" className="pt-3 outline-none">
        <AuditTable />
      </Tabs.Content>
    </Tabs.Root>
  )
}
