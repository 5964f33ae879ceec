// Names who answers and why; one click shows the whole routing decision. [U1]

import type { RoutingDecision } from '@biplane/contracts/wire/events'
import { Popover } from 'radix-ui'
import { AgentMark, agentName } from '../design/agents.tsx'
import { Button } from '../design/buttons.tsx'
import { InfoIcon } from '../design/icons.tsx'
import { STRINGS } from '../strings.ts'
import { becauseOf } from './because.ts'

interface RoutingBadgeProps {
  agent_id: string | null
  routing: RoutingDecision | null
  /** The reason stands right above it: it is one click away here. */
  isTold: boolean
  /** Asks another agent the same. */
  askInstead: (agent_id: string) => void
}

const GUIDE = 'guide.global'

export function RoutingBadge({ agent_id, routing, isTold, askInstead }: RoutingBadgeProps) {
  const name = (
    <span className="flex shrink-0 items-center gap-2 font-semibold whitespace-nowrap text-ink">
      <span className="grid size-6 shrink-0 place-items-center rounded-full bg-accent-soft text-accent">
        <AgentMark agent_id={agent_id} size={14} />
      </span>
      {agentName(agent_id)}
    </span>
  )
  if (!routing) return <div className="flex min-h-6 items-center text-[0.8125rem]">{name}</div>
  const others = routing.candidates.filter((c) => c.agent_id !== routing.agent_id)
  const isGuide = routing.agent_id.startsWith('guide.')
  const asked = others.map((other) => other.agent_id).filter((id) => !id.startsWith('guide.'))
  const instead = [...(isGuide ? [] : [GUIDE]), ...asked]
  return (
    <Popover.Root>
      <div className="flex min-h-6 min-w-0 items-center gap-1.5 text-[0.8125rem]">
        {name}
        <Popover.Trigger
          aria-label={STRINGS.message.whyAnswers(agentName(agent_id))}
          className="min-w-0 truncate rounded px-1 text-ink-3 hover:text-ink hover:underline"
        >
          {wasDecided(routing) && !isTold ? `· ${becauseOf(routing.reason)}` : <InfoIcon size={13} />}
        </Popover.Trigger>
      </div>
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={6}
          collisionPadding={12}
          className="z-50 w-72 animate-arrive rounded-xl border border-line bg-card p-3.5 text-[0.8125rem] shadow-float"
        >
          <p className="font-medium">{STRINGS.message.routedBy[routing.source]}</p>
          {wasDecided(routing) && (
            <p className="mt-1 text-ink-2">
              {sentence(routing.reason)}{' '}
              <span className="text-ink-3">{STRINGS.message.confidence(routing.confidence)}</span>
            </p>
          )}
          {others.length > 0 && (
            <>
              <p className="mt-3 text-xs text-ink-3">{STRINGS.message.alternatives}</p>
              <ul className="mt-1 space-y-1">
                {others.map((other) => (
                  <li key={other.agent_id} className="flex items-center gap-2">
                    <AgentMark agent_id={other.agent_id} size={14} />
                    <span className="grow">{agentName(other.agent_id)}</span>
                    <span className="text-ink-3 tabular-nums">{other.score}</span>
                  </li>
                ))}
              </ul>
            </>
          )}
          {instead.length > 0 && (
            <div className="mt-3 flex flex-col items-start gap-1.5 border-t border-line pt-3">
              {instead.map((other) => (
                <Popover.Close key={other} asChild>
                  <Button onClick={() => askInstead(other)}>
                    <AgentMark agent_id={other} size={14} /> {STRINGS.message.askInstead(agentName(other))}
                  </Button>
                </Popover.Close>
              ))}
            </div>
          )}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

/** The reason matters where there was a choice; an assistant's own conversation had none. */
const wasDecided = ({ source }: RoutingDecision): boolean => source === 'router' || source === 'user'

function sentence(reason: string): string {
  const bare = reason.trim()
  const begun = bare.charAt(0).toUpperCase() + bare.slice(1)
  return /[.!?]$/.test(begun) ? begun : `${begun}.`
}
