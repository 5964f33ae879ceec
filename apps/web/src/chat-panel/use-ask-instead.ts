// Hook that asks another agent the same question: a specialist gets it at once in its area; for the guide it becomes an
// editable draft, because the guide would pass the same words to the same specialist again.
import type { MessageView } from '@biplane/contracts/wire/events'
import { useCallback } from 'react'
import { questionOf } from '../chat/channel.ts'
import { useConversations } from '../chat/chat-provider.tsx'
import { type ConversationTarget, surfaceOf } from '../chat/conversation-target.ts'
import { placeOfAgent } from '../design/agents.tsx'
import { useGuideAgent } from '../shell/guide-agent-provider.tsx'
import { pathOf, useRouter } from '../shell/router.tsx'

export function useAskInstead(target: ConversationTarget): (agent_id: string, answer: MessageView) => void {
  const conversations = useConversations()
  const { speakWith } = useGuideAgent()
  const { route, navigate } = useRouter()
  const pillarHere = route.kind === 'pillar' ? route.pillar : null
  return useCallback(
    (agent_id, answer) => {
      const asked = questionOf(conversations.of(target).channel.getView().messages, answer)
      if (!asked) return
      const place = placeOfAgent(agent_id)
      if (place === 'guide') {
        conversations.of('guide').draft.revise(asked, null)
        if (pillarHere) speakWith(pillarHere, 'guide')
        else navigate(pathOf('guide'))
        return
      }
      conversations.of(place).channel.send(asked.content, asked.files, surfaceOf(place))
      conversations.follow(place)
      speakWith(place, 'liaison')
      navigate(pathOf(place))
    },
    [conversations, target, speakWith, pillarHere, navigate],
  )
}
