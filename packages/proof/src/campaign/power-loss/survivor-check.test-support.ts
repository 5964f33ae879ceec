// Opens the surviving files as the product does and looks for everything that clients had been sent.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Database, openDatabase } from '../../../../../prisma/src/open.ts'
import { DATA } from './load.ts'
import type { Shown } from './shown.ts'

const MIGRATIONS = path.resolve(import.meta.dirname, '../../../../../prisma/migrations')
/** Thousands of databases are written, opened and thrown away: no disk needs to see them. */
const MEMORY = '/dev/shm'

/** How much is wrong with what is left; all 0 when nothing is. */
export interface Findings {
  /** It cannot be opened or read, or is not whole in itself. */
  corrupt: number
  /** Events, sends and sessions that somebody was told of. */
  lost: number
  /** Events that say something else than before. */
  altered: number
  /** Conversations whose numbers are not 1, 2, 3 … */
  gaps: number
  /** Uploads that were answered. */
  lost_files: number
  /** It goes on under a new epoch: no cursor of before is of use. */
  new_epochs: number
}

const SOUND: Findings = { corrupt: 0, lost: 0, altered: 0, gaps: 0, lost_files: 0, new_epochs: 0 }

/** What clients were told lies in a database beside the one that is looked at. */
const TOLD = {
  events: ['at', 'conversation', 'number'],
  words: ['at', 'conversation', 'number', 'type', 'payload'],
  sends: ['at', 'conversation', 'number', 'messageId', 'invocationId'],
  sessions: ['at', 'tokenHash'],
}

const LOST = `
  SELECT count(*) AS n FROM told.events AS t
      LEFT JOIN main.Event AS e ON e.conversationId = t.conversation AND e.seq = t.number
    WHERE t.at < :at AND e.seq IS NULL
  UNION ALL SELECT count(*) FROM told.sends AS t
      LEFT JOIN main.Event AS e ON e.conversationId = t.conversation AND e.seq = t.number
        AND e.messageId = t.messageId AND e.type = 'user.message'
      LEFT JOIN main.Message AS m ON m.conversationId = t.conversation AND m.messageId = t.messageId
      LEFT JOIN main.Invocation AS i ON i.id = t.invocationId
    WHERE t.at < :at AND (e.seq IS NULL OR m.id IS NULL OR i.id IS NULL)
  UNION ALL SELECT count(*) FROM told.sessions AS t LEFT JOIN main.SessionToken AS s ON s.hash = t.tokenHash
    WHERE t.at < :at AND s.hash IS NULL`
const ALTERED = `
  SELECT count(*) AS n FROM told.words AS t
      JOIN main.Event AS e ON e.conversationId = t.conversation AND e.seq = t.number
    WHERE t.at < :at AND (t.type <> e.type OR t.payload <> e.payload)`
const GAPS = `
  SELECT count(*) AS n FROM (
    SELECT 1 FROM main.Event GROUP BY conversationId HAVING min(seq) <> 1 OR max(seq) <> count(*))`

export class SurvivorCheck implements Disposable {
  /** What the last one that could not be opened said. */
  whyCorrupt: string | null = null
  readonly #folder: string
  readonly #shown: Shown

  private constructor(folder: string, shown: Shown) {
    this.#folder = folder
    this.#shown = shown
  }

  static async open(shown: Shown): Promise<SurvivorCheck> {
    const check = new SurvivorCheck(mkdtempSync(path.join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'survivors-')), shown)
    const { connection, close } = await openDatabase({
      file: path.join(check.#folder, 'any.db'),
      migrations: MIGRATIONS,
    })
    check.#attach(connection)
    for (const table of ['events', 'words', 'sends', 'sessions'] as const) {
      connection.exec(`CREATE TABLE told.${table} (${TOLD[table]})`)
      const insert = connection.prepare(`INSERT INTO told.${table} VALUES (${TOLD[table].map((name) => `:${name}`)})`)
      connection.transaction(() => {
        for (const fact of shown[table]) insert.run(fact)
      })()
    }
    close()
    return check
  }

  /** What is wrong with files (by their path) that are all that is left of the moment before step `at`. */
  async check(files: Map<string, Buffer>, at: number): Promise<Findings> {
    const folder = path.join(this.#folder, 'left')
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder)
    for (const [name, bytes] of files) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
      writeFileSync(path.join(folder, name), bytes)
    }
    try {
      const database = await openDatabase({ file: path.join(folder, DATA, 'biplane.db'), migrations: MIGRATIONS })
      try {
        const lost_files = this.#lostFiles(database.connection, files, at)
        const new_epochs = this.#shown.sessions.some((told) => told.at < at && told.epoch !== database.epoch) ? 1 : 0
        return { ...this.#read(database.connection, at), lost_files, new_epochs }
      } finally {
        database.close()
      }
    } catch (error) {
      this.whyCorrupt = String(error)
      return { ...SOUND, corrupt: 1 }
    }
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #attach(connection: Database): void {
    connection.prepare('ATTACH ? AS told').run(path.join(this.#folder, 'told.db'))
  }

  #read(connection: Database, at: number): Findings {
    const said = String(connection.pragma('integrity_check', { simple: true }))
    if (said !== 'ok') throw new Error(said)
    this.#attach(connection)
    const sum = (sql: string, values: object = { at }) =>
      connection
        .prepare<[object], { n: number }>(sql)
        .safeIntegers(false)
        .all(values)
        .reduce((total, { n }) => total + n, 0)
    return { ...SOUND, lost: sum(LOST), altered: sum(ALTERED), gaps: sum(GAPS, {}) }
  }

  #lostFiles(connection: Database, files: Map<string, Buffer>, at: number): number {
    const find = connection.prepare<[string], { storedAs: string }>('SELECT storedAs FROM File WHERE id = ?')
    const isThere = ({ id, sha256 }: Shown['files'][number]) => {
      const content = files.get(path.join(DATA, 'files', find.get(id)?.storedAs ?? ''))
      return content !== undefined && createHash('sha256').update(content).digest('hex') === sha256
    }
    return this.#shown.files.filter((file) => file.at < at && !isThere(file)).length
  }
}
