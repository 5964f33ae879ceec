// Reads a conversation at one moment: pages of history and whole snapshots. A snapshot and the events after it come
// from one state of the log, so that together they equal the next snapshot. [L14]
import { foldAnswer, isOfAnswer, openAnswer, runningAfter } from '@biplane/contracts/vocabulary/transcript'
import type { HistoryPage } from '@biplane/contracts/wire/commands'
import type { ConversationSnapshot, MessageView, RestoreReason, RunningView } from '@biplane/contracts/wire/events'
import type { PostOffice } from '../smart-city/post-office.ts'
import type { ConversationRow } from '../store/log-reader.ts'
import type { ReadMessage } from '../store/message-text.ts'

type Reader = PostOffice['reader']

const PAGE = 500
/** What is shown at once goes to a reader in one piece: a window of very long messages has fewer of them. [L13] */
const MOST_BYTES = 512 * 1024

/** The last messages and everything that a reader needs to go on from there. */
export function snapshotOf(
  postOffice: PostOffice,
  known: ConversationRow,
  reason: RestoreReason,
  limit: number,
): ConversationSnapshot {
  return postOffice.reader.together(() => {
    // Read again: what the reader was opened with may have been renamed since.
    const conversation = postOffice.reader.conversationById(known.id) ?? known
    const last = postOffice.reader.lastSeq(conversation.id)
    const page = readPage(postOffice, conversation.id, last + 1, limit)
    return {
      type: 'snapshot',
      epoch: postOffice.epoch,
      conversation_id: conversation.id,
      agent_type: conversation.agentType,
      pillar: conversation.pillar,
      title: conversation.title,
      messages: page.messages,
      has_more: page.has_more,
      before: page.before,
      last_event_id: last,
      running: page.running,
      reason,
    }
  })
}

/** Messages before an event number, oldest first. The number of the first one is the stable cursor for more. */
export function historyOf(
  postOffice: PostOffice,
  conversationId: string,
  before: number | undefined,
  limit: number,
): HistoryPage {
  return postOffice.reader.together(() => {
    const upTo = before ?? postOffice.reader.lastSeq(conversationId) + 1
    const { running: _, ...page } = readPage(postOffice, conversationId, upTo, limit)
    return { conversation_id: conversationId, ...page }
  })
}

interface Page {
  messages: MessageView[]
  has_more: boolean
  before: number | null
  running: RunningView | null
}

function readPage(postOffice: PostOffice, conversationId: string, before: number, limit: number): Page {
  const rows = postOffice.reader.messagesBefore(conversationId, before, limit + 1)
  const open = foldOpen(postOffice, conversationId, before)
  const fitting = countFitting(postOffice.reader, rows.slice(0, limit), open.answers)
  const has_more = rows.length > fitting
  const shown = rows.slice(0, fitting).reverse()
  return {
    messages: shown.map((row) => open.answers.get(row.messageId) ?? settledView(postOffice.reader, row)),
    has_more,
    before: has_more ? (shown[0]?.seq ?? null) : null,
    running: open.running,
  }
}

/** How many of these, newest first, are shown together; the newest always. */
function countFitting(reader: Reader, rows: readonly ReadMessage[], open: ReadonlyMap<string, MessageView>): number {
  let bytes = 0
  const over = rows.findIndex((row, at) => {
    bytes += reader.shownBytes(row) ?? Buffer.byteLength(JSON.stringify(open.get(row.messageId)) ?? '')
    return at > 0 && bytes > MOST_BYTES
  })
  return over === -1 ? rows.length : over
}

/** A message as it stands in history; `null` while it has not ended, and for none. */
export function settledMessage(postOffice: PostOffice, sessionId: string, messageId: string): MessageView | null {
  const row = postOffice.reader.message(sessionId, messageId)
  return row && postOffice.reader.shown(row)
}

function settledView(reader: Reader, row: ReadMessage): MessageView {
  const shown = reader.shown(row)
  if (shown === null) throw new Error(`message ${row.messageId} has neither ended nor begun`)
  return shown
}

/** Answers that have not ended are what their events have made of them so far. Those that began later do not matter. */
function foldOpen(
  postOffice: PostOffice,
  conversationId: string,
  before: number,
): { answers: Map<string, MessageView>; running: RunningView | null } {
  const answers = new Map<string, MessageView>()
  let running: RunningView | null = null
  // Also what is older than the shown messages: the one at work may be, when much waits behind it.
  const open = postOffice.reader.openAnswers(conversationId).filter(({ seq }) => seq < before)
  const [oldest] = open
  if (!oldest) return { answers, running }
  const unsettled = new Set(open.map(({ messageId }) => messageId))
  for (let after = oldest.seq - 1; ; ) {
    const page = postOffice.reader.eventsAfter(conversationId, after, PAGE)
    for (const event of page) {
      after = event.event_id
      if (!('message_id' in event) || !unsettled.has(event.message_id)) continue
      if (event.type === 'agent.routed') answers.set(event.message_id, openAnswer(event))
      else if (isOfAnswer(event)) {
        const answer = answers.get(event.message_id)
        if (answer) answers.set(event.message_id, foldAnswer(answer, event))
        running = runningAfter(event, running)
      }
    }
    if (page.length === 0) return { answers, running }
  }
}
