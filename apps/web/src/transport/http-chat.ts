// Conversation over HTTP alone, where sockets are off or blocked: commands as calls, reading as server-sent events.
// [D3]
import type { Timer } from '@biplane/contracts/clients/hardened-websocket'
import type { ChatTransport } from './chat-transport.ts'
import { followComponent } from './follow-component.ts'
import { httpCommands, type Request } from './http-commands.ts'
import { readOverHttp } from './http-reader.ts'
import { heardSocket } from './link-status.ts'
import { type LinkStore, openLinkStore } from './link-store.ts'
import { openStreamLanes } from './stream-lanes.ts'
import { openStreamSlots, type StreamSlots } from './stream-slots.ts'

export interface HttpChatParts {
  request: Request
  timer: Timer
  random: () => number
  /** The browser's, where it has them. */
  locks: Pick<LockManager, 'request'> | undefined
}

/** Of one page. */
const STREAMS = 2
/** Of the six connections that all tabs of a browser share; the others are for everything else. */
const LANES = 4

export function openHttpChat({ request, timer, random, locks }: HttpChatParts): ChatTransport {
  const link = openLinkStore('http')
  const lane = openStreamLanes(locks, LANES)
  const slots = openStreamSlots({ most: STREAMS, seen: () => document.visibilityState !== 'hidden' })
  const onLine = (open: boolean) => hearLine(link, open)
  let readers = 0
  return {
    kind: 'http',
    link,
    commands: (target) => preferring(slots, target, httpCommands(request, target)),
    Follow: followComponent((reading) => {
      if (readers++ === 0) document.addEventListener('visibilitychange', slots.looked)
      const end = readOverHttp({ request, slots, lane, timer, random, onLine }, reading)
      return () => {
        end()
        if (--readers === 0) document.removeEventListener('visibilitychange', slots.looked)
      }
    }),
  }
}

const hearLine = (link: LinkStore, open: boolean) =>
  link.hear((facts) => (open ? heardSocket(facts, 'live', false) : heardSocket(facts, 'connecting', true)))

/** A conversation with a send gets the stream, because its answer is awaited. */
const preferring = (
  slots: StreamSlots,
  target: Parameters<StreamSlots['prefer']>[0],
  commands: ReturnType<typeof httpCommands>,
): ReturnType<typeof httpCommands> => ({
  ...commands,
  send(words) {
    slots.prefer(target)
    return commands.send(words)
  },
})
