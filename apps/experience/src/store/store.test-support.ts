// A store for tests: a real file, the real writer thread, and shorthands. One store serves a test file; each test has
// its own session and conversation.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { UNKNOWN_USAGE } from '@biplane/contracts/wire/agent-events'
import type { ArtifactDraft } from '@biplane/contracts/wire/artifacts'
import type { ConversationEvent, RoutingDecision } from '@biplane/contracts/wire/events'
import { v7 as uuid } from 'uuid'
import type { AcceptedSend, AcceptSend } from './commands/accept-send.ts'
import type { AgentEnd, AgentEntry, Appended } from './commands/agent-events.ts'
import { eventFromRow } from './event-rows.ts'
import type { ClaimedInvocation, EventRow } from './rows.ts'
import { Store } from './store.ts'

export const MIGRATIONS = path.resolve(import.meta.dirname, '../../../../prisma/migrations')

export interface Place {
  sessionId: string
  conversationId: string
}

const ROUTING: RoutingDecision = {
  agent_id: 'guide.global',
  source: 'path',
  reason: 'a test',
  confidence: 1,
  candidates: [],
}

export class StoreBench implements AsyncDisposable {
  readonly store: Store
  readonly file: string
  /** What was told, in the order in which it was told. */
  readonly told: EventRow[]
  readonly faults: string[]
  readonly owner = 'this run'
  readonly #folder: string

  private constructor(folder: string, file: string, store: Store, told: EventRow[], faults: string[]) {
    this.#folder = folder
    this.file = file
    this.store = store
    this.told = told
    this.faults = faults
  }

  static async open(onCommitted: (rows: EventRow[]) => void = () => {}): Promise<StoreBench> {
    const folder = mkdtempSync(path.join(tmpdir(), 'store-'))
    const file = path.join(folder, 'a.db')
    const told: EventRow[] = []
    const faults: string[] = []
    const store = await Store.open({
      file,
      migrations: MIGRATIONS,
      env: {},
      pageBytes: 256 * 1024,
      onCommitted: (rows) => {
        told.push(...rows)
        onCommitted(rows)
      },
      onFault: (cause) => faults.push(cause),
      onFatal: (error) => {
        throw error
      },
    })
    return new StoreBench(folder, file, store, told, faults)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.store.close()
    rmSync(this.#folder, { recursive: true, force: true })
  }

  /** A new session, without a row of its own: most commands do not ask for one. */
  async place(sessionId: string = uuid(), agentType: 'guide' | 'content_liaison' = 'guide'): Promise<Place> {
    const conversationId = await this.store.command('createConversation', {
      id: uuid(),
      sessionId,
      tenant: 'local',
      agentType,
      pillar: agentType === 'guide' ? null : 'content',
      title: '',
    })
    return { sessionId, conversationId }
  }

  sendOf({ sessionId, conversationId }: Place, change: Partial<AcceptSend> = {}): AcceptSend {
    const text = change.text ?? 'hello'
    return {
      sessionId,
      conversationId,
      pinned: true,
      messageId: uuid(),
      contentHash: text,
      text,
      files: [],
      surface: null,
      routing: ROUTING,
      invocationId: uuid(),
      answerMessageId: uuid(),
      input: '{}',
      whenBusy: 'enqueue',
      mostQueued: 20,
      owner: this.owner,
      via: null,
      releases: false,
      ...change,
    }
  }

  send(place: Place, change: Partial<AcceptSend> = {}): Promise<AcceptedSend> {
    return this.store.command('acceptSend', this.sendOf(place, change))
  }

  /** A send whose work begins at once. */
  async begun(place: Place, change: Partial<AcceptSend> = {}): Promise<ClaimedInvocation> {
    const { claimed } = await this.send(place, change)
    if (!claimed) throw new Error('that waits')
    return claimed
  }

  claim({ conversationId }: Place, owner = this.owner): Promise<ClaimedInvocation | null> {
    return this.store.command('claimNext', { conversationId, owner })
  }

  append(invocationId: string, entries: AgentEntry[], attempt = 1): Promise<Appended> {
    return this.store.command('appendAgentEvents', { invocationId, attempt, entries })
  }

  /** The log of a conversation, as the reader's thread reads it. */
  events({ conversationId }: Place, after = 0): ConversationEvent[] {
    return this.store.reader.readAfter(conversationId, after, 100_000).map((row) => eventFromRow(row))
  }

  typesOf(place: Place): string[] {
    return this.events(place).map(({ type }) => type)
  }

  /** The stored invocation. */
  async invocation({ sessionId }: Place, id: string) {
    const row = await this.store.query('getInvocation', { sessionId, id })
    if (!row) throw new Error('there is no such invocation')
    return row
  }
}

/** Whatever a promise is refused with; an error when it is not. */
export async function refusalCodeOf(promise: Promise<unknown>): Promise<string> {
  const outcome = await promise.then(
    () => 'taken',
    (error: unknown) => error,
  )
  if (typeof outcome === 'object' && outcome !== null && 'refusal' in outcome) return String(outcome.refusal)
  return String(outcome)
}

export const token = (n: number, text: string): AgentEntry => ({ type: 'agent.token', n, text })
export const started = (n = 1): AgentEntry => ({ type: 'agent.started', n, payload: { recovery: 'restart' } })
export const completed = (n: number | null): AgentEnd => ({ type: 'agent.completed', n, usage: UNKNOWN_USAGE })
export const cancelled = (n: number | null): AgentEnd => ({ type: 'agent.cancelled', n, usage: UNKNOWN_USAGE })
export const failed = (n: number | null): AgentEnd => ({
  type: 'agent.failed',
  n,
  usage: UNKNOWN_USAGE,
  code: 'AGENT_FAILED',
  message: 'it broke',
  retryable: true,
  cause: { by: 'agent' },
})

export function artifact(n: number, key: string, words = 0): AgentEntry {
  const draft: ArtifactDraft = {
    kind: 'outline',
    key,
    title: key,
    summary: '',
    provenance: null,
    data: { sections: [], words },
  }
  return { type: 'agent.artifact', n, draft, tenant: 'local', pillar: null }
}

/** A process of its own that holds the write lock of a file until what is returned lets go. */
export async function lockByStranger(file: string): Promise<() => Promise<void>> {
  const program = `
    const Database = require('better-sqlite3')
    const database = new Database(${JSON.stringify(file)})
    database.exec('BEGIN IMMEDIATE')
    process.stdout.write('locked')
    process.stdin.once('data', () => { database.exec('ROLLBACK'); process.exit(0) })`
  const child = spawn(process.execPath, ['--eval', program], { cwd: MIGRATIONS, stdio: ['pipe', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  return async () => {
    child.stdin.end('let go')
    await once(child, 'exit')
  }
}
