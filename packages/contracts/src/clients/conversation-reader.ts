// Reads one conversation through the client service: a snapshot where there is no usable cursor, then every event once.
// Translates frames and stores nothing. [L3, L14]
import { decodeStandardFrame } from '../codecs/standard-frames.ts'
import { STANDARD_SERVER_ADDITIONS, STANDARD_TYPES } from '../vocabulary/standard-types.ts'
import type { StreamItem } from '../wire/events.ts'
import type { ServerFrame } from './standard-frame.ts'
import type { ConnectionName, WebSocketService } from './websocket-service.ts'

/** Calls `onItem` for what arrives on the connection from now on, in order. Returns what ends it. */
export function readConversation(
  service: Pick<WebSocketService, 'subscribe'>,
  connectionId: ConnectionName,
  onItem: (item: StreamItem) => void,
): () => void {
  const hear = (frame: ServerFrame) => {
    const reading = decodeStandardFrame(frame)
    if (reading.kind === 'event') onItem(reading.event)
    if (reading.kind === 'restored') onItem(reading.snapshot)
  }
  const leave = TYPES.map((type) => service.subscribe(connectionId, type, hear))
  return () => {
    for (const off of leave) off()
  }
}

const isSaid = (type: string): type is ServerFrame['type'] =>
  type !== 'agent_message' && !type.startsWith('session_') && type !== 'chat_response'

/** Types of frames that the log is read from; the standard message has more. */
const TYPES = [...STANDARD_TYPES, ...STANDARD_SERVER_ADDITIONS].filter(isSaid)
