// Home page: the guide's conversation, or its greeting before the first message.
import { useRef } from 'react'
import { useBegun } from '../chat/begun.ts'
import { useDraft, useGuideChat } from '../chat/use-chat.ts'
import { ChatPanel } from '../chat-panel/chat-panel.tsx'
import type { ComposerHandle } from '../chat-panel/composer.tsx'
import { useSessionId } from '../session/session-context.tsx'
import { DropZone } from '../shell/drop-zone.tsx'
import { STRINGS } from '../strings.ts'
import { NextStarts, Starts } from './starts.tsx'

export function GuidePage() {
  const chat = useGuideChat()
  const draft = useDraft('guide')
  const begun = useBegun(chat, useSessionId())
  const composer = useRef<ComposerHandle>(null)
  return (
    <DropZone onFiles={(files) => void draft.attach(files)}>
      {begun && <h1 className="spoken">{STRINGS.nav.guide}</h1>}
      <ChatPanel
        chat={chat}
        empty={<Starts composer={composer} />}
        after={<NextStarts composer={composer} />}
        handle={composer}
        centred
      />
    </DropZone>
  )
}
