// Implements the ports that all transports share.
import type { Caller } from '@biplane/contracts/experience-router'
import { openArtifactPorts } from '../chat/artifact-ports.ts'
import { openChatPorts } from '../chat/chat-ports.ts'
import { openRoutingPorts } from '../chat/routing-ports.ts'
import { openSchedulePorts } from '../chat/schedules/schedule-ports.ts'
import { Scheduler } from '../chat/schedules/scheduler.ts'
import { openPlatformPorts } from '../edge/platform-ports.ts'
import type { SharedPorts } from '../edge/socket-ports.ts'
import { Account } from '../privacy/account.ts'
import type { Answering } from './answering.ts'
import type { Content } from './content.ts'
import type { Core } from './core.ts'
import type { Identity } from './identity.ts'

export type Ports = ReturnType<typeof openPorts>

export function openPorts(deps: Core & Identity & Answering & Content) {
  const { store, audit, rates, connections, gateway, trafficCop, postOffice, mayUseAgent, link, files, readings } = deps
  const { limits, log, wallClock } = deps
  const { doorChat, ...chatPorts } = openChat(deps)
  const account = openAccount(deps)
  const scheduler = new Scheduler({
    store,
    postOffice,
    send: doorChat.send,
    actingFor: (sessionId) => trafficCop.actingFor(sessionId),
    audit,
    log,
    limits,
    now: wallClock,
  })
  const admit = ({ principal }: Caller, kind: 'change' | 'read') => rates.take(kind, principal.id)
  const ports: SharedPorts = {
    admit,
    sessions: {
      get: (caller) => trafficCop.view(caller),
      end: (caller) => trafficCop.end(caller),
      endAll: (caller) => trafficCop.endAll(caller),
    },
    apiKeys: trafficCop.apiKeys,
    account,
    files: {
      list: (caller, page) => files.list(caller, page),
      get: (caller, id) => files.get(caller, id),
      delete: (caller, id) => files.delete(caller, id),
      reading: (caller, id) => readings.get(caller, id),
      setReading: (caller, id, correction) => readings.set(caller, id, correction),
    },
    ...chatPorts,
    schedules: openSchedulePorts({ store, postOffice, mayUse: mayUseAgent, audit, limits, now: wallClock }),
    ...openArtifactPorts(store, postOffice, audit),
    ...openRoutingPorts(store, postOffice, mayUseAgent),
    ...openPlatformPorts({ store, connections, gateway, link, audit, trafficCop }),
  }
  return { ports, account, admit, doorChat, scheduler }
}

function openChat(deps: Core & Identity & Answering & Content) {
  const { limits, store, audit, rates, postOffice, mayUseAgent, dispatcher, disk, files, afterErase, wallClock } = deps
  return openChatPorts({
    store,
    postOffice,
    dispatcher,
    async admit({ principal }, text) {
      await disk.admitSend()
      await rates.take('send', principal.id)
      await rates.take('sendChars', principal.id, text.length)
      await rates.take('sendOfDay', principal.id)
    },
    admitCancel: (caller) => rates.take('cancel', caller.principal.id),
    admitSearch: (caller) => rates.take('search', caller.principal.id),
    mayUse: mayUseAgent,
    afterErase,
    fileViews: (caller, ids) => files.views(caller, ids),
    audit,
    limits,
    now: wallClock,
  })
}

const openAccount = ({
  config,
  store,
  audit,
  rates,
  trafficCop,
  postOffice,
  afterErase,
  wallClock,
}: Core & Identity & Content) =>
  new Account({
    store,
    trafficCop,
    postOffice,
    afterErase,
    filesDir: config.filesDir,
    admitExport: (caller) => rates.take('export', caller.principal.id),
    audit,
    now: wallClock,
  })
