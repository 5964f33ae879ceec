// Everything of a principal as one ZIP archive, made while it is read: at most one page of rows, one piece of a file and a
// mebibyte of short entries are in memory. A long entry is opened when the one before it has left. [L16]
import { open } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import type { Caller } from '@biplane/contracts/experience-router'
import { ZipFile } from 'yazl'
import { type EarlierMessage, readEarlier } from '../smart-city/earlier-messages.ts'
import type { PostOffice } from '../smart-city/post-office.ts'
import type { TrafficCop } from '../smart-city/traffic-cop.ts'
import type { Store } from '../store/store.ts'
import {
  artifactLines,
  conversationsOf,
  eventLines,
  filesOf,
  messageLines,
  scheduleLines,
  sessionsOf,
} from './export-rows.ts'

export interface ExportRequest {
  store: Store
  trafficCop: Pick<TrafficCop, 'list' | 'standing' | 'apiKeys'>
  postOffice: PostOffice
  filesDir: string
  caller: Caller
  /** ISO 8601: when it was asked for. */
  at: string
}

/** An entry that is put together in memory. */
const SMALL_BYTES = 64 * 1024
/** Of such entries, until the reader has taken them. */
const UNREAD_BYTES = 1024 * 1024

const READ_ME = `This archive holds everything that this service keeps of you.

account.json                                  who you are here, your sessions and your API keys
sessions/<id>/conversations/<id>/about.json   a conversation: its title, its dates, what was said before it
sessions/<id>/conversations/<id>/messages.jsonl   its messages, one a line
sessions/<id>/conversations/<id>/events.jsonl     its log, one event a line
sessions/<id>/artifacts.jsonl                 results, every version, one a line
sessions/<id>/schedules.jsonl                 what you have asked by a clock, one a line
sessions/<id>/files.jsonl                     what is known of your files
sessions/<id>/files/<id>-<name>               the files themselves
`

export function exportArchive(request: ExportRequest): Readable {
  const zip = new ZipFile()
  // Ended by the reader: nothing of it may stay open.
  const content = new Readable({ read: () => zip.outputStream.resume(), destroy: (error, done) => done(error) })
  zip.outputStream.on('data', (piece: Buffer) => {
    if (!content.push(piece)) zip.outputStream.pause()
  })
  zip.outputStream.once('end', () => content.push(null))
  zip.outputStream.pause()
  zip.on('error', (error: Error) => content.destroy(error))
  addEntries(zip, request, content).catch((error: Error) => content.destroy(error))
  return content
}

function earlierOf({ reader }: PostOffice, conversationId: string): EarlierMessage[] {
  const input = reader.firstInput(conversationId)
  return input === null ? [] : readEarlier(input)
}

async function addEntries(zip: ZipFile, request: ExportRequest, content: Readable): Promise<void> {
  const { store, trafficCop, postOffice, caller, filesDir, at } = request
  const { kind, roles } = caller.principal
  const sessions = await sessionsOf(trafficCop, caller)
  const api_keys = await trafficCop.apiKeys.list(caller)
  zip.addBuffer(Buffer.from(READ_ME), 'README.txt')
  zip.addBuffer(json({ exported_at: at, principal: { kind, roles }, sessions, api_keys }), 'account.json')
  const lines = (name: string, rows: () => AsyncIterable<unknown>) =>
    added(zip, content, name, async () => Readable.from(asLines(rows(), () => trafficCop.standing(caller))))
  let unread = 0
  const small = async (entry: Buffer, name: string) => {
    unread += entry.length
    if (unread < UNREAD_BYTES) zip.addBuffer(entry, name)
    else {
      // Entries leave in their order: when this one was read, so were all before it.
      await added(zip, content, name, async () => Readable.from([entry]))
      unread = 0
    }
  }
  const either = async (name: string, rows: () => AsyncIterable<unknown>) => {
    trafficCop.standing(caller)
    const entry = await ifSmall(rows())
    return entry === null ? lines(name, rows) : small(entry, name)
  }
  for (const { session_id } of sessions) {
    const folder = `sessions/${session_id}`
    for await (const conversation of conversationsOf(store, session_id)) {
      const place = `${folder}/conversations/${conversation.id}`
      const earlier = earlierOf(postOffice, conversation.id)
      await small(json({ ...conversation, ...(earlier.length > 0 && { earlier }) }), `${place}/about.json`)
      await either(`${place}/messages.jsonl`, () => messageLines(postOffice, conversation.id))
      await either(`${place}/events.jsonl`, () => eventLines(postOffice, conversation.id))
      // Others have their turn between two conversations.
      await setImmediate()
    }
    await lines(`${folder}/artifacts.jsonl`, () => artifactLines(postOffice, session_id))
    await either(`${folder}/schedules.jsonl`, () => scheduleLines(store, session_id))
    await lines(`${folder}/files.jsonl`, () => filesOf(store, session_id))
    for await (const { id, name, storedAs } of filesOf(store, session_id)) {
      await added(zip, content, `${folder}/files/${id}-${name}`, () => blob(path.join(filesDir, storedAs)))
    }
  }
  zip.end()
}

/** Adds one entry and resolves when it was read to its end, so that the next one is opened only then. */
function added(zip: ZipFile, content: Readable, name: string, openEntry: () => Promise<Readable>): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = () => reject(new Error('the reader of an export went away'))
    if (content.destroyed) return leave()
    content.once('close', leave)
    zip.addReadStreamLazy(name, {}, (give) => {
      openEntry().then(
        (entry) => {
          const close = () => entry.destroy()
          content.once('close', close)
          entry.once('close', () => {
            content.off('close', close)
            content.off('close', leave)
            resolve()
          })
          give(null, entry)
        },
        (error: Error) => give(error, Readable.from([])),
      )
    })
  })
}

/** The lines, where they are few: a stream for each of very many short entries takes twenty times as long as they do. */
async function ifSmall(rows: AsyncIterable<unknown>): Promise<Buffer | null> {
  const pieces: Buffer[] = []
  let bytes = 0
  for await (const row of rows) {
    const line = lineOf(row)
    bytes += line.length
    if (bytes > SMALL_BYTES) return null
    pieces.push(line)
  }
  return Buffer.concat(pieces)
}

const lineOf = (row: unknown): Buffer => Buffer.from(`${JSON.stringify(row)}\n`)

const json = (value: unknown): Buffer => Buffer.from(`${JSON.stringify(value, null, 2)}\n`)

async function* asLines(rows: AsyncIterable<unknown>, stands: () => void): AsyncGenerator<Buffer> {
  for await (const row of rows) {
    stands()
    yield lineOf(row)
  }
}

/** A file that was deleted since its row was read is empty here. */
async function blob(file: string): Promise<Readable> {
  const handle = await open(file).catch(() => null)
  return handle ? handle.createReadStream() : Readable.from([])
}
