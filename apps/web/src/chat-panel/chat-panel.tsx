// One conversation: its messages, suggestions and composer.
import type { ReactNode, Ref } from 'react'
import { type Chat, useDraft } from '../chat/use-chat.ts'
import { useLinkStatus } from '../shell/link-context.tsx'
import { STRINGS } from '../strings.ts'
import { Composer, type ComposerHandle } from './composer.tsx'
import { MessageList } from './message-list.tsx'

interface ChatPanelProps {
  chat: Chat
  empty: ReactNode
  /** Under the last message, once nothing runs: what could come next. */
  after?: ReactNode
  handle?: Ref<ComposerHandle>
  /** The thread has messages. Before that, greeting and composer stand together in the middle of the page. */
  begun: boolean
}

export function ChatPanel({ chat, empty, after, handle, begun }: ChatPanelProps) {
  const link = useLinkStatus()
  const together = !begun
  return (
    <div className={`flex min-h-0 min-w-0 grow flex-col ${together ? 'side:justify-center side:pb-[8vh]' : ''}`}>
      <MessageList
        hug={together}
        chat={chat}
        label={STRINGS.panel.talk}
        empty={begun ? <Opening /> : empty}
        after={after}
      />
      <Composer chat={chat} offline={link === 'offline'} {...(handle === undefined ? {} : { handle })} />
    </div>
  )
}

/** For the moment before a conversation has come. Words only when it takes longer than a moment. */
function Opening() {
  return (
    <p role="status" className="m-auto text-[0.8125rem] text-ink-3 [animation:arrive_200ms_600ms_both]">
      {STRINGS.panel.loading}
    </p>
  )
}

/** Things worth asking, for the person who does not know yet what can be asked. */
export function Suggestions({ chat, suggestions }: { chat: Chat; suggestions: readonly string[] }) {
  const draft = useDraft()
  const asked = new Set(chat.messages.filter((m) => m.role === 'user').map((m) => m.content))
  const fresh = suggestions.filter((words) => !asked.has(words))
  if (fresh.length === 0) return null
  // What hangs on the message being written goes along, unless other words are being written for it.
  const ask = (words: string) => {
    if (draft.text !== '') return chat.send(words)
    draft.write(words)
    draft.send()
  }
  return (
    <ul aria-label={STRINGS.panel.suggestions} className="mt-3 flex flex-wrap gap-1.5">
      {fresh.map((words) => (
        <li key={words}>
          <button
            type="button"
            onClick={() => ask(words)}
            className="min-h-8 rounded-full border border-line bg-card px-3 py-1 text-start text-[0.8125rem] text-ink-2 hover:border-line-strong hover:text-ink"
          >
            {words}
          </button>
        </li>
      ))}
    </ul>
  )
}
