// Page of a pillar: its workspace and the chat panel beside it. A narrow window shows one at a time.
import { PILLARS, type Pillar } from '@biplane/contracts/vocabulary/pillars'
import type { TablePlan } from '@biplane/contracts/wire/table-plan'
import { useCallback, useRef, useState } from 'react'
import { useDraft, useGuideChat, useLiaisonChat } from '../chat/use-chat.ts'
import { WishProvider, type WorkspaceWish } from '../chat-panel/workspace-wish.tsx'
import { iconOf, placeName } from '../design/agents.tsx'
import { TableIcon } from '../design/icons.tsx'
import { DropZone } from '../shell/drop-zone.tsx'
import { useGuideAgent } from '../shell/guide-agent-provider.tsx'
import { useMedia } from '../shell/use-media.ts'
import { STRINGS } from '../strings.ts'
import { RunPlanProvider } from '../tables/plan-run.tsx'
import { planText } from '../tables/plan-text.ts'
import type { NumberedWish } from '../workspace/result-board.tsx'
import { Workspace } from '../workspace/workspace.tsx'
import { SecondaryChatbot } from './secondary-chatbot.tsx'

export function PillarPage({ pillar }: { pillar: Pillar }) {
  const liaison = useLiaisonChat(pillar)
  const guideChat = useGuideChat()
  const voice = useGuideAgent().voiceIn(pillar)
  const chat = voice === 'guide' ? guideChat : liaison
  const draft = useDraft(chat.target)
  const wide = useMedia('(min-width: 68rem)')
  const [view, setView] = useState<'chat' | 'workspace'>('chat')
  const [wished, setWished] = useState<NumberedWish | null>(null)
  const number = useRef(0)
  const wish = useCallback((what: WorkspaceWish) => {
    number.current += 1
    setWished({ wish: what, number: number.current })
    setView('workspace')
  }, [])

  const { send } = liaison
  const runPlan = useCallback((plan: TablePlan, words = planText(plan)) => send(words, [], { plan }), [send])

  const shows = (which: 'chat' | 'workspace') => wide || view === which
  const workspace = (
    <div className={`min-h-0 min-w-0 grow ${shows('workspace') ? 'flex' : 'hidden'}`}>
      <Workspace messages={liaison.messages} wished={wished} empty={STRINGS.workspace.empty} />
    </div>
  )
  return (
    <DropZone onFiles={(files) => void draft.attach(files)}>
      <RunPlanProvider value={PILLARS[pillar].runsPlans ? runPlan : null}>
        <WishProvider value={wish}>
          <h1 className="spoken">{STRINGS.pillars[pillar].name}</h1>
          {wide ? (
            <div className="flex min-h-0 grow">
              {workspace}
              <div className="flex min-h-0 w-[clamp(24rem,32vw,31rem)] shrink-0 border-s border-line">
                <SecondaryChatbot pillar={pillar} chat={chat} />
              </div>
            </div>
          ) : (
            <>
              <NarrowSwitch pillar={pillar} view={view} onView={setView} />
              {workspace}
              <div className={`min-h-0 grow ${shows('chat') ? 'flex' : 'hidden'}`}>
                <SecondaryChatbot pillar={pillar} chat={chat} headless />
              </div>
            </>
          )}
        </WishProvider>
      </RunPlanProvider>
    </DropZone>
  )
}

interface NarrowSwitchProps {
  pillar: Pillar
  view: 'chat' | 'workspace'
  onView: (view: 'chat' | 'workspace') => void
}

/** The liaison, the guide, or the workspace: one at a time. */
function NarrowSwitch({ pillar, view, onView }: NarrowSwitchProps) {
  const guide = useGuideAgent()
  const voice = guide.voiceIn(pillar)
  const speak = (with_: 'liaison' | 'guide') => {
    guide.speakWith(pillar, with_)
    onView('chat')
  }
  const choices = [
    {
      name: placeName(pillar),
      Mark: iconOf(pillar),
      current: view === 'chat' && voice === 'liaison',
      choose: () => speak('liaison'),
    },
    {
      name: placeName('guide'),
      Mark: iconOf('guide'),
      current: view === 'chat' && voice === 'guide',
      choose: () => speak('guide'),
    },
    {
      name: STRINGS.panel.workspace,
      Mark: TableIcon,
      current: view === 'workspace',
      choose: () => onView('workspace'),
    },
  ]
  return (
    <fieldset aria-label={STRINGS.panel.views} className="grid min-w-0 shrink-0 grid-cols-3 border-b border-line px-2">
      {choices.map(({ name, Mark, current, choose }) => (
        <button
          key={name}
          type="button"
          aria-pressed={current}
          onClick={choose}
          className={`-mb-px flex min-h-11 items-center justify-center gap-1.5 border-b-2 text-[0.8125rem] ${
            current ? 'border-accent font-semibold' : 'border-transparent text-ink-2'
          }`}
        >
          <Mark size={14} className={current ? 'text-accent' : 'text-ink-3'} />
          {name}
        </button>
      ))}
    </fieldset>
  )
}
