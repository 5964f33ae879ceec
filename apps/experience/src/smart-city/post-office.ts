// Messages and events: the only writer of history, and its reader. Reaches the log through the gateway only.

import type { Caller } from '@biplane/contracts/experience-router'
import { Refusal } from '@biplane/contracts/refusal'
import { formatCursor } from '@biplane/contracts/wire/cursor'
import { v7 as uuid } from 'uuid'
import type { AuditNotes } from '../audit/audit-trail.ts'
import type { EventManagement, Messaging } from '../communication/messaging.ts'
import type { PlatformGateway } from '../gateway/platform-gateway.ts'
import type { PlatformServices } from '../gateway/services.ts'
import type { ConversationRow, ThreadRow } from '../store/log-reader.ts'

export interface PostOfficeDeps {
  /** @throws SESSION_EXPIRED */
  standing(caller: Caller): void
  audit: AuditNotes
}

export class PostOffice {
  /** Writes; each resolves when it is synced. [L1] */
  readonly write: Messaging['write']
  /** Whether a caller may still read. @throws SESSION_EXPIRED */
  readonly standing: PostOfficeDeps['standing']
  readonly audit: AuditNotes
  readonly #events: EventManagement

  constructor(gateway: PlatformGateway<PlatformServices>, { standing, audit }: PostOfficeDeps) {
    this.standing = standing
    this.audit = audit
    this.write = gateway.grant('smart_city', 'messaging').write
    this.#events = gateway.grant('smart_city', 'event_management')
  }

  get epoch(): string {
    return this.#events.epoch
  }

  /** The log that a cursor is compared with. [L14] */
  get log(): Pick<EventManagement, 'epoch' | 'everRestored'> {
    return this.#events
  }

  get reader(): EventManagement['reader'] {
    return this.#events.reader
  }

  readonly follow: EventManagement['follow'] = (...request) => this.#events.follow(...request)

  /** The events of all conversations of a thread. */
  followThread(request: Omit<Parameters<EventManagement['followThread']>[0], 'members'> & { caller: Caller }) {
    const { caller, ...rest } = request
    const members = () =>
      this.reader.thread(caller.session_id, rest.threadId) === null
        ? null
        : this.reader.conversationsOf(rest.threadId).map(({ id, inThread }) => ({ id, number: inThread }))
    return this.#events.followThread({ ...rest, members })
  }

  wakeThread(threadId: string): void {
    this.#events.wakeThread(threadId)
  }

  /** A place in the log, as clients keep it. */
  cursor(seq: number): string {
    return formatCursor(this.#events.epoch, seq)
  }

  /**
   * The choke point: every read, replay, send, resume, cancel and deletion of a conversation comes through here.
   * @throws SESSION_EXPIRED when the caller's session has ended
   * @throws NOT_FOUND for another principal's conversation exactly as for one that does not exist [L10]
   */
  own(caller: Caller, conversationId: string): ConversationRow {
    this.standing(caller)
    const found = this.reader.conversation(caller.session_id, conversationId)
    if (!found || found.tenant !== caller.tenant) throw new Refusal('NOT_FOUND', 'There is no such conversation.')
    return found
  }

  /** The same for a thread. @throws SESSION_EXPIRED, NOT_FOUND [L10] */
  ownThread(caller: Caller, threadId: string): ThreadRow {
    this.standing(caller)
    const found = this.reader.thread(caller.session_id, threadId)
    if (!found || found.tenant !== caller.tenant) throw new Refusal('NOT_FOUND', 'There is no such thread.')
    return found
  }

  /** The caller's current thread; made when it is first asked for. @throws QUOTA_EXCEEDED */
  async currentThread(caller: Caller): Promise<ThreadRow> {
    const { session_id: sessionId, tenant } = caller
    const id = this.reader.currentThread(sessionId)?.id
    return this.ownThread(caller, id ?? (await this.write('ensureCurrentThread', { id: uuid(), sessionId, tenant })))
  }
}
