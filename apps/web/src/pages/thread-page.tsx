// Page of a thread: its talk, and its results beside it. A narrow window shows one at a time.
import { PILLAR_NAMES, PILLARS, type Pillar } from '@biplane/contracts/vocabulary/pillars'
import type { TablePlan } from '@biplane/contracts/wire/table-plan'
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useBegun } from '../chat/begun.ts'
import { useConversations } from '../chat/chat-provider.tsx'
import { useChat } from '../chat/use-chat.ts'
import { ChatPanel } from '../chat-panel/chat-panel.tsx'
import type { ComposerHandle } from '../chat-panel/composer.tsx'
import { InlineProvider } from '../chat-panel/inline-results.tsx'
import { WishProvider, type WorkspaceWish } from '../chat-panel/workspace-wish.tsx'
import { placeOfAgent } from '../design/agents.tsx'
import { IconButton } from '../design/buttons.tsx'
import { CloseIcon, EnlargeIcon, GuideIcon, ReduceIcon, TableIcon } from '../design/icons.tsx'
import { useSessionId } from '../session/session-context.tsx'
import { DropZone } from '../shell/drop-zone.tsx'
import { resultPath, useRouter } from '../shell/router.tsx'
import { useMedia } from '../shell/use-media.ts'
import { STRINGS } from '../strings.ts'
import { NextQuestions } from '../tables/next-questions.tsx'
import { RunPlanProvider } from '../tables/plan-run.tsx'
import { planText } from '../tables/plan-text.ts'
import { useNamedResult } from '../workspace/named-result.ts'
import type { NumberedWish } from '../workspace/result-board.tsx'
import { ResultsPane, useResults } from '../workspace/results-pane.tsx'
import { PaneSeparator } from './pane-separator.tsx'
import { NextStarts, Starts } from './starts.tsx'
import { type Pane, usePane } from './use-pane.ts'

const words = STRINGS.workspace

/** Who runs a plan that a person has changed. */
const RUNS_PLANS = agentOf(PILLAR_NAMES.find((pillar) => PILLARS[pillar].runsPlans))

function agentOf(pillar: Pillar | undefined): { agent?: string } {
  return pillar === undefined ? {} : { agent: PILLARS[pillar].liaison }
}

interface ThreadPageProps {
  /** Only the results of this area. */
  area: Pillar | null
  /** The result of the address. */
  named: string | null
}

export function ThreadPage({ area, named }: ThreadPageProps) {
  const chat = useChat()
  const { draft } = useConversations()
  const begun = useBegun(chat, useSessionId())
  /** An address of a result is answered in an empty thread too. */
  const parted = begun || named !== null
  const composer = useRef<ComposerHandle>(null)
  const frame = useRef<HTMLDivElement>(null)
  const wide = useMedia('(min-width: 64rem)')
  const pane = usePane()
  const { wished, wish, view, setView } = useWishes(named, pane)
  const { send } = chat
  const runPlan = useCallback(
    (plan: TablePlan, text = planText(plan)) => send(text, [], { plan, ...RUNS_PLANS }),
    [send],
  )

  const showsPane = parted && (wide ? pane.open : view === 'results')
  const showsTalk = wide ? !(showsPane && pane.full) : !parted || view === 'talk'
  const talk = (
    <div className={`relative min-h-0 min-w-0 grow basis-0 flex-col ${showsTalk ? 'flex' : 'hidden'}`}>
      {wide && parted && !pane.open && (
        <IconButton
          label={words.show}
          tone="line"
          onClick={() => pane.show(true)}
          className="absolute end-3 top-2.5 z-10"
        >
          <TableIcon />
        </IconButton>
      )}
      <InlineProvider value={!(wide && pane.open)}>
        <ChatPanel
          chat={chat}
          begun={begun}
          empty={<Starts composer={composer} />}
          after={<Next composer={composer} />}
          handle={composer}
        />
      </InlineProvider>
    </div>
  )
  return (
    <DropZone onFiles={(files) => void draft.attach(files)}>
      <RunPlanProvider value={runPlan}>
        <WishProvider value={wish}>
          {begun && <h1 className="spoken">{chat.title || STRINGS.conversations.untitled}</h1>}
          {!wide && parted && <NarrowSwitch view={view} onView={setView} />}
          <div ref={frame} className="flex min-h-0 grow">
            {talk}
            {wide && showsPane && showsTalk && <PaneSeparator pane={pane} frame={frame} />}
            {parted && (
              <div
                className={`min-h-0 min-w-0 ${showsPane ? 'flex' : 'hidden'} ${showsTalk && wide ? 'shrink-0' : 'grow'}`}
                style={showsTalk && wide ? { width: `${100 * pane.share}%` } : undefined}
              >
                <Results area={area} named={named} wished={wished} actions={wide && <PaneActions pane={pane} />} />
              </div>
            )}
          </div>
        </WishProvider>
      </RunPlanProvider>
    </DropZone>
  )
}

