// Finds the conversation of a client that keeps its own: it sends the whole history with each message,
// and names no conversation. Each message id begins with a hash of the history up to it, so the message before the new
// one is found by the hash of the client's copy. [OA4]
import { createHash } from 'node:crypto'
import type { Caller } from '@biplane/contracts/experience-router'
import type { DoorChat } from '../../../chat/door-chat.ts'
import type { EarlierMessage } from '../../../smart-city/earlier-messages.ts'
import type { ConversationRow } from '../../../store/log-reader.ts'

/** The place of a message with a history. */
export interface Continued {
  conversation: ConversationRow
  /** The message whose place it takes: the client went back to an earlier point. */
  replaces: string | null
}

type HistoryChat = Pick<DoorChat, 'messageIds' | 'followedBy' | 'acceptedAs' | 'findTurn' | 'hopsOf' | 'settled'>

const HASH_CHARS = 24
/** Conversations that began with the same words and answers. */
const MAX_CANDIDATES = 20

/** Hash of a conversation up to a message of the person. `scope` keeps agents and named conversations apart. */
export function historyHash(scope: string, earlier: readonly EarlierMessage[], text: string): string {
  const said = [...earlier, { role: 'user' as const, content: text }].map(({ role, content }) => [
    role,
    comparable(content),
  ])
  return createHash('sha256')
    .update(JSON.stringify([scope, said]))
    .digest('hex')
    .slice(0, HASH_CHARS)
}

/** `null` where the log has no such conversation. */
export async function findContinued(
  chat: HistoryChat,
  caller: Caller,
  { scope, earlier, prefix }: { scope: string; earlier: readonly EarlierMessage[]; prefix: string },
): Promise<Continued | null> {
  const at = earlier.findLastIndex(({ role }) => role === 'user')
  const asked = earlier[at]
  if (!asked) return null
  const from = `${prefix}${historyHash(scope, earlier.slice(0, at), asked.content)}-`
  const heard = earlier.slice(at + 1).map(({ content }) => content)
  let branched: Continued | null = null
  for (const id of chat.messageIds(caller, { from, to: `${from}~`, limit: MAX_CANDIDATES })) {
    const follows = chat.followedBy(caller, id)
    if (!follows || follows.next.kind === 'branch' || !(await isAnswer(chat, caller, id, heard.join('')))) continue
    const { conversation, next } = follows
    if (next.kind === 'nothing') return { conversation, replaces: null }
    branched ??= { conversation, replaces: next.messageId }
  }
  return branched
}

/** Whether the client's copy is the log's answer, or a part of it: a stream may have been cut, or may still run. */
async function isAnswer(chat: HistoryChat, caller: Caller, messageId: string, heard: string): Promise<boolean> {
  const sent = chat.acceptedAs(caller, messageId)
  if (!sent) return false
  const hops = await chat.hopsOf(caller, await chat.findTurn(caller, sent.accepted.invocation_id))
  const answers = hops.map(({ answerId }) => chat.settled(caller, answerId))
  if (answers.includes(null)) return true
  const text = comparable(answers.map((answer) => answer?.content ?? '').join(''))
  const copy = comparable(heard)
  return copy === text || (copy === '' ? answers.at(-1)?.status !== 'complete' : text.startsWith(copy))
}

/** Clients trim texts, and join answers in their own ways. */
const comparable = (text: string): string => text.replace(/\s/g, '')
