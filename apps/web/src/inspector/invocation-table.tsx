// Tables of invocations: all of them for an operator, the session's own for other users.

import { END_CAUSES } from '@biplane/contracts/vocabulary/end-causes'
import type { InvocationView, PlatformInvocation } from '@biplane/contracts/wire/commands'
import type { EndCause } from '@biplane/contracts/wire/end-cause'
import type { ReactNode } from 'react'
import { dayAndTime } from '../design/format.ts'
import { INSPECTOR_STRINGS } from '../strings/inspector-strings.ts'
import { trpc } from '../transport/trpc.ts'
import { Id, PlainTable, Status } from './plain-table.tsx'

const words = INSPECTOR_STRINGS.invocation
const POLL_MS = 3_000
const OWN_HEADS = [words.id, words.agent, words.status, words.cause, words.attempt, words.began, words.took, words.cost]
const HEADS = [...OWN_HEADS, words.tenant]

export function AllInvocations({ choose }: { choose: (invocation_id: string) => void }) {
  const { data } = trpc.platform.invocations.useQuery({}, { refetchInterval: POLL_MS })
  if (!data) return <p className="text-[0.875rem] text-ink-3">{INSPECTOR_STRINGS.loading}</p>
  return (
    <PlainTable
      label={INSPECTOR_STRINGS.tabs.invocations}
      heads={HEADS}
      rows={data.map((one) => ({
        key: one.invocation_id,
        cells: [
          ...cellsOf(
            one,
            <button
              type="button"
              aria-label={words.open(one.invocation_id)}
              onClick={() => choose(one.invocation_id)}
              className="text-accent underline underline-offset-3"
            >
              <Id id={one.invocation_id} />
            </button>,
            one.code,
          ),
          one.tenant,
        ],
      }))}
    />
  )
}

export function OwnInvocations() {
  const { data } = trpc.invocation.list.useQuery({})
  if (!data) return <p className="text-[0.875rem] text-ink-3">{INSPECTOR_STRINGS.loading}</p>
  return (
    <PlainTable
      label={INSPECTOR_STRINGS.own}
      heads={OWN_HEADS}
      rows={data.map((one) => ({
        key: one.invocation_id,
        cells: cellsOf(one, <Id id={one.invocation_id} />, one.error?.code ?? null),
      }))}
    />
  )
}

type Work = Pick<
  PlatformInvocation & InvocationView,
  'agent_id' | 'status' | 'cause' | 'attempt' | 'created_at' | 'ended_at' | 'usage'
>

function cellsOf(
  { agent_id, status, cause, attempt, created_at, ended_at, usage }: Work,
  id: ReactNode,
  code: string | null,
) {
  const took = ended_at === null ? null : Date.parse(ended_at) - Date.parse(created_at)
  return [
    id,
    agent_id,
    <span key="status">
      <Status status={status} />
      {code !== null && ` ${code}`}
    </span>,
    cause === null ? '–' : <Cause key="cause" cause={cause} />,
    attempt,
    dayAndTime(created_at),
    took === null ? '–' : `${(took / 1_000).toFixed(2)} s`,
    usage === null ? '–' : costOf(usage),
  ]
}

/** Why it ended before it was complete, with the message or session that did it. */
const Cause = ({ cause }: { cause: EndCause }) => (
  <span className="whitespace-normal">
    {END_CAUSES[cause.by]}
    {cause.message_id !== undefined && (
      <>
        {' '}
        <Id id={cause.message_id} />
      </>
    )}
    {cause.message_id === undefined && cause.session_id !== undefined && (
      <>
        {' '}
        <Id id={cause.session_id} />
      </>
    )}
  </span>
)

const costOf = ({ input_tokens, output_tokens, tool_calls }: NonNullable<Work['usage']>): string =>
  [
    words.tokens(input_tokens, output_tokens),
    ...(tool_calls === null || tool_calls === 0 ? [] : [words.tools(tool_calls)]),
  ].join(' · ')
