// Conversations of a session grouped by agent: the current one, the earlier ones, a new one.
import type { ConversationView, SearchHit } from '@biplane/contracts/wire/commands'
import { CONVERSATION_TARGETS, type ConversationTarget } from '../chat/conversation-target.ts'
import { targetOf } from '../chat/use-conversation-list.ts'
import { iconOf, placeName, voiceOf } from '../design/agents.tsx'
import { IconButton } from '../design/buttons.tsx'
import { NewChatIcon } from '../design/icons.tsx'
import { STRINGS } from '../strings.ts'
import { ConversationItem } from './conversation-item.tsx'

export interface Visit {
  begin(target: ConversationTarget): Promise<void>
  conversation(target: ConversationTarget, conversation: ConversationView): Promise<void>
  hit(hit: SearchHit): Promise<void>
}

const words = STRINGS.conversations

interface GroupsProps {
  conversations: readonly ConversationView[]
  visit: Visit
  trying: (act: Promise<void>) => void
}

export function ConversationGroups({ conversations, visit, trying }: GroupsProps) {
  return CONVERSATION_TARGETS.map((target) => (
    <Group
      key={target}
      target={target}
      conversations={conversations.filter((each) => targetOf(each.agent_type) === target)}
      visit={visit}
      trying={trying}
    />
  ))
}

function Group({ target, conversations, visit, trying }: GroupsProps & { target: ConversationTarget }) {
  const Mark = iconOf(target)
  const begun = conversations.filter((each) => each.message_count > 0 || each.title !== '')
  return (
    <section aria-label={words.list(voiceOf(target))} className="mt-3">
      <div className="flex items-center gap-2">
        <Mark size={14} className="text-accent" />
        <h3 className="grow text-[0.8125rem] font-semibold">{placeName(target)}</h3>
        <IconButton label={words.create(voiceOf(target))} size="small" onClick={() => trying(visit.begin(target))}>
          <NewChatIcon size={14} />
        </IconButton>
      </div>
      {begun.length === 0 ? (
        <p className="ps-5.5 text-xs text-ink-3">{words.empty}</p>
      ) : (
        <ul className="mt-0.5">
          {begun.map((conversation) => (
            <li key={conversation.conversation_id}>
              <ConversationItem
                conversation={conversation}
                open={() => trying(visit.conversation(target, conversation))}
              />
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
