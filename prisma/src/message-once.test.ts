import { readdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { MIGRATIONS, ownMigrations } from './database.test-support.ts'
import { applyMigrations } from './migrate.ts'

test('[L9] keeps each text once, in its event', () => {
  const folder = ownMigrations()
  const later = readdirSync(MIGRATIONS)
    .filter((name) => /^\d/.test(name) && name >= '20261130160200')
    .sort()
  for (const name of later) rmSync(path.join(folder, name), { recursive: true })
  const connection = new Database(':memory:')
  applyMigrations(connection, folder)
  const event = connection.prepare(
    "INSERT INTO Event (conversationId, seq, type, messageId, payload, createdAt) VALUES ('c', ?, ?, ?, ?, 't')",
  )
  event.run(1, 'user.message', 'm1', JSON.stringify({ text: 'said', files: [], surface: null, via: null }))
  event.run(2, 'agent.routed', 'a1', '{}')
  const message = connection.prepare(
    `INSERT INTO Message (sessionId, conversationId, messageId, role, seq, status, content, bytes, view, createdAt)
     VALUES ('s', 'c', ?, ?, ?, 'complete', ?, 4, ?, 't')`,
  )
  message.run('m1', 'user', 1, 'said', '{"content":"said"}')
  message.run('a1', 'assistant', 2, 'answer', '{"content":"answer"}')
  message.run('m3', 'user', 3, 'lost its event', '{"content":"lost its event"}')
  const work = connection.prepare(
    `INSERT INTO Invocation
       (id, sessionId, conversationId, agentId, messageId, answerMessageId, status, attempt, turn, input, createdAt)
     VALUES (?, 's', 'c', 'guide.global', ?, 'a1', 'completed', 1, 1, ?, 't')`,
  )
  work.run('i1', 'm1', JSON.stringify({ text: 'said', hops: 0, attached: ['f'] }))
  work.run('i3', 'm3', JSON.stringify({ text: 'lost its event', hops: 0 }))
  expect(applyMigrations(connection, MIGRATIONS)).toEqual(later)
  expect(connection.prepare('SELECT messageId, content, bytes, view FROM Message ORDER BY seq').all()).toEqual([
    { messageId: 'm1', content: '', bytes: 4, view: null },
    { messageId: 'a1', content: 'answer', bytes: 4, view: '{"content":"answer"}' },
    { messageId: 'm3', content: 'lost its event', bytes: 4, view: '{"content":"lost its event"}' },
  ])
  expect(connection.prepare('SELECT input FROM Invocation ORDER BY id').all()).toEqual([
    { input: '{"hops":0,"attached":["f"]}' },
    { input: '{"text":"lost its event","hops":0}' },
  ])
})
