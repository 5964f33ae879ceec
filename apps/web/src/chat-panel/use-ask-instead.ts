// Hook that asks another agent the same question in this thread.
import type { ThreadMessage } from '@biplane/contracts/wire/threads'
import { useCallback } from 'react'
import { questionOf } from '../chat/channel.ts'
import { useChannel } from '../chat/chat-provider.tsx'

export function useAskInstead(): (agent: string, answer: ThreadMessage) => void {
  const channel = useChannel()
  return useCallback(
    (agent, answer) => {
      const asked = questionOf(channel.getView().messages, answer)
      if (asked) channel.send(asked.content, asked.files, { agent })
    },
    [channel],
  )
}
