import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { v7 as uuid } from 'uuid'
import { expect, test } from 'vitest'
import { NO_QUOTAS } from '../quota-limits.ts'
import { MIGRATIONS, refusalCodeOf } from '../store.test-support.ts'
import { Store } from '../store.ts'

async function opened(threadConversations: number) {
  const folder = mkdtempSync(path.join(tmpdir(), 'room-'))
  const store = await Store.open({
    file: path.join(folder, 'a.db'),
    migrations: MIGRATIONS,
    env: {},
    pageBytes: 1_024,
    quotas: { ...NO_QUOTAS, threadConversations },
    onCommitted() {},
    onFault() {},
    onFatal(error) {
      throw error
    },
  })
  const sessionId = uuid()
  const wanted = (threadId?: string) => ({
    id: uuid(),
    sessionId,
    tenant: 'local',
    agentType: 'guide' as const,
    pillar: null,
    title: '',
    ...(threadId !== undefined && { threadId }),
  })
  const threadOf = (id: string) => store.reader.conversationById(id)?.threadId ?? ''
  return {
    store,
    wanted,
    threadOf,
    create: (threadId?: string) => store.command('createConversation', wanted(threadId)),
    async [Symbol.asyncDispose]() {
      await store.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

test('[H3] [Q1] refuses one more conversation of a full thread', async () => {
  await using room = await opened(2)
  const threadId = room.threadOf(await room.create())
  await room.create(threadId)
  expect(await refusalCodeOf(room.create(threadId))).toBe('QUOTA_EXCEEDED')
})

test('[H3] a new conversation leaves a full current thread', async () => {
  await using room = await opened(2)
  const first = room.threadOf(await room.create())
  expect(room.threadOf(await room.create())).toBe(first)
  const second = room.threadOf(await room.create())
  expect(second).not.toBe(first)
  expect(room.threadOf(await room.create())).toBe(second)
})

test('[H3] a handoff finds room in a full thread', async () => {
  await using room = await opened(1)
  const threadId = room.threadOf(await room.create())
  const liaison = { ...room.wanted(threadId), agentType: 'content_liaison' as const, pillar: 'content' as const }
  expect(room.threadOf(await room.store.command('ensureConversation', liaison))).toBe(threadId)
})
