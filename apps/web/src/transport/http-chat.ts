// A thread where sockets are off or blocked: commands as over tRPC, which needs none, and reading as server-sent events.
// [D3.8]
import type { Timer } from '@biplane/contracts/clients/hardened-websocket'
import type { ChannelApi } from '../chat/channel.ts'
import type { ChatTransport } from './chat-transport.ts'
import { followComponent } from './follow-component.ts'
import { type Request, readOverHttp } from './http-reader.ts'
import { heardSocket } from './link-status.ts'
import { type LinkStore, openLinkStore } from './link-store.ts'
import { pageSight } from './page-sight.ts'
import { openStreamLanes } from './stream-lanes.ts'

export interface HttpChatDeps {
  request: Request
  commands: ChannelApi
  /** The thread that an address without one means. */
  currentThread: () => Promise<string>
  timer: Timer
  random: () => number
  /** The browser's, where it has them. */
  locks: Pick<LockManager, 'request'> | undefined
}

/** Of the six connections that all tabs of a browser share; the others are for everything else. */
const LANES = 4

export function openHttpChat({ request, commands, currentThread, timer, random, locks }: HttpChatDeps): ChatTransport {
  const link = openLinkStore('http')
  const lane = openStreamLanes(locks, LANES)
  const onLine = (open: boolean) => hearLine(link, open)
  return {
    kind: 'http',
    link,
    commands: () => commands,
    Follow: followComponent((reading) =>
      readOverHttp({ request, currentThread, sight: pageSight(document), lane, timer, random, onLine }, reading),
    ),
  }
}

const hearLine = (link: LinkStore, open: boolean) =>
  link.hear((facts) => (open ? heardSocket(facts, 'live', false) : heardSocket(facts, 'connecting', true)))
