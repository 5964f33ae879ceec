// Serves `/realtime`: the envelope, and the guest session that it opens for a client without a token. [D8]
import type { EnvelopeCommand } from '@biplane/contracts/codecs/door-command'
import type { EnvelopeNotice } from '@biplane/contracts/codecs/door-notice'
import { decodeEnvelopeCommand } from '@biplane/contracts/codecs/envelope-commands'
import { echoOf, encodeEnvelopeNotice } from '@biplane/contracts/codecs/envelope-notices'
import type { DoorChat } from '../../chat/door-chat.ts'
import { type DoorSocketDeps, serveDoor } from '../door-socket.ts'
import type { RawDoor } from '../raw-door.ts'
import type { SocketDoor } from '../upgrade-router.ts'
import { textAt } from './frame-field.ts'
import { contradicts, RealtimeVisit } from './realtime-visit.ts'

export interface RealtimeDoorDeps extends DoorSocketDeps {
  chat: DoorChat
}

export const openRealtimeDoor = (deps: RealtimeDoorDeps): SocketDoor => ({
  matches: (path) => path === '/realtime',
  open: (accepted) => serveDoor(deps, accepted, doorOf(deps)),
})

function doorOf(deps: RealtimeDoorDeps): RawDoor<EnvelopeCommand> {
  const say = (notice: EnvelopeNotice, sessionId: string | null, requestId: string | undefined) =>
    JSON.stringify(
      encodeEnvelopeNotice(notice, {
        session_id: sessionId,
        ...(requestId === undefined ? {} : { request_id: requestId }),
      }),
    )
  return {
    name: 'realtime',
    realm: 'experience',
    agentType: null,
    pillar: null,
    async admitNobody(address) {
      const { session_token } = await deps.trafficCop.openGuest(address)
      return { live: await deps.credentials.recognise(session_token), token: session_token }
    },
    decode: decodeEnvelopeCommand,
    pong(command, { sessionId }) {
      // Also a ping may not speak for another session: it is refused as any command is.
      if (command.kind !== 'ping' || contradicts(command, sessionId)) return null
      return say({ kind: 'pong' }, sessionId, command.request_id)
    },
    refusal(refusal, { sessionId, text, value, command }) {
      const messageId = command?.kind === 'send' ? command.input.message_id : textAt(value, 'payload', 'messageId')
      const notice: EnvelopeNotice = {
        kind: 'refused',
        refusal,
        ...(messageId === undefined ? {} : { message_id: messageId }),
        ...(refusal.code === 'BAD_JSON' && text !== undefined ? { echo: echoOf(text) } : {}),
      }
      return say(notice, sessionId, command ? command.request_id : textAt(value, 'requestId'))
    },
    enter: (socket, client) =>
      new RealtimeVisit({
        ...deps,
        client,
        socket,
        say: (notice, requestId) => socket.send(say(notice, socket.sessionId, requestId)),
      }),
  }
}
