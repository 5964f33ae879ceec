// Messaging and event services of the Communication Foundation: typed access to the store without business terms. The
// gateway decides who gets them.

import type { CommandInput, CommandName, CommandOutput } from '../store/commands.ts'
import type { EventRow } from '../store/rows.ts'
import type { Store } from '../store/store.ts'
import type { EventLog } from './event-log.ts'
import { type FollowRequest, follow } from './follow.ts'
import { type FollowThread, followThread, type ThreadEvent, threadStream } from './follow-thread.ts'
import type { LogEvent } from './log-event.ts'
import type { Notifier } from './notifier.ts'

type Written =
  | 'addThreadFile'
  | 'acceptSend'
  | 'adoptOrphans'
  | 'appendAgentEvents'
  | 'changeSchedule'
  | 'changeThread'
  | 'claimNext'
  | 'compact'
  | 'createConversation'
  | 'createSchedule'
  | 'createThread'
  | 'delaySchedule'
  | 'ensureConversation'
  | 'ensureThread'
  | 'ensureCurrentThread'
  | 'eraseConversation'
  | 'eraseSchedule'
  | 'eraseThread'
  | 'idleQueues'
  | 'openConversation'
  | 'openThread'
  | 'recordHandoff'
  | 'renameConversation'
  | 'requestCancel'
  | 'setArtifactStatus'
  | 'settleOccurrence'
  | 'supersede'
  | 'tellWaiting'

/**
 * Writes of messages, conversations and invocations; each resolves when it is synced. [L1] One that may wait leaves with
 * the others of its turn.
 */
export interface Messaging {
  write<N extends Written & CommandName>(name: N, input: CommandInput<N>, mayWait?: boolean): Promise<CommandOutput<N>>
}

export const openMessaging = (store: Store): Messaging => ({
  write: (name, input, mayWait) => store.command(name, input, mayWait),
})

/** The log, live. */
export interface EventManagement {
  epoch: string
  /** The log had another epoch before. [L14] */
  everRestored: boolean
  follow(stream: string, request: Omit<FollowRequest, 'stream' | 'page' | 'onDelivered'>): AsyncIterable<LogEvent>
  followThread(request: FollowThread): AsyncIterable<ThreadEvent>
  /** A thread has changed beside its logs: its readers look again. */
  wakeThread(threadId: string): void
  reader: Store['reader']
}

export interface EventManagementDeps {
  store: Store
  log: EventLog<EventRow>
  notifier: Notifier
  /** Events read at once. */
  page: number
  /** Told how soon after its sync a page has reached a reader who waited for it. */
  onDelivered: FollowRequest['onDelivered']
}

export const openEventManagement = ({
  store,
  log,
  notifier,
  page,
  onDelivered,
}: EventManagementDeps): EventManagement => ({
  epoch: store.epoch,
  everRestored: store.everRestored,
  reader: store.reader,
  follow: (stream, request) => follow(log, notifier, { ...request, stream, page, onDelivered }),
  followThread: (request) => followThread(log, notifier, { ...request, page }),
  wakeThread: (threadId) => notifier.notify(threadStream(threadId)),
})
