// Rows of a conversation: messages in order, then unsent ones. A row renders again only when its message changed.
import type { MessageView } from '@biplane/contracts/wire/events'
import { memo, useCallback, useMemo } from 'react'
import type { Branched } from '../chat/branches.ts'
import { questionOf } from '../chat/channel.ts'
import { useConversations } from '../chat/chat-provider.tsx'
import type { Chat } from '../chat/use-chat.ts'
import { AnswerRow } from './answer-row.tsx'
import { useAskInstead } from './use-ask-instead.ts'
import { PendingRow, UserRow } from './user-row.tsx'

/** Events of the log that a block of rows spans at most: its bounds do not move when rows are added before or after. */
const BLOCK_EVENTS = 100
/** So many messages at the end are always laid out. */
const EAGER_AT_END = 10

interface MessageRowsProps {
  chat: Chat
  branched: Branched
  choose: (root: string, version: number) => void
}

export const MessageRows = memo(function MessageRows({ chat, branched, choose }: MessageRowsProps) {
  const { pending, stopping, stoppable, withdraw, retry } = chat
  const { messages, branchings } = branched
  const acts = useRowActs(chat)
  const rowActs = useMemo(() => ({ ...acts, withdraw, retry, choose }), [acts, withdraw, retry, choose])
  const lastSaid = messages.findLast((m) => m.role === 'user')?.event_id ?? 0
  const eagerFrom = messages.at(-EAGER_AT_END)?.event_id ?? 0
  return (
    <div className="flex flex-col gap-5">
      {blocksOf(messages).map((block) => (
        <RowBlock
          key={blockOf(block[0])}
          messages={block}
          branchings={branchings}
          stopping={stopping}
          stoppable={stoppable}
          lastSaid={lastSaid}
          lazy={(block.at(-1)?.event_id ?? 0) < eagerFrom}
          acts={rowActs}
        />
      ))}
      {pending.map((item) => (
        <PendingRow key={item.message_id} item={item} resend={chat.resend} discard={chat.discard} />
      ))}
    </div>
  )
})

const blockOf = (message: MessageView | undefined) => Math.floor((message?.event_id ?? 0) / BLOCK_EVENTS)

function blocksOf(messages: readonly MessageView[]): MessageView[][] {
  const blocks: MessageView[][] = []
  for (const message of messages) {
    const last = blocks.at(-1)
    if (last && blockOf(last[0]) === blockOf(message)) last.push(message)
    else blocks.push([message])
  }
  return blocks
}

interface RowBlockProps {
  messages: readonly MessageView[]
  branchings: Branched['branchings']
  stopping: ReadonlySet<string>
  stoppable: string | null
  /** The number of the person's last message: what was asked before it is not asked any more. */
  lastSaid: number
  /** Laid out only when it comes into sight. */
  lazy: boolean
  acts: ReturnType<typeof useRowActs> & Pick<Chat, 'withdraw' | 'retry'> & Pick<MessageRowsProps, 'choose'>
}

/** With a thousand messages, a piece of the last one must not cost a look at each of the others. */
const RowBlock = memo(function RowBlock(props: RowBlockProps) {
  const { messages, branchings, stopping, stoppable, lastSaid, lazy, acts } = props
  return (
    <div
      className={`flex flex-col gap-5 ${lazy ? '[contain-intrinsic-size:auto_60rem] [content-visibility:auto]' : ''}`}
    >
      {messages.map((message) => (
        <div key={message.message_id} data-message={message.message_id} className="rounded-xl">
          {message.role === 'user' ? (
            <UserRow
              message={message}
              branching={branchings.get(message.message_id) ?? null}
              choose={acts.choose}
              edit={acts.edit}
            />
          ) : (
            <AnswerRow
              message={message}
              withdraw={acts.withdraw}
              retry={acts.retry}
              say={acts.say}
              editWaiting={acts.editWaiting}
              askInstead={acts.askInstead}
              stopping={message.invocation_id !== null && stopping.has(message.invocation_id)}
              waits={message.status === 'queued' && stoppable !== message.invocation_id}
              over={message.event_id < lastSaid}
            />
          )}
        </div>
      ))}
    </div>
  )
}, isSameBlock)

function isSameBlock(a: RowBlockProps, b: RowBlockProps): boolean {
  return (
    a.messages.length === b.messages.length &&
    a.messages.every((message, at) => message === b.messages[at]) &&
    (a.branchings === b.branchings || (a.branchings.size === 0 && b.branchings.size === 0)) &&
    a.stopping === b.stopping &&
    a.stoppable === b.stoppable &&
    a.lastSaid === b.lastSaid &&
    a.lazy === b.lazy &&
    a.acts === b.acts
  )
}

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
      document.querySelector<HTMLTextAreaElement>('main form textarea')?.focus()
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
  return useMemo(() => ({ say, edit, editWaiting, askInstead }), [say, edit, editWaiting, askInstead])
}
