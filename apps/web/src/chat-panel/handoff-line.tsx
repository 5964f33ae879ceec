// A handoff in the column of talk: one quiet line that says who goes on and why, and lets the person ask someone else.
import { GUIDE_GLOBAL, PILLAR_NAMES, PILLARS } from '@biplane/contracts/vocabulary/pillars'
import type { Handoff } from '@biplane/contracts/wire/events'
import { DropdownMenu } from 'radix-ui'
import { AgentMark, agentName } from '../design/agents.tsx'
import { ChevronDownIcon, HandoffIcon } from '../design/icons.tsx'
import { MENU, MENU_ITEM } from '../design/menu.ts'
import { STRINGS } from '../strings.ts'
import { becauseOf } from './because.ts'

interface HandoffLineProps {
  handoff: Handoff
  /** Asks another agent the same. */
  askInstead: (agent_id: string) => void
}

export function HandoffLine({ handoff: { to_agent, reason }, askInstead }: HandoffLineProps) {
  const others = [...PILLAR_NAMES.map((pillar) => PILLARS[pillar].liaison), GUIDE_GLOBAL].filter(
    (id) => id !== to_agent,
  )
  return (
    <div
      role="note"
      aria-label={STRINGS.handoff.label}
      className="flex min-h-7 flex-wrap items-center gap-x-2 text-[0.8125rem] text-ink-3"
    >
      <HandoffIcon size={14} className="shrink-0" />
      <p className="min-w-0">
        {STRINGS.handoff.title(agentName(to_agent))} <span className="text-ink-3">{becauseOf(reason)}</span>
      </p>
      <DropdownMenu.Root>
        <DropdownMenu.Trigger className="inline-flex min-h-7 items-center gap-1 rounded px-1 underline-offset-3 hover:text-ink hover:underline">
          {STRINGS.handoff.someoneElse} <ChevronDownIcon size={11} />
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content align="start" sideOffset={4} collisionPadding={8} className={MENU}>
            {others.map((agent_id) => (
              <DropdownMenu.Item key={agent_id} className={MENU_ITEM} onSelect={() => askInstead(agent_id)}>
                <AgentMark agent_id={agent_id} size={14} /> {agentName(agent_id)}
              </DropdownMenu.Item>
            ))}
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
    </div>
  )
}
