// The threads of a session as the routers ask for them. Every id goes through the choke point before anything is done with
// it. [H1, H2, L10]
import type { Caller, ExperiencePorts } from '@biplane/contracts/experience-router'
import { opened } from '@biplane/contracts/vocabulary/iterables'
import type { Limits } from '@biplane/contracts/vocabulary/limits'
import type { FileView } from '@biplane/contracts/wire/commands'
import { threadId as asThreadId } from '@biplane/contracts/wire/ids'
import { formatListCursor, numberOfCursor, parseListCursor } from '@biplane/contracts/wire/list-cursor'
import type { ThreadView } from '@biplane/contracts/wire/threads'
import { v7 as uuid } from 'uuid'
import type { AfterErase } from '../../privacy/after-erase.ts'
import type { PostOffice } from '../../smart-city/post-office.ts'
import { THREAD_FILES } from '../../smart-city/work-files.ts'
import type { ThreadRow } from '../../store/log-reader.ts'
import type { StoreReads } from '../../store/store-reads.ts'
import type { DoorChat } from '../door-chat.ts'
import { searchRanked } from '../search-conversations.ts'
import { exportThread } from './export-thread.ts'
import { readThread } from './read-thread.ts'
import { countMessages, historyOfThread, viewMembers, viewThread } from './thread-view.ts'

export interface ThreadDeps {
  store: StoreReads
  postOffice: PostOffice
  send: DoorChat['send']
  afterErase: AfterErase
  admitSearch(caller: Caller): Promise<void>
  /** The caller's own among these files. */
  fileViews(caller: Caller, ids: string[]): Promise<FileView[]>
  limits: Limits
}

/** Default number of threads on a page. */
const LISTED = 100

export function openThreadPorts(deps: ThreadDeps): ExperiencePorts['threads'] {
  const { store, postOffice, send, afterErase, admitSearch, fileViews, limits } = deps
  const { reader } = postOffice
  const view = (row: ThreadRow, members = reader.conversationsOf(row.id)): ThreadView =>
    viewThread(row, countMessages(postOffice, members))
  const get = async (caller: Caller, id: string) => {
    const row = postOffice.ownThread(caller, id)
    const ids = reader.fileIds(id, THREAD_FILES)
    const files = await fileViews(caller, ids)
    const members = reader.conversationsOf(id)
    return { ...view(row, members), conversations: viewMembers(postOffice, members), files }
  }
  /** By its id, or the current one, made when it is first asked for. */
  const named = async (caller: Caller, id: string | undefined): Promise<ThreadRow> =>
    id === undefined ? postOffice.currentThread(caller) : postOffice.ownThread(caller, id)

  return {
    async list(caller, { archived, cursor, limit }) {
      const values = parseListCursor(cursor, 3)
      const [pinned = '', updatedAt = '', id = ''] = values ?? []
      const rows = await store.query('listThreads', {
        sessionId: caller.session_id,
        archived: archived ?? false,
        take: limit ?? LISTED,
        ...(values && { after: { pinned: numberOfCursor(pinned), updatedAt, id } }),
      })
      return rows.map(({ messages, ...row }) => ({
        ...viewThread(row, messages),
        cursor: formatListCursor([row.pinned, row.updatedAt, row.id]),
      }))
    },
    async create(caller, { title, aside }) {
      const { session_id: sessionId, tenant } = caller
      const made = { id: uuid(), sessionId, tenant, title: title ?? '', aside: aside ?? false }
      return view(postOffice.ownThread(caller, await postOffice.write('createThread', made)))
    },
    get,
    async open(caller, threadId) {
      await postOffice.write('openThread', { sessionId: caller.session_id, threadId })
      return view(postOffice.ownThread(caller, threadId))
    },
    async change(caller, threadId, { title, pinned, archived }) {
      await postOffice.write('changeThread', {
        sessionId: caller.session_id,
        threadId,
        ...(title !== undefined && { title }),
        ...(pinned !== undefined && { pinned }),
        ...(archived !== undefined && { archived }),
      })
      return view(postOffice.ownThread(caller, threadId))
    },
    async delete(caller, threadId) {
      const erased = await postOffice.write('eraseThread', { sessionId: caller.session_id, threadId })
      postOffice.wakeThread(threadId)
      return afterErase('thread.deleted', caller, erased, { thread_id: threadId })
    },
    async addFile(caller, { thread_id: threadId, file_uuid: fileId }) {
      await postOffice.write('addThreadFile', { sessionId: caller.session_id, threadId, fileId })
      return get(caller, threadId)
    },
    export: async (caller, { thread_id, format }) =>
      exportThread(postOffice, postOffice.ownThread(caller, thread_id), format),
    async search(caller, input) {
      await admitSearch(caller)
      const hits = await searchRanked(store, caller, input)
      return hits.flatMap((hit) => {
        const found = reader.conversation(caller.session_id, hit.conversation_id)
        const thread = found && reader.thread(caller.session_id, found.threadId)
        return thread ? [{ ...hit, thread_id: thread.id, thread_title: thread.title }] : []
      })
    },
    async send(caller, input) {
      const { id } = await named(caller, input.thread_id)
      return send(caller, { kind: 'routed' }, { ...input, thread_id: asThreadId.parse(id) })
    },
    async history(caller, { thread_id, before, limit }) {
      const { id } = await named(caller, thread_id)
      return historyOfThread(postOffice, id, before, limit ?? limits.historyMessages)
    },
    events: (caller, { thread_id, lastEventId, reader: other }, signal) =>
      opened(async () => {
        const { id: threadId } = await named(caller, thread_id)
        const room = other ? () => other.room() : undefined
        const windowMessages = limits.historyMessages
        return readThread(postOffice, { caller, threadId, lastEventId, windowMessages, room, signal })
      }),
  }
}
