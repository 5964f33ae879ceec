// Logs and counts socket connections: opened, owner, close code.
import type { Log } from '@biplane/process/log'
import type { Connection, ConnectionsTold } from '../communication/connections.ts'
import type { Measures } from './measures.ts'

const idsOf = ({ id, door, realm, sessionId, agentType, pillar }: Connection) => ({
  connection_id: id,
  session_id: sessionId,
  door,
  realm,
  ...(agentType === null ? {} : { agent_type: agentType }),
  ...(pillar === null ? {} : { pillar }),
})

/** After a restart everybody comes back at once: these are lines for whoever looks closely. */
export const toldConnections = (log: Log, measures: Measures): ConnectionsTold => ({
  opened: (connection) => log.debug(idsOf(connection), 'connection.opened'),
  closed(connection, code) {
    measures.closed(code)
    log.debug({ ...idsOf(connection), code, sent: connection.sent, received: connection.received }, 'connection.closed')
  },
})
