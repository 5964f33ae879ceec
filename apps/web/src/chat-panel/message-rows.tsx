// Turns of a thread in order, then unsent messages. A turn renders again only when one of its messages changed.
import type { ThreadMessage } from '@biplane/contracts/wire/threads'
import { memo, type ReactNode, useCallback, useMemo } from 'react'
import type { Branched } from '../chat/branches.ts'
import { questionOf } from '../chat/channel.ts'
import { useChannel, useConversations } from '../chat/chat-provider.tsx'
import type { Chat } from '../chat/use-chat.ts'
import { AnswerRow } from './answer-row.tsx'
import { HandoffLine } from './handoff-line.tsx'
import { isSameTurn, repeatsOf, type Turn, turnsOf } from './turns.ts'
import { useAskInstead } from './use-ask-instead.ts'
import { PendingRow, UserRow } from './user-row.tsx'
import { VersionPicker } from './version-picker.tsx'

/** So many turns at the end are always laid out. */
const EAGER_AT_END = 5

interface MessageRowsProps {
  chat: Chat
  branched: Branched
  choose: (root: string, version: number) => void
  /** The turn that was begun here: it has the height of the view, so that its question can stand at the top. */
  begun: string | null
  /** Under the last answer, once nothing runs. */
  after: ReactNode
}

export const MessageRows = memo(function MessageRows({ chat, branched, choose, begun, after }: MessageRowsProps) {
  const { pending, stopping, active, withdraw, retry, resend, discard } = chat
  const { messages, branchings } = branched
  const acts = useRowActs(chat)
  const rowActs = useMemo(
    () => ({ ...acts, withdraw, retry, choose, resend, discard }),
    [acts, withdraw, retry, choose, resend, discard],
  )
  const repeats = useMemo(() => repeatsOf(messages), [messages])
  const turns = useMemo(() => turnsOf(messages, pending), [messages, pending])
  const lastSaid = messages.findLast((m) => m.role === 'user')?.place ?? 0
  return (
    <div className="flex flex-col gap-6">
      {turns.map((turn, at) => (
        <div
          key={turn.key}
          data-turn={turn.key}
          className={turn.key === begun && at === turns.length - 1 ? 'min-h-[calc(100cqh-2.5rem)]' : ''}
        >
          <TurnBlock
            turn={turn}
            repeats={repeats}
            branchings={branchings}
            stopping={stopping}
            active={active}
            over={(turn.rows.at(-1)?.place ?? 0) < lastSaid}
            lazy={at < turns.length - EAGER_AT_END}
            acts={rowActs}
          />
          {at === turns.length - 1 && after}
        </div>
      ))}
    </div>
  )
})

interface TurnBlockProps {
  turn: Turn
  repeats: ReadonlySet<string>
  branchings: Branched['branchings']
  stopping: ReadonlySet<string>
  active: ReadonlySet<string>
  /** The person has said something after it: what was asked here is not asked any more. */
  over: boolean
  /** Laid out only when it comes into sight. */
  lazy: boolean
  acts: ReturnType<typeof useRowActs> &
    Pick<Chat, 'withdraw' | 'retry' | 'resend' | 'discard'> &
    Pick<MessageRowsProps, 'choose'>
}

/** With a thousand messages, a piece of the last one must not cost a look at each of the others. */
const TurnBlock = memo(
  function TurnBlock(props: TurnBlockProps) {
    const { turn, lazy, acts } = props
    return (
      <div
        className={`flex flex-col gap-4 ${lazy ? '[contain-intrinsic-size:auto_24rem] [content-visibility:auto]' : ''}`}
      >
        {turn.pending && <PendingRow item={turn.pending} resend={acts.resend} discard={acts.discard} />}
        {turn.rows.map((message, at) => (
          <div key={message.message_id} data-message={message.message_id} className="rounded-xl empty:hidden">
            <Row message={message} isTold={isHandedTo(message, turn.rows.slice(0, at))} {...props} />
          </div>
        ))}
      </div>
    )
  },
  (one, other) =>
    isSameTurn(one.turn, other.turn) &&
    (one.branchings === other.branchings || (one.branchings.size === 0 && other.branchings.size === 0)) &&
    one.stopping === other.stopping &&
    isSameSet(one.active, other.active) &&
    one.over === other.over &&
    one.lazy === other.lazy &&
    one.acts === other.acts,
)

/** The line of a handoff right before it says already why this agent answers. */
function isHandedTo({ agent_id }: ThreadMessage, before: readonly ThreadMessage[]): boolean {
  const last = before.findLast(({ role }) => role !== 'user')
  return last?.handoff != null && last.handoff.to_agent === agent_id
}

const isSameSet = (one: ReadonlySet<string>, other: ReadonlySet<string>): boolean =>
  one.size === other.size && [...one].every((each) => other.has(each))

function Row({
  message,
  isTold,
  repeats,
  branchings,
  stopping,
  active,
  over,
  acts,
}: TurnBlockProps & { message: ThreadMessage; isTold: boolean }) {
  const { message_id, role, handoff, invocation_id, status } = message
  if (role === 'user') {
    const branching = branchings.get(message_id) ?? null
    if (repeats.has(message_id)) {
      return branching && <VersionPicker branching={branching} choose={acts.choose} />
    }
    return <UserRow message={message} branching={branching} choose={acts.choose} edit={acts.edit} />
  }
  if (handoff !== null && status === 'complete' && message.artifacts.length === 0) {
    return <HandoffLine handoff={handoff} askInstead={(agent) => acts.askInstead(agent, message)} />
  }
  return (
    <AnswerRow
      message={message}
      isTold={isTold}
      withdraw={acts.withdraw}
      retry={acts.retry}
      say={acts.say}
      editWaiting={acts.editWaiting}
      askInstead={acts.askInstead}
      stopping={invocation_id !== null && stopping.has(invocation_id)}
      waits={status === 'queued' && (invocation_id === null || !active.has(invocation_id))}
      over={over}
    />
  )
}

/** What rows can do besides what the chat does; each stays the same function while the thread is shown. */
function useRowActs({ send, withdraw }: Chat) {
  const channel = useChannel()
  const { draft } = useConversations()
  const askInstead = useAskInstead()
  const say = useCallback((words: string) => send(words), [send])
  const edit = useCallback(
    (message: ThreadMessage) => {
      draft.revise(message, message.message_id)
      // The draft is drawn by the composer, wherever that is.
      document.querySelector<HTMLTextAreaElement>('main form textarea')?.focus()
    },
    [draft],
  )
  const editWaiting = useCallback(
    (answer: ThreadMessage) => {
      const asked = questionOf(channel.getView().messages, answer)
      if (!asked || answer.invocation_id === null) return
      withdraw(answer.invocation_id)
      edit(asked)
    },
    [channel, withdraw, edit],
  )
  return useMemo(() => ({ say, edit, editWaiting, askInstead }), [say, edit, editWaiting, askInstead])
}
