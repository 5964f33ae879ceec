// Store, log, notifier and post office for tests, composed as in the product.
import type { Caller } from '@biplane/contracts/experience-router'
import { LIMITS } from '@biplane/contracts/vocabulary/limits'
import { sessionId } from '@biplane/contracts/wire/ids'
import { Connections } from '../communication/connections.ts'
import { EventLog } from '../communication/event-log.ts'
import { openEventManagement, openMessaging } from '../communication/messaging.ts'
import { Notifier } from '../communication/notifier.ts'
import { PlatformGateway } from '../gateway/platform-gateway.ts'
import type { PlatformServices } from '../gateway/services.ts'
import { PostOffice } from '../smart-city/post-office.ts'
import { eventFromRow } from '../store/event-rows.ts'
import type { EventRow } from '../store/rows.ts'
import { openSessionState } from '../store/session-state.ts'
import { type Place, StoreBench } from '../store/store.test-support.ts'

export class ChatBench implements AsyncDisposable {
  readonly stored: StoreBench
  readonly notifier: Notifier
  readonly postOffice: PostOffice

  private constructor(stored: StoreBench, notifier: Notifier, postOffice: PostOffice) {
    this.stored = stored
    this.notifier = notifier
    this.postOffice = postOffice
  }

  static async open(): Promise<ChatBench> {
    const notifier = new Notifier()
    const box: { log: EventLog<EventRow> | null } = { log: null }
    const stored = await StoreBench.open((rows) => box.log?.committed(rows))
    const log = new EventLog<EventRow>(stored.store.reader, eventFromRow, notifier)
    box.log = log
    const services: PlatformServices = {
      messaging: openMessaging(stored.store),
      event_management: openEventManagement({
        store: stored.store,
        log,
        notifier,
        page: LIMITS.replayPageEvents,
        onDelivered: undefined,
      }),
      websocket: new Connections(LIMITS, () => 0),
      event_bus: notifier,
      session: openSessionState(stored.store),
    }
    const audit = { note: () => {}, refused: () => {} }
    const gateway = new PlatformGateway(services, () => {})
    return new ChatBench(stored, notifier, new PostOffice(gateway, { standing: () => {}, audit }))
  }

  /** Somebody with this session. */
  caller(place: Place): Caller {
    return {
      session_id: sessionId.parse(place.sessionId),
      tenant: 'local',
      principal: { kind: 'guest', id: 'guest', roles: [] },
      credential: 'hash',
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stored[Symbol.asyncDispose]()
  }
}
