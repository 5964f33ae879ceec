// Recent conversations in the rail, and the button that opens all of them.
import type { ConversationView } from '@biplane/contracts/wire/commands'
import { targetOf, useConversationActs } from '../chat/use-conversation-list.ts'
import { usePagePanels } from '../conversations/page-panels.tsx'
import { iconOf } from '../design/agents.tsx'
import { IconButton } from '../design/buttons.tsx'
import { ChatsIcon, SearchIcon } from '../design/icons.tsx'
import { STRINGS } from '../strings.ts'
import { trpc } from '../transport/trpc.ts'
import { useGuideAgent } from './guide-agent-provider.tsx'
import { pathOf, useRouter } from './router.tsx'

const words = STRINGS.conversations
const SHOWN = 7

export function ConversationsButton() {
  const { show } = usePagePanels()
  return (
    <IconButton label={words.open} onClick={() => show('conversations')}>
      <ChatsIcon />
    </IconButton>
  )
}

export function RecentConversations() {
  const { show } = usePagePanels()
  const { data = [] } = trpc.conversation.list.useQuery()
  const recent = data.filter((each) => each.message_count > 0 && targetOf(each.agent_type) !== null).slice(0, SHOWN)
  return (
    <section aria-label={words.title} className="mt-6 flex min-h-0 flex-col">
      <div className="flex items-center ps-2.5">
        <h2 className="grow text-xs font-semibold text-ink-3">{words.recent}</h2>
        <IconButton label={words.search} size="small" onClick={() => show('search')}>
          <SearchIcon size={14} />
        </IconButton>
        <IconButton label={words.open} size="small" onClick={() => show('conversations')}>
          <ChatsIcon size={14} />
        </IconButton>
      </div>
      {recent.length === 0 ? (
        <p className="px-2.5 text-xs text-ink-3">{words.empty}</p>
      ) : (
        <ul className="min-h-0 overflow-y-auto">
          {recent.map((conversation) => (
            <li key={conversation.conversation_id}>
              <Recent conversation={conversation} />
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function Recent({ conversation }: { conversation: ConversationView }) {
  const { agent_type, conversation_id, title } = conversation
  const { open } = useConversationActs()
  const { show } = usePagePanels()
  const { navigate } = useRouter()
  const { speakWith } = useGuideAgent()
  const target = targetOf(agent_type) ?? 'guide'
  const Mark = iconOf(target)
  const visit = () => {
    open(target, conversation_id).then(
      () => {
        if (target !== 'guide') speakWith(target, 'liaison')
        navigate(pathOf(target))
      },
      () => show('conversations'),
    )
  }
  return (
    <button
      type="button"
      onClick={visit}
      title={title}
      className="flex min-h-8 w-full items-center gap-2 rounded-lg px-2.5 text-start text-[0.8125rem] text-ink-2 hover:bg-hover hover:text-ink"
    >
      <Mark size={13} className="shrink-0 text-ink-3" />
      <span className="min-w-0 truncate">{title || words.untitled}</span>
    </button>
  )
}
