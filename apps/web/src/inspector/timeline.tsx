// Steps through one invocation: every event in order, its time after the first, and the state at that point.
import type { TimelineEntry } from '@biplane/contracts/wire/commands'
import { useState } from 'react'
import { Button, IconButton } from '../design/buttons.tsx'
import { ChevronIcon } from '../design/icons.tsx'
import { INSPECTOR_STRINGS } from '../strings/inspector-strings.ts'
import { trpc } from '../transport/trpc.ts'
import { Id, PlainTable } from './plain-table.tsx'

const words = INSPECTOR_STRINGS.timeline
/** A long answer has thousands of pieces; around the place that is looked at so many are listed. */
const LISTED = 60

export function Timeline({ invocation_id, back }: { invocation_id: string; back: () => void }) {
  const { data, isError } = trpc.platform.timeline.useQuery({ invocation_id })
  return (
    <section aria-label={words.title(invocation_id)} className="mt-5">
      <div className="flex flex-wrap items-center gap-3">
        <Button onClick={back}>
          <ChevronIcon size={12} className="rotate-180" /> {words.back}
        </Button>
        <h2 className="font-semibold">
          <Id id={invocation_id} />
        </h2>
      </div>
      {data && data.length > 0 ? (
        <Steps entries={data} />
      ) : (
        <p role="status" className="mt-3 text-[0.875rem] text-ink-3">
          {isError ? INSPECTOR_STRINGS.failed : INSPECTOR_STRINGS.loading}
        </p>
      )}
    </section>
  )
}

function Steps({ entries }: { entries: readonly TimelineEntry[] }) {
  const [at, setAt] = useState(0)
  const last = entries.length - 1
  const here = entries[Math.min(at, last)]
  const begun = Date.parse(entries[0]?.at ?? '')
  const sofar = entries.slice(0, at + 1).filter((entry) => entry.attempt === here?.attempt)
  const count = (type: string, note = '') => sofar.filter((e) => e.type === type && e.note.endsWith(note)).length
  const from = Math.max(0, Math.min(at - LISTED / 2, entries.length - LISTED))
  return (
    <>
      <div className="mt-3 flex flex-wrap items-center gap-x-4 gap-y-2 rounded-2xl border border-line bg-card p-3 shadow-card">
        <div className="flex min-w-60 grow items-center gap-2">
          <IconButton label={words.earlier} disabled={at === 0} onClick={() => setAt(at - 1)}>
            <ChevronIcon size={13} className="rotate-180" />
          </IconButton>
          <input
            type="range"
            min={0}
            max={last}
            value={at}
            aria-label={words.slider}
            aria-valuetext={`${words.step(at + 1, entries.length)}: ${here?.type}`}
            onChange={(event) => setAt(Number(event.target.value))}
            className="min-w-0 grow accent-(--accent)"
          />
          <IconButton label={words.later} disabled={at === last} onClick={() => setAt(at + 1)}>
            <ChevronIcon size={13} />
          </IconButton>
        </div>
        <p role="status" className="text-[0.8125rem] tabular-nums">
          {words.step(at + 1, entries.length)}
        </p>
        <dl className="flex flex-wrap gap-x-4 text-[0.8125rem] tabular-nums">
          <Figure name={words.attempt} value={here?.attempt ?? 1} />
          <Figure name={words.pieces} value={count('agent.token')} />
          <Figure name={words.tools} value={count('agent.tool', 'finished')} />
          <Figure name={words.artifacts} value={count('agent.artifact')} />
        </dl>
      </div>
      <div className="mt-3">
        <PlainTable
          label={words.slider}
          heads={['#', words.at, words.type, words.attempt, words.note]}
          rows={entries.slice(from, from + LISTED).map((entry, i) => ({
            key: String(entry.event_id),
            current: from + i === at,
            cells: [
              entry.event_id,
              words.after(Date.parse(entry.at) - begun),
              <button
                key="type"
                type="button"
                aria-current={from + i === at ? 'step' : undefined}
                onClick={() => setAt(from + i)}
                className="hover:underline"
              >
                {entry.type}
              </button>,
              entry.attempt,
              entry.note,
            ],
          }))}
        />
      </div>
    </>
  )
}

const Figure = ({ name, value }: { name: string; value: number }) => (
  <div className="flex gap-1.5">
    <dt className="text-ink-3">{name}</dt>
    <dd className="font-semibold">{value}</dd>
  </div>
)
