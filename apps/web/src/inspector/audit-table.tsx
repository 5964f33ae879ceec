// Table of the audit trail, newest first.
import { useState } from 'react'
import { Button } from '../design/buttons.tsx'
import { dayAndTime } from '../design/format.ts'
import { INSPECTOR_STRINGS } from '../strings/inspector-strings.ts'
import { trpc } from '../transport/trpc.ts'
import { Id, PlainTable } from './plain-table.tsx'

const words = INSPECTOR_STRINGS.audit
const PAGE = 50

export function AuditTable() {
  const [before, setBefore] = useState<number | undefined>(undefined)
  const { data } = trpc.platform.audit.useQuery({ limit: PAGE, ...(before !== undefined && { before }) })
  if (!data) return <p className="text-[0.875rem] text-ink-3">{INSPECTOR_STRINGS.loading}</p>
  const last = data.at(-1)
  return (
    <>
      <PlainTable
        label={INSPECTOR_STRINGS.tabs.audit}
        heads={[words.at, words.action, words.outcome, words.tenant, words.who, words.detail]}
        rows={data.map(({ id, at, action, outcome, tenant, session_id, detail }) => ({
          key: String(id),
          cells: [
            dayAndTime(at),
            action,
            outcome,
            tenant ?? '–',
            <Id key="session" id={session_id} />,
            <code key="detail" className="block max-w-lg font-mono text-xs whitespace-normal text-ink-2 wrap-anything">
              {Object.entries(detail)
                .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
                .join(' · ')}
            </code>,
          ],
        }))}
      />
      {data.length === PAGE && last && (
        <Button className="mt-3" onClick={() => setBefore(last.id)}>
          {words.more}
        </Button>
      )}
    </>
  )
}
