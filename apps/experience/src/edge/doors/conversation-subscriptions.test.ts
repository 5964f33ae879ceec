import type { Caller } from '@biplane/contracts/experience-router'
import { sessionId } from '@biplane/contracts/wire/ids'
import { Facts } from '@biplane/proof/facts'
import { describe, expect, test } from 'vitest'
import type { DoorRead } from '../../chat/door-chat.ts'
import type { Reading } from '../../chat/read-events.ts'
import { LogEvent } from '../../communication/log-event.ts'
import type { ConversationRow } from '../../store/log-reader.ts'
import { ConversationSubscriptions } from './conversation-subscriptions.ts'

const caller: Caller = {
  session_id: sessionId.parse('s'),
  tenant: 'local',
  principal: { kind: 'guest', id: 'guest:s', roles: ['member'] },
  credential: 'c',
}
const conversation: ConversationRow = {
  id: 'c1',
  sessionId: 's',
  tenant: 'local',
  agentType: 'guide',
  pillar: null,
  title: '',
  current: 1,
  threadId: 't1',
  inThread: 1,
  compactedTo: 0,
  createdAt: '',
  updatedAt: '',
  deletedAt: null,
}

const reading = (seq: number): Reading => ({
  kind: 'event',
  seq,
  logged: new LogEvent(seq, 1, () => {
    throw new Error('nobody looks into it')
  }),
})

/** A log that a test writes by hand; its readers ask for room before each event, as those of the real one do. */
function bench() {
  const facts = new Facts()
  const shown: number[] = []
  const errors: unknown[] = []
  let last = 0
  let gone = false
  const subscriptions = new ConversationSubscriptions({
    chat: {
      async *read(_conversation: ConversationRow, { lastEventId, room, signal }: DoorRead) {
        for (let seq = Number(lastEventId ?? 0) + 1; ; seq += 1) {
          await facts.until(() => last >= seq || signal.aborted)
          await room()
          if (signal.aborted) return
          yield reading(seq)
        }
      },
    },
    caller,
    room: () => null,
    gone: () => gone,
    check: () => {},
    show: ({ seq }) => {
      shown.push(seq)
      facts.changed()
    },
    onDeleted: () => {},
    onError: (error) => errors.push(error),
  })
  return {
    subscriptions,
    shown,
    errors,
    write(seq: number) {
      last = seq
      facts.changed()
    },
    leave() {
      gone = true
    },
    until: (count: number) => facts.until(() => shown.length >= count),
  }
}

/** Everything that could happen by itself has happened. */
const settled = () => new Promise((resolve) => setImmediate(resolve))

describe('a pump', () => {
  test('[D7.1] shows nothing while a command is on its way, and all of it afterwards', async () => {
    const { subscriptions, shown, write, until } = bench()
    subscriptions.follow(conversation, '0')
    write(1)
    await until(1)
    await subscriptions.before(async () => {
      write(3)
      await settled()
      shown.push(0)
    })
    await until(4)
    expect(shown).toEqual([1, 0, 2, 3])
    subscriptions.close()
  })

  test('[D5.6] that begins again ends the one before: no event comes from two', async () => {
    const { subscriptions, shown, write, until } = bench()
    subscriptions.follow(conversation, '0')
    write(2)
    await until(2)
    subscriptions.follow(conversation, '1')
    write(4)
    await until(5)
    await settled()
    expect(shown).toEqual([1, 2, 2, 3, 4])
    expect(subscriptions.size).toBe(1)
    subscriptions.close()
    expect(subscriptions.size).toBe(0)
  })

  test('[L13] of a socket that was told to go shows nothing more', async () => {
    const { subscriptions, shown, write, leave, until } = bench()
    subscriptions.follow(conversation, '0')
    write(1)
    await until(1)
    leave()
    write(2)
    await settled()
    expect(shown).toEqual([1])
    subscriptions.close()
  })
})
