// The standard-message sockets `/api/ws/guide`, its old paths, and `/api/ws/liaison/{pillar}`. The path selects the
// agent; everything shown comes from the log. [D6]
import type { StandardCommand } from '@biplane/contracts/codecs/door-command'
import type { StandardNotice } from '@biplane/contracts/codecs/door-notice'
import { decodeStandardCommand } from '@biplane/contracts/codecs/standard-commands'
import { encodeStandardNotice } from '@biplane/contracts/codecs/standard-notices'
import { refusalOf } from '@biplane/contracts/refusal'
import { isPillar, PILLARS } from '@biplane/contracts/vocabulary/pillars'
import type { DoorChat } from '../../chat/door-chat.ts'
import type { AgentDirectory } from '../agent-directory.ts'
import { type DoorSocketDeps, serveDoor } from '../door-socket.ts'
import type { RawDoor, RawSocket } from '../raw-door.ts'
import type { SocketDoor } from '../upgrade-router.ts'
import { textAt } from './frame-field.ts'
import type { PathTarget } from './path-target.ts'
import { StandardVisit } from './standard-visit.ts'

export interface StandardDoorDeps extends DoorSocketDeps {
  chat: DoorChat
  directory: AgentDirectory
  /** Whether the liaisons have sockets; the guide always has. */
  liaisons: boolean
  /** Wall-clock milliseconds, for the time that frames carry. */
  now(): number
}

export function openStandardDoor(deps: StandardDoorDeps): SocketDoor {
  return {
    matches: (path) => {
      const pinned = readPath(path)
      return pinned !== null && (deps.liaisons || pinned.kind === 'guide')
    },
    open(accepted) {
      const pinned = readPath(accepted.url.pathname)
      if (pinned) serveDoor(deps, accepted, doorOf(deps, pinned))
    },
  }
}

const GUIDE = '/api/ws/guide'
const OLD_GUIDES = ['/guide-agent', '/api/ws/guide-chat']
const LIAISON = /^\/api\/ws\/liaison\/([^/]*)$/

function readPath(path: string): PathTarget | null {
  if (path === GUIDE) return { kind: 'guide', old: false }
  if (OLD_GUIDES.includes(path)) return { kind: 'guide', old: true }
  const name = LIAISON.exec(path)?.[1]
  return name === undefined ? null : { kind: 'liaison', name, pillar: isPillar(name) ? name : null }
}

type StandardSocket = RawSocket<StandardCommand>

function doorOf(deps: StandardDoorDeps, pinned: PathTarget): RawDoor<StandardCommand> {
  const pillar = pinned.kind === 'liaison' ? pinned.pillar : null
  const say = (notice: StandardNotice, sessionId: string | null, command?: StandardCommand) =>
    JSON.stringify(
      encodeStandardNotice(notice, {
        session_id: sessionId ?? '',
        timestamp: new Date(deps.now()).toISOString(),
        ...(command?.request_id === undefined ? {} : { request_id: command.request_id }),
      }),
    )
  return {
    name: pinned.kind === 'guide' ? 'guide' : 'liaison',
    realm: pinned.kind === 'guide' ? 'journey_solution' : 'business_enablement',
    agentType: pinned.kind === 'guide' ? 'guide' : pillar && PILLARS[pillar].agentType,
    pillar,
    decode: decodeStandardCommand,
    pong: (command, socket) => (command.kind === 'ping' ? say({ kind: 'pong' }, socket.sessionId, command) : null),
    refusal(refusal, { sessionId, value, command }) {
      const messageId = command?.kind === 'send' ? command.input.message_id : textAt(value, 'message_id')
      return say({ kind: 'refused', refusal, ...(messageId === undefined ? {} : { message_id: messageId }) }, sessionId)
    },
    sessionEnded: (view, sessionId) => say({ kind: 'session_expired', message: view.message }, sessionId),
    understood: (error) => refusalOf(error)?.path?.startsWith('data.') ?? false,
    enter: (socket: StandardSocket, { live }) =>
      new StandardVisit({
        ...deps,
        pinned,
        caller: live.caller,
        socket,
        say: (notice) => socket.send(say(notice, socket.sessionId)),
      }),
  }
}
