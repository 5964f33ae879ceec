// Implements the chat ports of the routers: send and read. Conversations, threads and invocations have their own files.
// Every id passes the ownership check first. [L10]
import type { ExperiencePorts } from '@biplane/contracts/experience-router'
import type { Limits } from '@biplane/contracts/vocabulary/limits'
import { inSpan } from '@biplane/process/trace'
import { openConversationPorts } from './conversation-ports.ts'
import { findConversation } from './conversation-target.ts'
import { historyOf } from './conversation-view.ts'
import { type DoorChat, openDoorChat } from './door-chat.ts'
import { FairTurns } from './fair-turns.ts'
import { type InvocationPortsDeps, openInvocationPorts } from './invocation-ports.ts'
import { readEvents } from './read-events.ts'
import { type SendDeps, sendMessage } from './send-message.ts'
import { openThreadPorts, type ThreadDeps } from './threads/thread-ports.ts'
import { UuidV7Pool } from './uuid-v7-pool.ts'

export interface ChatDeps extends InvocationPortsDeps, Omit<ThreadDeps, 'send'>, Pick<SendDeps, 'admit' | 'mayUse'> {
  limits: Limits
  /** Wall-clock milliseconds. */
  now(): number
}

/** A text of more than a page waits for its turn. What waits is bounded in memory too: 200 × 32 000 characters. */
const LONG_TEXTS = { smallChars: 4_000, maxOfOne: 20, max: 200 }

type ChatPorts = Pick<ExperiencePorts, 'chat' | 'conversations' | 'threads' | 'invocations'> & { doorChat: DoorChat }

export function openChatPorts(deps: ChatDeps): ChatPorts {
  const { postOffice, limits } = deps
  const send = openSend(deps)
  const invocations = openInvocationPorts(deps)
  const { cancel, get: invocation } = invocations
  return {
    doorChat: openDoorChat({ postOffice, send, cancel, invocation, limits }),
    chat: {
      send,
      events: (caller, selector, signal) => readEvents(postOffice, caller, selector, limits.historyMessages, signal),
      async history(caller, target, { before, limit, ...named }) {
        const conversation = await findConversation(postOffice, caller, target, named)
        return historyOf(postOffice, conversation.id, before, limit ?? limits.historyMessages)
      },
    },
    conversations: openConversationPorts(deps),
    threads: openThreadPorts({ ...deps, send }),
    invocations,
  }
}

function openSend({ store, postOffice, dispatcher, admit, mayUse, audit, limits, now }: ChatDeps): DoorChat['send'] {
  const ids = new UuidV7Pool(now)
  const sendDeps: SendDeps = {
    store,
    postOffice,
    admit,
    turns: new FairTurns(LONG_TEXTS),
    mayUse,
    newId: () => ids.next(),
    audit,
    limits,
    accepting: (kept) => dispatcher.accepting(kept),
    onAccepted: (sent) => dispatcher.onAccepted(sent),
    owner: dispatcher.owner,
  }
  return (caller, target, input) =>
    inSpan('chat.send', { attributes: { session_id: caller.session_id } }, async (span) => {
      const accepted = await sendMessage(sendDeps, caller, target, input)
      const { conversation_id, invocation_id, message_id } = accepted
      span.setAttributes({ conversation_id, invocation_id, message_id })
      return accepted
    })
}