/** What is to be shown of the results: by the address, or by a click in the talk. */
function useWishes(named: string | null, { show }: Pane) {
  const { navigate } = useRouter()
  const [view, setView] = useState<'talk' | 'results'>(named === null ? 'talk' : 'results')
  const [wished, setWished] = useState<NumberedWish | null>(null)
  const wish = useCallback(
    (what: WorkspaceWish) => {
      setWished((before) => numbered(what, before))
      show(true)
      setView('results')
      if (what.kind === 'artifact') navigate(resultPath(what.artifact_id))
    },
    [navigate, show],
  )
  // An address of a result that was followed, or gone back to, brings it to the front. A click has named its answer too.
  useEffect(() => {
    if (named === null) return
    show(true)
    setView('results')
    setWished((before) => {
      if (before?.wish.kind === 'artifact' && before.wish.artifact_id === named) return before
      return numbered({ kind: 'artifact', artifact_id: named, version: 0, message_id: null }, before)
    })
  }, [named, show])
  return { wished, wish, view, setView }
}

const numbered = (wish: WorkspaceWish, before: NumberedWish | null): NumberedWish => ({
  wish,
  number: (before?.number ?? 0) + 1,
})

interface ResultsProps extends ThreadPageProps {
  wished: NumberedWish | null
  actions: ReactNode
}

function Results({ area, named, wished, actions }: ResultsProps) {
  const { messages, conversations, health } = useChat()
  const { navigate } = useRouter()
  const result = useNamedResult(health.kind === 'opening' ? null : named, useResults(messages), conversations)
  return (
    <ResultsPane
      messages={messages}
      area={area}
      wished={wished}
      named={result}
      onChoose={({ artifacts: [first] }) => first && navigate(resultPath(first.artifact_id))}
      actions={actions}
    />
  )
}

function PaneActions({ pane }: { pane: Pane }) {
  return (
    <span className="flex shrink-0">
      <IconButton label={pane.full ? words.reduce : words.enlarge} onClick={() => pane.fill(!pane.full)}>
        {pane.full ? <ReduceIcon size={14} /> : <EnlargeIcon size={14} />}
      </IconButton>
      <IconButton
        label={words.hide}
        onClick={() => {
          pane.fill(false)
          pane.show(false)
        }}
      >
        <CloseIcon size={14} />
      </IconButton>
    </span>
  )
}

/** What could come next: questions about the file of the last answer, what its area offers, or the ways to begin. */
function Next({ composer }: { composer: React.RefObject<ComposerHandle | null> }) {
  const chat = useChat()
  const place = placeOfAgent(chat.messages.findLast((m) => m.role === 'assistant')?.agent_id ?? null)
  const hasResults = useMemo(() => chat.messages.some((m) => m.artifacts.length > 0), [chat.messages])
  if (place === 'guide') return hasResults ? null : <NextStarts composer={composer} />
  return hasResults ? <NextQuestions chat={chat} suggestions={STRINGS.pillars[place].next} /> : null
}

interface NarrowSwitchProps {
  view: 'talk' | 'results'
  onView: (view: 'talk' | 'results') => void
}

function NarrowSwitch({ view, onView }: NarrowSwitchProps) {
  const choices = [
    { name: STRINGS.panel.talk, Mark: GuideIcon, of: 'talk' },
    { name: words.label, Mark: TableIcon, of: 'results' },
  ] as const
  return (
    <fieldset aria-label={STRINGS.panel.views} className="grid min-w-0 shrink-0 grid-cols-2 border-b border-line px-2">
      {choices.map(({ name, Mark, of }) => (
        <button
          key={of}
          type="button"
          aria-pressed={view === of}
          onClick={() => onView(of)}
          className={`-mb-px flex min-h-11 items-center justify-center gap-1.5 border-b-2 text-[0.8125rem] ${
            view === of ? 'border-accent font-semibold' : 'border-transparent text-ink-2'
          }`}
        >
          <Mark size={14} className={view === of ? 'text-accent' : 'text-ink-3'} />
          {name}
        </button>
      ))}
    </fieldset>
  )
}
