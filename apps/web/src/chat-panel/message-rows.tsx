// Owns the rows of a conversation: its messages in order, then what is still on its way there. A row is drawn anew only when
// its message changed.
import type { MessageView } from '@biplane/contracts/wire/events'
import { memo, useCallback } from 'react'
import type { Branched } from '../chat/branches.ts'
import { questionOf } from '../chat/channel.ts'
import { useConversations } from '../chat/chat-provider.tsx'
import type { Chat } from '../chat/use-chat.ts'
import { AnswerRow } from './answer-row.tsx'
import { useAskInstead } from './use-ask-instead.ts'
import { PendingRow, UserRow } from './user-row.tsx'

/** From so many messages on, rows far from the end are laid out only when they come into sight. */
const LAZY_FROM = 30
const EAGER_AT_END = 10

interface MessageRowsProps {
  chat: Chat
  branched: Branched
  choose: (root: string, version: number) => void
}

export const MessageRows = memo(function MessageRows({ chat, branched, choose }: MessageRowsProps) {
  const { pending, stopping, stoppable } = chat
  const { messages, branchings } = branched
  const acts = useRowActs(chat)
  const lazyUntil = messages.length > LAZY_FROM ? messages.length - EAGER_AT_END : 0
  const lastSaid = messages.findLastIndex((m) => m.role === 'user')
  return (
    <div className="flex flex-col gap-5">
      {messages.map((message, at) => (
        <div
          key={message.message_id}
          data-message={message.message_id}
          className={`rounded-xl ${at < lazyUntil ? '[contain-intrinsic-size:auto_9rem] [content-visibility:auto]' : ''}`}
        >
          {message.role === 'user' ? (
            <UserRow
              message={message}
              branching={branchings.get(message.message_id) ?? null}
              choose={choose}
              edit={acts.edit}
            />
          ) : (
            <AnswerRow
              message={message}
              withdraw={chat.withdraw}
              retry={chat.retry}
              say={acts.say}
              editWaiting={acts.editWaiting}
              askInstead={acts.askInstead}
              stopping={message.invocation_id !== null && stopping.has(message.invocation_id)}
              waits={message.status === 'queued' && stoppable !== message.invocation_id}
              over={at < lastSaid}
            />
          )}
        </div>
      ))}
      {pending.map((item) => (
        <PendingRow key={item.message_id} item={item} resend={chat.resend} discard={chat.discard} />
      ))}
    </div>
  )
})

/** What rows can do besides what the chat does; each stays the same function while the conversation lives. */
function useRowActs(chat: Chat) {
  const { send, withdraw, target } = chat
  const conversations = useConversations()
  const askInstead = useAskInstead(target)
  const say = useCallback((words: string) => send(words), [send])
  const edit = useCallback(
    (message: MessageView) => {
      conversations.of(target).draft.revise(message, message.message_id)
      // The draft is drawn by the composer of this conversation, wherever that is.
      document.querySelector<HTMLTextAreaElement>('main textarea')?.focus()
    },
    [conversations, target],
  )
  const editWaiting = useCallback(
    (answer: MessageView) => {
      const asked = questionOf(conversations.of(target).channel.getView().messages, answer)
      if (!asked || answer.invocation_id === null) return
      withdraw(answer.invocation_id)
      edit(asked)
    },
    [conversations, target, withdraw, edit],
  )
  return { say, edit, editWaiting, askInstead }
}
