// Owns which service stands behind each communication capability.
import type { Bell } from '../communication/bell.ts'
import type { Connections } from '../communication/connections.ts'
import type { EventManagement, Messaging } from '../communication/messaging.ts'

export interface PlatformServices {
  messaging: Messaging
  event_management: EventManagement
  websocket: Connections
  event_bus: Bell
}
