// Maps each capability to its service.

import type { Connections } from '../communication/connections.ts'
import type { EventManagement, Messaging } from '../communication/messaging.ts'
import type { Notifier } from '../communication/notifier.ts'
import type { SessionState } from '../store/session-state.ts'

export interface PlatformServices {
  messaging: Messaging
  event_management: EventManagement
  websocket: Connections
  event_bus: Notifier
  session: SessionState
}
