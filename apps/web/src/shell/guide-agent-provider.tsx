// Makes the guide available everywhere: selects who speaks in the panel beside a workspace, and follows a handoff. Only
// the tab that sent the message follows, only while it still shows that conversation, and never on a replay.
import { isPillar, type Pillar } from '@biplane/contracts/vocabulary/pillars'
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react'
import { useConversations } from '../chat/chat-provider.tsx'
import { agentName } from '../design/agents.tsx'
import { STRINGS } from '../strings.ts'
import { pathOf, useRouter } from './router.tsx'

interface GuideAgent {
  /** Whom a pillar's panel shows. */
  voiceIn(pillar: Pillar): 'guide' | 'liaison'
  speakWith(pillar: Pillar, voice: 'guide' | 'liaison'): void
}

const GuideAgentContext = createContext<GuideAgent | null>(null)

export function GuideAgentProvider({ children }: { children: ReactNode }) {
  const [withGuide, setWithGuide] = useState<ReadonlySet<Pillar>>(new Set())
  const guide = useMemo(
    (): GuideAgent => ({
      voiceIn: (pillar) => (withGuide.has(pillar) ? 'guide' : 'liaison'),
      speakWith: (pillar, voice) =>
        setWithGuide((before) => {
          const next = new Set(before)
          if (voice === 'guide') next.add(pillar)
          else next.delete(pillar)
          return next
        }),
    }),
    [withGuide],
  )
  const arrival = useFollowHandoffs(guide)
  return (
    <GuideAgentContext value={guide}>
      {children}
      <div className="spoken" role="status">
        {arrival}
      </div>
    </GuideAgentContext>
  )
}

export function useGuideAgent(): GuideAgent {
  const guide = useContext(GuideAgentContext)
  if (!guide) throw new Error('useGuideAgent needs a GuideAgentProvider above it')
  return guide
}

/** Navigates to the agent that this tab's message was handed to. Returns the text shown on arrival. */
function useFollowHandoffs(guide: GuideAgent): string {
  const conversations = useConversations()
  const followed = useSyncExternalStore(conversations.subscribe, conversations.followed)
  const { route, navigate } = useRouter()
  const [arrival, setArrival] = useState('')
  const here = useRef({ route, guide })
  useEffect(() => {
    here.current = { route, guide }
    conversations.moveTo(route.kind === 'pillar' ? route.pillar : 'guide')
  })

  useEffect(() => {
    const leave = followed.map((target) =>
      conversations.of(target).channel.onHandoff(({ to_agent, pillar, invocation_id }) => {
        if (pillar === null || !isPillar(pillar)) return
        conversations.of(pillar).channel.adopt(invocation_id)
        conversations.follow(pillar)
        const now = here.current
        const stillHere =
          now.route.kind === 'guide'
            ? target === 'guide'
            : now.route.kind === 'pillar' &&
              (target === now.route.pillar || now.guide.voiceIn(now.route.pillar) === target)
        if (!stillHere) return
        now.guide.speakWith(pillar, 'liaison')
        navigate(pathOf(pillar))
        setArrival(STRINGS.handoff.arrived(agentName(to_agent)))
      }),
    )
    return () => {
      for (const off of leave) off()
    }
  }, [conversations, followed, navigate])

  return arrival
}
