// Card of a handoff: to whom, why, and a link. Automatic navigation is decided elsewhere.
import { isPillar } from '@biplane/contracts/vocabulary/pillars'
import type { Handoff } from '@biplane/contracts/wire/events'
import { AgentMark, agentName, placeName } from '../design/agents.tsx'
import { ChevronIcon } from '../design/icons.tsx'
import { Link, pathOf } from '../shell/router.tsx'
import { STRINGS } from '../strings.ts'
import { becauseOf } from './because.ts'

export function HandoffCard({ handoff }: { handoff: Handoff }) {
  const { to_agent, pillar, reason } = handoff
  return (
    <section className="mt-3 flex flex-wrap items-center gap-x-3 gap-y-2 rounded-xl border border-line bg-card px-3.5 py-3 shadow-card">
      <span className="grid size-8 shrink-0 place-items-center rounded-full bg-accent-soft text-accent">
        <AgentMark agent_id={to_agent} />
      </span>
      <div className="min-w-40 grow basis-0 text-[0.8125rem]">
        <p className="font-semibold">{STRINGS.handoff.title(agentName(to_agent))}</p>
        <p className="text-ink-2">{becauseOf(reason)}</p>
      </div>
      {pillar !== null && isPillar(pillar) && (
        <Link
          to={pathOf(pillar)}
          className="inline-flex min-h-8 items-center gap-1 rounded-lg border border-line-strong/70 px-3 text-[0.8125rem] font-medium hover:bg-hover"
        >
          {STRINGS.handoff.open(placeName(pillar))} <ChevronIcon size={12} />
        </Link>
      )}
    </section>
  )
}
