// The database of the product on its own: how fast it syncs single commits, and what fills it for the workloads that ask
// whether size matters. Experience is down while it is filled.

import path from 'node:path'
import { z } from 'zod'
import { openDatabase } from '../../../../../prisma/src/open.ts'
import { answerJobs } from './answer-jobs.ts'

// From where the built processes lie: prisma/node_modules/.cache/bench.
const MIGRATIONS = path.resolve(import.meta.dirname, '../../../migrations')

const place = z.object({ file: z.string() })
const commits = place.extend({ count: z.number() })
const filling = place.extend({ messages: z.number(), events: z.number() })

/** One row in one synced transaction, again and again: what a durable send cannot be faster than. */
async function commit(input: unknown): Promise<object> {
  const { file, count } = commits.parse(input)
  const database = await openDatabase({ file, migrations: MIGRATIONS })
  const { connection } = database
  connection.exec('CREATE TABLE IF NOT EXISTS Bench (id INTEGER PRIMARY KEY, text TEXT NOT NULL)')
  const insert = connection.prepare('INSERT INTO Bench (text) VALUES (?)')
  const text = 'x'.repeat(200)
  const waits: number[] = []
  const began = performance.now()
  for (let i = 0; i < count; i += 1) {
    const from = performance.now()
    insert.run(text)
    waits.push(performance.now() - from)
  }
  const ms = performance.now() - began
  database.close()
  const sorted = waits.sort((a, b) => a - b)
  return { perSecond: count / (ms / 1000), p50: sorted[sorted.length >> 1] ?? 0 }
}

/** Other people's conversations: so many messages, and so many events behind them. */
async function fill(input: unknown): Promise<null> {
  const { file, messages, events } = filling.parse(input)
  const database = await openDatabase({ file, migrations: MIGRATIONS })
  const { connection } = database
  const conversation = connection.prepare<[]>('SELECT * FROM Conversation LIMIT 1').get()
  if (typeof conversation !== 'object' || conversation === null) throw new Error('there is no conversation to copy')
  const columns = Object.keys(conversation)
  const copy = connection.prepare(
    `INSERT INTO Conversation (${columns.join(', ')}) SELECT ${columns.map((name) => (name === 'id' ? '?' : name === 'current' ? '0' : name)).join(', ')} FROM Conversation LIMIT 1`,
  )
  const session = connection.prepare<[], { id: string }>('SELECT id FROM Session LIMIT 1').get()?.id ?? ''
  const addEvent = connection.prepare(
    `INSERT INTO Event (conversationId, seq, type, payload, createdAt) VALUES (?, ?, 'agent.token', ?, '2026-01-01T00:00:00.000Z')`,
  )
  const addMessage = connection.prepare(
    `INSERT INTO Message (sessionId, conversationId, messageId, role, seq, status, content, view, createdAt)
     VALUES (?, ?, ?, 'user', ?, 'complete', ?, NULL, '2026-01-01T00:00:00.000Z')`,
  )
  const each = 200
  connection.pragma('synchronous = OFF')
  connection.transaction(() => {
    const conversations = Math.ceil(Math.max(messages, events) / each)
    for (let c = 0; c < conversations; c += 1) {
      const id = `filler-${c}`
      copy.run(id)
      const ofThis = (all: number) => Math.min(each, all - c * each)
      for (let seq = 1; seq <= ofThis(events); seq += 1)
        addEvent.run(id, seq, JSON.stringify({ text: `word ${seq} `, index: seq }))
      for (let seq = 1; seq <= ofThis(messages); seq += 1)
        addMessage.run(session, id, `${id}-${seq}`, seq, `What about number ${seq}?`)
    }
  })()
  connection.pragma('synchronous = FULL')
  database.close()
  return null
}

answerJobs({ commit, fill })
