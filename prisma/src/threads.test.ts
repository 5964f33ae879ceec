import { readdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { MIGRATIONS, ownMigrations } from './database.test-support.ts'
import { applyMigrations } from './migrate.ts'

/** A database of the release before threads. */
function beforeThreads() {
  const folder = ownMigrations()
  const later = readdirSync(MIGRATIONS).filter((name) => /^\d/.test(name) && name >= '20261130235000')
  for (const name of later) rmSync(path.join(folder, name), { recursive: true })
  const connection = new Database(':memory:')
  applyMigrations(connection, folder)
  connection.exec(`INSERT INTO Session (id, tenant, principalKind, principalId, roles, heldBy, createdAt, lastUsedAt, expiresAt)
    VALUES ('s', 'local', 'guest', 'g', '[]', 'liaison.insights', 't', 't', 't')`)
  return connection
}

test('[H1] gives every conversation a thread', () => {
  const connection = beforeThreads()
  const conversation = connection.prepare(
    `INSERT INTO Conversation (id, sessionId, tenant, agentType, title, current, createdAt, updatedAt)
     VALUES (?, 's', 'local', ?, ?, ?, ?, ?)`,
  )
  conversation.run('old-guide', 'guide', 'Old task', 0, '1', '1')
  conversation.run('old-insights', 'insights_liaison', 'Old task', 0, '2', '2')
  conversation.run('alone', 'content_liaison', 'Alone', 0, '3', '3')
  conversation.run('guide', 'guide', 'Task', 1, '4', '9')
  conversation.run('insights', 'insights_liaison', 'Task', 1, '5', '5')
  const said = connection.prepare(
    "INSERT INTO Event (conversationId, seq, type, payload, createdAt) VALUES (?, 1, 'user.message', ?, 't')",
  )
  const from = (conversation_id: string) => ({ via: { agent_id: 'guide.global', conversation_id }, files: [] })
  said.run('old-insights', JSON.stringify(from('old-guide')))
  said.run('insights', JSON.stringify(from('old-guide')))
  said.run('old-guide', JSON.stringify({ via: null, files: [{ file_uuid: 'f1' }] }))
  connection.exec(`INSERT INTO File (id, sessionId, tenant, name, mime, kind, size, sha256, storedAs, createdAt)
    VALUES ('f1', 's', 'local', 'a.csv', 'text/csv', 'csv', 1, 'h', 'x', 't'), ('f2', 's', 'local', 'b.csv', 'text/csv', 'csv', 1, 'h', 'y', 't')`)
  applyMigrations(connection, MIGRATIONS)
  const all = (sql: string) => connection.prepare(sql).raw().all()
  // The current conversations are one thread; a handed-over one belongs to who handed it over.
  expect(all('SELECT id, threadId, inThread, current FROM Conversation ORDER BY id')).toEqual([
    ['alone', 'alone', 1, 1],
    ['guide', 'guide', 1, 1],
    ['insights', 'guide', 2, 1],
    ['old-guide', 'old-guide', 1, 1],
    ['old-insights', 'old-guide', 2, 1],
  ])
  expect(all('SELECT id, title, current, heldBy, made, updatedAt FROM Thread ORDER BY id')).toEqual([
    ['alone', 'Alone', 0, null, 1, '3'],
    ['guide', 'Task', 1, 'liaison.insights', 2, '9'],
    ['old-guide', 'Old task', 0, null, 2, '2'],
  ])
  expect(all('SELECT threadId, fileId FROM ThreadFile ORDER BY threadId, fileId')).toEqual([
    ['guide', 'f1'],
    ['guide', 'f2'],
    ['old-guide', 'f1'],
  ])
})
