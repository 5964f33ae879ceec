// Chat panel beside a workspace: the pillar's liaison, with the guide one click away.
import type { Pillar } from '@biplane/contracts/vocabulary/pillars'
import type { Chat } from '../chat/use-chat.ts'
import { ChatPanel, Suggestions } from '../chat-panel/chat-panel.tsx'
import { iconOf, placeName, voiceOf } from '../design/agents.tsx'
import { useGuideAgent } from '../shell/guide-agent-provider.tsx'
import { Link } from '../shell/router.tsx'
import { STRINGS } from '../strings.ts'
import { NextQuestions } from '../tables/next-questions.tsx'

interface SecondaryChatbotProps {
  pillar: Pillar
  /** Of the agent in this panel now. */
  chat: Chat
  /** The choice between liaison and guide stands elsewhere. */
  headless?: boolean
}

export function SecondaryChatbot({ pillar, chat, headless = false }: SecondaryChatbotProps) {
  const guide = useGuideAgent()
  const voice = guide.voiceIn(pillar)
  const words = STRINGS.pillars[pillar]
  const suggestions = voice === 'liaison' ? words.suggestions : []
  // What to ask next makes sense once there is something to ask about.
  const hasResults = voice === 'liaison' && chat.messages.some((m) => m.artifacts.length > 0)
  const empty = (
    <div className="my-auto py-4">
      <h2 className="font-display text-xl font-semibold">{voiceOf(chat.target)}</h2>
      <p className="mt-1.5 text-[0.875rem] text-pretty text-ink-2">
        {voice === 'liaison' ? words.empty : STRINGS.guide.introduction}
      </p>
      <Suggestions chat={chat} suggestions={suggestions} />
      <p className="mt-4 text-[0.8125rem] text-ink-3">
        {STRINGS.panel.noFile}{' '}
        <Link to="/" className="text-accent underline underline-offset-3">
          {STRINGS.panel.toSample}
        </Link>
      </p>
    </div>
  )
  return (
    <div className="flex min-h-0 min-w-0 grow flex-col">
      {!headless && (
        <header className="flex min-h-14 shrink-0 items-center gap-2 border-b border-line px-3">
          <fieldset aria-label={STRINGS.panel.voices} className="flex min-w-0 rounded-xl bg-sunken p-0.5">
            {(['liaison', 'guide'] as const).map((each) => (
              <Voice
                key={each}
                place={each === 'guide' ? 'guide' : pillar}
                current={voice === each}
                onChoose={() => guide.speakWith(pillar, each)}
              />
            ))}
          </fieldset>
        </header>
      )}
      <ChatPanel
        key={chat.target}
        chat={chat}
        empty={empty}
        after={hasResults && <NextQuestions chat={chat} suggestions={words.next} />}
      />
    </div>
  )
}

function Voice({ place, current, onChoose }: { place: 'guide' | Pillar; current: boolean; onChoose: () => void }) {
  const Mark = iconOf(place)
  return (
    <button
      type="button"
      aria-pressed={current}
      aria-label={voiceOf(place)}
      onClick={onChoose}
      className={`flex min-h-8 min-w-0 items-center gap-1.5 rounded-[0.65rem] px-2.5 text-[0.8125rem] ${
        current ? 'bg-card font-medium text-ink shadow-card' : 'text-ink-2 hover:text-ink'
      }`}
    >
      <Mark size={14} className={current ? 'text-accent' : 'text-ink-3'} />
      <span className="truncate">{placeName(place)}</span>
    </button>
  )
}
